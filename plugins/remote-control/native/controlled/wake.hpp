// Wakes a thread that waits in poll().
#pragma once

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace cordee::remote {

class Wake {
public:
    Wake() : descriptor_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {}
    ~Wake() { close(descriptor_); }
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;

    /// Any thread.
    void signal() const
    {
        const std::uint64_t one = 1;
        // Fails only when it is signalled already.
        [[maybe_unused]] const auto written = write(descriptor_, &one, sizeof one);
    }
    void clear() const
    {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = read(descriptor_, &count, sizeof count);
    }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

} // namespace cordee::remote
