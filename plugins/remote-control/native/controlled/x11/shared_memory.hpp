// Memory that the X server writes pictures to, so that they need not pass through a socket.
#pragma once

#include "controlled/x11/display.hpp"

#include <xcb/shm.h>

#include <functional>
#include <optional>

namespace cordee::remote {

/// A descriptor of memory that can be shared, to be closed by whoever takes it, and how its bytes are given
/// back. A plugin cannot make such memory itself; the plugin host hands it out.
struct SharedBytes {
    int descriptor = -1;
    std::function<void()> release;
};
/// Nothing when there is none of this size.
using MemorySource = std::function<std::optional<SharedBytes>(std::size_t)>;

/// Belongs to the thread of its display.
class SharedMemory {
public:
    /// Empty when the server is elsewhere, is too old, or refuses, or the source has nothing.
    SharedMemory(Display& display, const MemorySource& source, std::size_t bytes);
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
    std::function<void()> release_;
};

} // namespace cordee::remote
