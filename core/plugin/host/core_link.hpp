// The plugin host's line to the core: blocking, because the plugin's thread has nothing else to do.
#pragma once

#include "core/plugin/host_frame.hpp"

#include <mutex>

namespace cordee::plugin::host {

struct Frame {
    FrameHeader header;
    Bytes payload;
};

class CoreLink {
public:
    explicit CoreLink(int socket) : socket_{socket} {}

    [[nodiscard]] int descriptor() const { return socket_; }
    /// One thread. An error means that the core is gone or broken: end the process.
    Result<Frame> read();
    /// Any thread. Blocks until the core has room; false when it is gone.
    bool write(FrameType type, std::uint16_t channel = 0, View payload = {});

private:
    int socket_;
    std::mutex writing_;
};

} // namespace cordee::plugin::host
