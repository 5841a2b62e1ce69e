#include "checks.hpp"

#include <algorithm>

namespace traffic {
namespace {

/// A pause of arrivals that is worth mentioning.
constexpr std::chrono::milliseconds kGap{100};
constexpr std::size_t kMaxGaps = 1000;
/// Numbers beyond are not believed.
constexpr std::uint64_t kMaxNumber = 10'000'000;

} // namespace

void CountCheck::take(Message message, std::size_t most, Clock::time_point now)
{
    if (received_ != 0 && now - last_ > kGap && gaps_.size() < kMaxGaps)
        gaps_.push_back({last_, now});
    last_ = now;
    ++received_;
    const auto number = decode_counted(message, most);
    if (!number) {
        ++damaged_;
        return;
    }
    if (*number < next_) {
        ++repeated_;
        return;
    }
    missing_ += *number - next_;
    next_ = *number + 1;
}

void DelayCheck::take(const Timed& timed, const Window& window, Clock::time_point now)
{
    ++received_;
    if (timed.number >= kMaxNumber)
        return;
    if (seen_.size() <= timed.number)
        seen_.resize(timed.number + 1);
    if (seen_[timed.number]) {
        ++repeated_;
        return;
    }
    seen_[timed.number] = true;
    if (window.measures(timed.sent))
        delays_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - timed.sent).count());
}

std::int64_t DelayCheck::quantile(double q, std::uint64_t sent) const
{
    auto sorted = delays_;
    std::sort(sorted.begin(), sorted.end());
    const auto count = std::max<std::size_t>(sent, sorted.size());
    if (count == 0)
        return -1;
    const auto index = static_cast<std::size_t>(q * static_cast<double>(count - 1) + 0.5);
    return index < sorted.size() ? sorted[index] : -1;
}

void RateCheck::take(std::size_t size, const Window& window, Clock::time_point now)
{
    bytes_ += size;
    if (!window.measures(now))
        return;
    if (first_ == Clock::time_point{})
        first_ = now;
    else
        measured_ += size;
    last_ = now;
}

double RateCheck::bytes_per_second() const
{
    const auto time = Seconds{last_ - first_}.count();
    return time > 0 ? static_cast<double>(measured_) / time : 0;
}

} // namespace traffic
