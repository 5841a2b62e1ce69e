// The modules of a session: offered, checked against the grant, consented to, started, stopped.
#pragma once

#include "core/base/task_group.hpp"
#include "core/session/channels.hpp"
#include "core/session/input_gate.hpp"
#include "core/session/module_slot.hpp"
#include "core/session/rate_share.hpp"
#include "core/session/session.hpp"

#include <map>
#include <memory>

namespace cordee::session {

/// A session lives on for so long without a new grant (SEC-35).
inline constexpr std::chrono::seconds kGrace{60};

/// Lives on the session's strand. The configuration and the channels outlive it.
class Modules : public ModuleSlot::Owner {
public:
    Modules(const boost::asio::any_io_executor& strand, SessionConfig& config, Channels& channels,
            std::string peer_name);

    /// See Session::offer.
    boost::asio::awaitable<Result<void>> offer(std::string module, Permissions permissions);

    /// Whether the other side is known to be who it says; without that nothing is let in (SEC-29).
    void trust(bool trusted) { trusted_ = trusted; }
    [[nodiscard]] bool trusted() const { return trusted_; }

    /// What may be lost is offered to this first; false: it goes by the stream.
    using Carrier = std::function<bool(std::uint16_t channel, View message)>;
    void carry_by(Carrier carrier) { carrier_ = std::move(carrier); }

    [[nodiscard]] bool is_open(std::uint16_t channel) const;
    Result<void> message(std::uint16_t channel, Bytes message);
    void unreliable(std::uint16_t channel, View message);
    /// Errors: what the other side may not say.
    Result<void> take(const Offer& message);
    Result<void> take(const Accept& message);
    Result<void> take(const Stop& message);
    Result<void> take(const Restart& message);
    Result<void> take(const Credit& message);
    Result<void> take(const Narrow& message);

    /// Narrows or stops what grant and device policy of the configuration do not cover any more.
    void apply_rights();
    /// The person here takes permissions of a module back.
    void withdraw(const std::string& module, const Permissions& permissions);
    /// The controlled side: whether keyboard and pointer of this session count; of several sessions, one's
    /// do.
    void focus(bool held);
    [[nodiscard]] bool focused() const { return focused_; }
    /// Stops all but what only talks. Returns whether anything is left.
    bool stop_privileged();
    /// Input waits from now on, as the machine's login may have changed while nobody looked.
    void hold_input();
    /// It was as before: what waited is delivered.
    void release_input();
    /// It was not: input ends for the rest of the session.
    void refuse_input();
    /// Tells each module what the path leaves to it, judged from what was sent in the last `period`.
    void tell_rates(std::chrono::milliseconds period);
    /// Stops everything; nothing runs when it returns.
    boost::asio::awaitable<void> stop_all();

    void send_control(const ControlMessage& message) override;
    void send_message(std::uint16_t channel, const ChannelSpec& spec, Bytes message) override;
    void drop_other_generations(std::uint8_t slot, std::uint32_t generation) override;
    void module_finished(std::uint8_t slot) override;
    void module_failed(std::uint8_t slot, std::string why) override;

private:
    using SlotPtr = std::shared_ptr<ModuleSlot>;
    /// An offer of ours, until the other side has answered and the module runs here.
    struct Pending {
        explicit Pending(const boost::asio::any_io_executor& strand) : changed{strand} {}
        Signal changed;
        ModuleInfo info;
        Permissions permissions; ///< most that may be accepted
        std::optional<Ending> refused;
        SlotPtr slot; ///< since the answer yes
        std::optional<Result<void>> result;
    };
    using PendingPtr = std::shared_ptr<Pending>;
    /// An offer of the other side, until it has its answer. Only one, so that a person never answers a
    /// question that is not the last one shown.
    struct Answering {
        explicit Answering(const boost::asio::any_io_executor& strand) : changed{strand} {}
        Signal changed;
        std::uint8_t slot = 0;
        bool withdrawn = false;
    };
    using AnsweringPtr = std::shared_ptr<Answering>;

    boost::asio::awaitable<void> run_offer(PendingPtr pending, std::string module, Permissions asked);
    boost::asio::awaitable<Result<void>> make_offer(PendingPtr pending, std::string module,
                                                    Permissions asked);
    boost::asio::awaitable<Result<void>> wait_for_answer(PendingPtr pending);
    boost::asio::awaitable<void> answer(Offer offer);
    /// The module runs here, or how the offer ends.
    boost::asio::awaitable<boost::system::result<SlotPtr, Ending>> admit(Offer offer, AnsweringPtr answering);
    /// What the person allows; nothing when the offer is withdrawn meanwhile.
    boost::asio::awaitable<Permissions> ask(ConsentRequest question, AnsweringPtr answering);
    boost::asio::awaitable<Result<void>> start(SlotPtr slot, std::uint8_t number, Version version);
    boost::asio::awaitable<void> stop_module(std::unique_ptr<Module> module);

    [[nodiscard]] Result<Permissions> allowed(const ModuleInfo& info, const Permissions& asked) const;
    /// Keyboard and pointer of this session count at this moment.
    [[nodiscard]] bool may_type() const;
    [[nodiscard]] Permissions without_input_if_withheld(Permissions permissions) const;
    [[nodiscard]] std::optional<std::uint8_t> free_slot();
    /// Ends a module here; null when the slot is empty.
    SlotPtr take_out(std::uint8_t slot);
    void end_module(std::uint8_t slot, Ending ending, const std::string& why);
    void refuse(std::uint8_t slot, Ending ending);
    void apply_rights(Ending ending);
    void set_permissions(ModuleSlot& slot, std::uint8_t number, Permissions permissions);

    boost::asio::any_io_executor strand_;
    SessionConfig& config_;
    Channels& channels_;
    std::string peer_name_;
    std::map<std::uint8_t, SlotPtr> slots_;
    std::map<std::uint8_t, PendingPtr> pending_; ///< offers of ours
    AnsweringPtr answering_;                     ///< the other side's offer; one at a time
    bool trusted_ = true;
    bool focused_ = true;
    std::uint8_t last_slot_ = 0;
    Carrier carrier_;
    InputGate gate_;
    RateShare rates_;
    bool ended_ = false;
    TaskGroup tasks_;
};

} // namespace cordee::session
