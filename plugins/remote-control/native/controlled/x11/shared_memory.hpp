// Memory that the X server writes pictures to, so that they need not pass through a socket.
#pragma once

#include "controlled/x11/display.hpp"

#include <xcb/shm.h>

#include <span>

namespace cordee::remote {

/// Belongs to the thread of its display.
class SharedMemory {
public:
    /// Empty when the server is elsewhere, is too old, or refuses.
    SharedMemory(Display& display, std::size_t bytes);
    ~SharedMemory();
    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;

    [[nodiscard]] bool attached() const { return memory_ != nullptr; }
    [[nodiscard]] xcb_shm_seg_t id() const { return id_; }
    [[nodiscard]] const std::uint8_t* data() const { return memory_; }

private:
    Display& display_;
    std::size_t bytes_;
    xcb_shm_seg_t id_ = 0;
    std::uint8_t* memory_ = nullptr;
};

} // namespace cordee::remote
