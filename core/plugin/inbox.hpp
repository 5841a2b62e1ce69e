// Messages of the plugin that the session has no room for yet, channel by channel.
#pragma once

#include "core/base/bytes.hpp"

#include <deque>
#include <vector>

namespace cordee::plugin {

/// On one strand.
class Inbox {
public:
    /// Per channel, bytes on their way from the plugin into the session; short, so that what a plugin sends
    /// is new when it leaves.
    static constexpr std::uint32_t kWindow = 256 << 10;

    class Owner {
    public:
        virtual ~Owner() = default;
        /// Whether offer() may be called now.
        [[nodiscard]] virtual bool listening() const = 0;
        /// False: no room now.
        virtual bool offer(std::uint16_t channel, View message) = 0;
        /// So much of the channel's window is free again.
        virtual void taken(std::uint16_t channel, std::uint32_t weight) = 0;
    };

    Inbox(Owner& owner, std::uint16_t channels) : owner_{owner}, channels_(channels) {}

    [[nodiscard]] bool has(std::uint16_t channel) const { return channel < channels_.size(); }
    /// For a new process.
    void reset();
    /// False: the process does not keep to the window or to its channels.
    bool arrived(std::uint16_t channel, View message);
    /// Offers again what was kept.
    void offer_kept();
    /// What is kept, and what comes until peer_noted(), is for the other half's former self.
    void peer_restarted();
    void peer_noted();

private:
    struct Channel {
        std::uint64_t under_way = 0; ///< with kMessageWeight for each message
        std::deque<Bytes> kept;      ///< the owner had no room
    };

    void offer_channel(std::uint16_t channel);
    void taken(std::uint16_t channel, std::size_t size);

    Owner& owner_;
    std::vector<Channel> channels_;
    bool offering_ = false;
    int stale_ = 0; ///< how many peer_noted() are due
};

} // namespace cordee::plugin
