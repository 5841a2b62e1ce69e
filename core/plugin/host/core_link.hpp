// The plugin host's line to the core: blocking, because the plugin's thread has nothing else to do.
#pragma once

#include "core/plugin/host_frame.hpp"
#include "core/plugin/message_memory.hpp"

#include <mutex>
#include <optional>

namespace cordee::plugin::host {

struct Frame {
    FrameHeader header;
    Bytes payload;
};

class CoreLink {
public:
    /// With the descriptors of the memory for large messages; -1 where there is none. They are closed.
    CoreLink(int socket, int to_core, int from_core);

    [[nodiscard]] int descriptor() const { return socket_; }
    /// One thread. An error means that the core is gone or broken: end the process.
    Result<Frame> read();
    /// Any thread. Blocks until the core has room; false when it is gone.
    bool write(FrameType type, std::uint16_t channel = 0, View payload = {});
    /// The same for a message, which goes through shared memory when it is large and there is room.
    bool write_message(std::uint16_t channel, View message);
    /// The core has read so many messages in shared memory. False: there were none.
    bool memory_read(std::uint32_t count);
    /// One that the core has put into shared memory, and which done() gives back; empty when it makes no
    /// sense.
    std::optional<View> placed(View payload) const;
    bool done();

private:
    bool write_locked(FrameType type, std::uint16_t channel, View payload);

    int socket_;
    MappedMemory to_core_;
    MappedMemory from_core_;
    std::mutex writing_;
    std::mutex ring_mutex_;
    Ring ring_; // of what is in to_core_
};

} // namespace cordee::plugin::host
