// What the path leaves to a module beside more urgent traffic.
#pragma once

#include "core/session/outbox.hpp"

#include <array>
#include <chrono>
#include <map>
#include <optional>

namespace cordee::session {

/// Pure state; the session's strand.
class RateShare {
public:
    /// Looks at what was sent since the last look, `period` ago.
    void look(const Outbox& outbox, const PathEstimate& path, std::chrono::milliseconds period)
    {
        rate_ = path.rate();
        for (std::size_t i = 0; i < kPriorityClasses; ++i) {
            const auto total = outbox.bytes_sent(static_cast<PriorityClass>(i));
            used_[i] = (total - seen_[i]) * 1000 / static_cast<std::uint64_t>(period.count());
            seen_[i] = total;
        }
    }

    /// Bytes per second for the module in this slot, whose least urgent class this is; empty when nothing is
    /// known or it was told much the same before.
    std::optional<std::uint64_t> news(std::uint8_t slot, PriorityClass least_urgent)
    {
        if (!rate_)
            return std::nullopt;
        std::uint64_t taken = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(least_urgent); ++i)
            taken += used_[i];
        // A class always gets a share, whatever is more urgent.
        const auto left = std::max(*rate_ - std::min(*rate_, taken), *rate_ / 8);
        auto& told = told_[slot];
        if (told != 0 && left > told - told / 10 && left < told + told / 10)
            return std::nullopt;
        told = left;
        return left;
    }
    void forget(std::uint8_t slot) { told_.erase(slot); }

private:
    std::optional<std::uint64_t> rate_;
    std::array<std::uint64_t, kPriorityClasses> seen_{};
    std::array<std::uint64_t, kPriorityClasses> used_{}; ///< bytes per second
    std::map<std::uint8_t, std::uint64_t> told_;
};

} // namespace cordee::session
