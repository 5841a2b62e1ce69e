#include "apps/relay/heartbeat.hpp"

#include <algorithm>

namespace cordee::relay {
namespace {

using namespace std::chrono_literals;

constexpr auto kWindow = 3s;    ///< the worst of this one and the one before counts
constexpr auto kPatience = 10s; ///< then something is wrong with the thread

} // namespace

void Heartbeat::beat(SteadyTime now, std::chrono::nanoseconds late)
{
    constexpr auto relaxed = std::memory_order_relaxed;
    const auto time = now.time_since_epoch();
    last_.store(time, relaxed);
    if (time - window_.load(relaxed) >= kWindow) {
        window_.store(time, relaxed);
        worst_before_.store(worst_.load(relaxed), relaxed);
        worst_.store(late, relaxed);
    } else {
        worst_.store(std::max(worst_.load(relaxed), late), relaxed);
    }
}

std::chrono::milliseconds Heartbeat::lag(SteadyTime now) const
{
    constexpr auto relaxed = std::memory_order_relaxed;
    const std::chrono::nanoseconds behind = now.time_since_epoch() - last_.load(relaxed) - period_;
    const auto worst = std::max({worst_.load(relaxed), worst_before_.load(relaxed), behind, 0ns});
    return std::chrono::duration_cast<std::chrono::milliseconds>(worst);
}

bool Heartbeat::alive(SteadyTime now) const
{
    return now.time_since_epoch() - last_.load(std::memory_order_relaxed) < kPatience;
}

} // namespace cordee::relay
