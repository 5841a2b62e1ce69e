// The modules that run in a session, by slot: started, given what they need of the session, stopped.
#pragma once

#include "core/base/task_group.hpp"
#include "core/session/channels.hpp"
#include "core/session/module_slot.hpp"
#include "core/session/rate_share.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cordee::session {

/// Lives on the session's strand; configuration and channels outlive it. stop_all() before destruction.
class RunningModules : public ModuleSlot::Owner {
public:
    using SlotPtr = std::shared_ptr<ModuleSlot>;

    RunningModules(const boost::asio::any_io_executor& strand, const SessionConfig& config,
                   Channels& channels, std::string peer_name);

    /// What may be lost is offered to this first; false: it goes by the stream.
    using Carrier = std::function<bool(std::uint16_t channel, View message)>;
    void carry_by(Carrier carrier) { carrier_ = std::move(carrier); }

    /// A module of this side, as the provider is asked for it.
    [[nodiscard]] ModuleRequest request(std::string id, Version minimum, Permissions permissions) const;
    /// Takes a free slot. Messages for the module wait there until it has started.
    SlotPtr add(std::uint8_t number, ModuleInfo info, Permissions consented);
    /// Errc::closed when the slot was given up meanwhile; without a module the slot is free again.
    boost::asio::awaitable<Result<void>> start(SlotPtr slot);

    /// Null when the slot is free.
    [[nodiscard]] SlotPtr find(std::uint8_t number) const;
    /// The slot of an open channel; null for any other.
    [[nodiscard]] SlotPtr behind(std::uint16_t channel) const;
    /// A copy, as what is done with one may end others.
    [[nodiscard]] std::vector<SlotPtr> all() const;
    [[nodiscard]] bool empty() const { return slots_.empty(); }

    /// Ends one here; the other side and the program hear of it. Nothing to do for a free slot.
    void end(std::uint8_t number, Ending ending, const std::string& why = "");
    /// The other side ended it.
    void ended_by_peer(std::uint8_t number, Ending ending);
    /// Frees a slot, with nothing said; null when it is free.
    SlotPtr take_out(std::uint8_t number);
    /// Tells the other side that nothing is or will be in this slot.
    void refuse(std::uint8_t number, Ending ending);

    /// A task that stop_all() ends. busy() when there are so many that the next offer is refused.
    void spawn(boost::asio::awaitable<void> task) { tasks_.spawn(std::move(task)); }
    [[nodiscard]] bool busy() const;
    /// Ends every task and stops every module; nothing runs when it returns.
    boost::asio::awaitable<void> stop_all();

    /// Tells each module what the path leaves to it, judged from what was sent in the last `period`.
    void tell_rates(std::chrono::milliseconds period);

    void send_control(const ControlMessage& message) override;
    void send_message(std::uint16_t channel, const ChannelSpec& spec, Bytes message) override;
    void drop_other_generations(std::uint8_t slot, std::uint32_t generation) override;
    void module_finished(std::uint8_t slot) override;
    void module_failed(std::uint8_t slot, std::string why) override;
    SessionWindow& window() override { return window_; }

private:
    boost::asio::awaitable<void> stop(SlotPtr port, std::unique_ptr<Module> module);

    boost::asio::any_io_executor strand_;
    const SessionConfig& config_;
    Channels& channels_;
    std::string peer_name_;
    SessionWindow window_; ///< outlives the slots
    std::map<std::uint8_t, SlotPtr> slots_;
    Carrier carrier_;
    RateShare rates_;
    TaskGroup tasks_;
};

} // namespace cordee::session
