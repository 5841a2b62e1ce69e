// A module's place in a session: its channels, its flow control, and what happens when one half begins anew.
// PROTOCOL.md, "Modules", has the picture. Pure state; the session's strand.
#pragma once

#include "core/session/control_message.hpp"
#include "core/session/module.hpp"
#include "core/session/session_window.hpp"

#include <deque>
#include <memory>

namespace cordee::session {

/// Bytes that one half may send on a channel before the other half has taken them; one message may go beyond
/// it.
inline constexpr std::size_t kChannelWindow = 1024 * 1024;

/// A channel number on the wire: slot (5 bits), generation modulo 128 (7 bits), index (4 bits). Messages of a
/// half's former life are on channels that nobody listens to any more.
struct ChannelNumber {
    std::uint8_t slot = 0;
    std::uint8_t generation = 0;
    std::uint8_t index = 0;
};
std::uint16_t encode_channel(const ChannelNumber& channel);
ChannelNumber decode_channel(std::uint16_t number);

class ModuleSlot : public ModulePort {
public:
    /// What a slot needs of its session, which outlives it.
    class Owner {
    public:
        virtual ~Owner() = default;
        virtual void send_control(const ControlMessage& message) = 0;
        virtual void send_message(std::uint16_t channel, const ChannelSpec& spec, Bytes message) = 0;
        /// Forget what waits to be sent, and what has half arrived, on all channels of a slot that are not of
        /// this generation.
        virtual void drop_other_generations(std::uint8_t slot, std::uint32_t generation) = 0;
        virtual void module_finished(std::uint8_t slot) = 0;
        virtual void module_failed(std::uint8_t slot, std::string why) = 0;
        /// Of the modules of the session.
        virtual SessionWindow& window() = 0;
    };

    ModuleSlot(std::uint8_t number, ModuleInfo info, std::vector<std::string> permissions, Owner& owner);
    ~ModuleSlot() override { leave(); }
    ModuleSlot(const ModuleSlot&) = delete;
    ModuleSlot& operator=(const ModuleSlot&) = delete;

    /// The module may be attached after its first messages have arrived; they wait.
    void attach(std::unique_ptr<Module> module);
    /// The module, to be stopped and destroyed; the slot is done with it.
    std::unique_ptr<Module> detach()
    {
        leave();
        return std::move(module_);
    }
    /// The other side knows of the module: what it said so far may be sent.
    void open();
    [[nodiscard]] std::uint8_t number() const { return number_; }
    [[nodiscard]] Module* module() const { return module_.get(); }
    [[nodiscard]] const ModuleInfo& info() const { return info_; }
    [[nodiscard]] const std::vector<std::string>& permissions() const { return permissions_; }
    /// What the person allowed when the module started, less what was taken back since.
    [[nodiscard]] const std::vector<std::string>& consented() const { return consented_; }
    void take_back(const std::vector<std::string>& permissions);
    /// What it may do now, of what was consented to.
    void set_permissions(const std::vector<std::string>& permissions);

    [[nodiscard]] bool is_open(const ChannelNumber& channel) const;
    /// Errc::exhausted: the other half sends more than it may.
    Result<void> deliver(std::uint8_t index, Bytes message);
    /// A message of this size arrived and is not for the module.
    void passed_over(std::uint8_t index, std::size_t size);
    /// One that could be lost; without room at the module it is.
    void deliver_unreliable(std::uint8_t index, View message);
    /// Errc::malformed: more than was ever sent, or no such channel.
    Result<void> credit(const Credit& credit);
    void peer_restarted(std::uint32_t generation);

    bool send(std::uint16_t channel, View message) override;
    void resume() override;
    void restarted() override;
    void finished() override;
    void failed(std::string why) override;

private:
    /// Each channel has a window of its own, so that a full one stops nothing but itself.
    struct Channel {
        std::size_t sent = 0; ///< not yet taken by the other half
        bool refused = false; ///< a send() was, and writable() is owed
        std::deque<Bytes> waiting;
        std::size_t waiting_bytes = 0;
        std::size_t taken = 0; ///< and not yet credited
    };
    struct Held {
        std::uint8_t index;
        Bytes message;
    };

    /// The session's window has room again.
    void wake();
    /// The session's window is crowded.
    void give_all_credit();
    void take_sent(Channel& channel, std::size_t bytes);
    void forget_all();
    /// Nothing of this slot counts any more.
    void leave();

    void push(std::uint8_t index, Bytes message);
    void begin_generation(std::uint32_t generation);
    void hand_over();
    /// False: the module began anew meanwhile.
    bool hand_over(std::uint8_t index);
    void give_credit(std::uint8_t index);

    std::uint8_t number_;
    ModuleInfo info_;
    std::vector<std::string> consented_;
    std::vector<std::string> permissions_;
    Owner& owner_;
    std::unique_ptr<Module> module_;

    std::uint32_t generation_ = 0;
    bool open_ = false;
    bool left_ = false;
    std::deque<Held> held_; ///< said before open()
    std::vector<Channel> channels_;
};

} // namespace cordee::session
