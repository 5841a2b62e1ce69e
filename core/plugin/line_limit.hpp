// Keeps a talkative plugin from filling the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace cordee::plugin {

/// At most `kLines` a second; the rest is counted. One thread at a time.
class LineLimit {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::uint64_t kLines = 100;

    /// Empty: drop this line. Otherwise how many were dropped since the last one that passed.
    std::optional<std::uint64_t> pass(Time now)
    {
        if (now - second_ >= std::chrono::seconds{1}) {
            second_ = now;
            passed_ = 0;
        }
        if (passed_ >= kLines) {
            ++dropped_;
            return std::nullopt;
        }
        ++passed_;
        const auto dropped = dropped_;
        dropped_ = 0;
        return dropped;
    }

private:
    Time second_{};
    std::uint64_t passed_ = 0;
    std::uint64_t dropped_ = 0;
};

} // namespace cordee::plugin
