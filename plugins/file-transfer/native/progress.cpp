#include "progress.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

constexpr std::chrono::seconds kSpan{5};
constexpr std::chrono::milliseconds kShortest{500};

} // namespace

void Progress::note(Time now, std::uint64_t moved)
{
    if (!points_.empty() && moved < points_.back().moved)
        points_.clear(); // it began again
    points_.push_back({now, moved});
    while (points_.size() > 2 && now - points_[1].time >= kSpan)
        points_.pop_front();
}

std::uint64_t Progress::rate() const
{
    if (points_.empty())
        return CORDEE_TASK_UNKNOWN;
    const std::chrono::duration<double> time = points_.back().time - points_.front().time;
    if (time < kShortest)
        return CORDEE_TASK_UNKNOWN;
    return static_cast<std::uint64_t>(static_cast<double>(points_.back().moved - points_.front().moved) /
                                      time.count());
}

std::uint64_t Progress::seconds_left(std::uint64_t done, std::uint64_t total) const
{
    const auto now = rate();
    if (now == CORDEE_TASK_UNKNOWN || now == 0 || total == CORDEE_TASK_UNKNOWN)
        return CORDEE_TASK_UNKNOWN;
    return (total - std::min(done, total) + now - 1) / now;
}

} // namespace cordee::transfer
