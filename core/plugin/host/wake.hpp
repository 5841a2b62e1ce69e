// Wakes the plugin thread out of its wait.
#pragma once

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace cordee::plugin::host {

/// Any thread wakes, the plugin thread waits.
class Wake {
public:
    Wake() : event_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {}
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;
    ~Wake()
    {
        if (event_ >= 0)
            close(event_);
    }

    /// Readable from wake() to clear().
    [[nodiscard]] int descriptor() const { return event_; }
    void wake()
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto n = write(event_, &one, sizeof one);
    }
    void clear()
    {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto n = read(event_, &count, sizeof count);
    }

private:
    int event_;
};

} // namespace cordee::plugin::host
