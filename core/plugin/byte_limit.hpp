// How much text a plugin may show: as much as a person can read, with some at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace cordee::plugin {

/// A bucket that holds `burst` bytes and fills at `rate` bytes a second. One thread at a time.
class ByteLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    ByteLimit(std::size_t burst, std::size_t rate) : burst_{burst}, rate_{rate}, left_{burst} {}

    /// False: there is too little left, and nothing was taken.
    bool take(std::size_t bytes, Time now)
    {
        using Milliseconds = std::chrono::milliseconds;
        const auto passed = std::chrono::duration_cast<Milliseconds>(now - last_).count();
        if (passed > 0) {
            const auto most = static_cast<long>(burst_ * 1000 / rate_) + 1; // full again by then
            left_ = std::min(burst_, left_ + static_cast<std::size_t>(std::min(passed, most)) * rate_ / 1000);
            last_ = now;
        }
        if (bytes > left_)
            return false;
        left_ -= bytes;
        return true;
    }

private:
    std::size_t burst_;
    std::size_t rate_;
    std::size_t left_;
    Time last_{};
};

/// The host's limit for lines; the core's own is wider, as what waits in the socket comes all at once.
inline constexpr std::size_t kShowBurst = 64 << 10;
inline constexpr std::size_t kShowRate = 16 << 10;
inline constexpr std::size_t kShowSlack = 8;
/// What a text weighs beside its bytes, so that empty ones are not free.
inline constexpr std::size_t kShowWeight = 16;

} // namespace cordee::plugin
