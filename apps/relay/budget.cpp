#include "apps/relay/budget.hpp"

#include <algorithm>
#include <limits>

namespace cordee::relay {
namespace {

constexpr double kBurstSeconds = 0.5;
constexpr double kLeastBurst = 64 * 1024; ///< the largest record goes through at any rate
constexpr double kWorthTheTrouble = 4096; ///< else many small reads take the place of few
constexpr auto kUnlimited = std::numeric_limits<std::uint64_t>::max();

template <class T>
T smaller_limit(T one, T other)
{
    return one == T{0} ? other : other == T{0} ? one : std::min(one, other);
}

std::chrono::steady_clock::duration as_duration(double seconds)
{
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>{seconds});
}

} // namespace

crypto::RelayBudget smaller(const crypto::RelayBudget& one, const crypto::RelayBudget& other)
{
    return {smaller_limit(one.bytes, other.bytes), smaller_limit(one.rate, other.rate),
            smaller_limit(one.time, other.time)};
}

TokenBucket::TokenBucket(std::uint64_t rate, SteadyTime now)
    : rate_{rate}, burst_{std::max(static_cast<double>(rate) * kBurstSeconds, kLeastBurst)}, tokens_{burst_},
      filled_{now}
{}

void TokenBucket::fill(SteadyTime now)
{
    const auto passed = std::chrono::duration<double>{std::max(now, filled_) - filled_}.count();
    tokens_ = std::min(burst_, tokens_ + passed * static_cast<double>(rate_));
    filled_ = std::max(now, filled_);
}

std::uint64_t TokenBucket::available(SteadyTime now)
{
    if (rate_ == 0)
        return kUnlimited;
    fill(now);
    return tokens_ < 1 ? 0 : static_cast<std::uint64_t>(tokens_);
}

void TokenBucket::spend(std::uint64_t bytes)
{
    if (rate_ != 0)
        tokens_ -= static_cast<double>(bytes);
}

SteadyTime TokenBucket::ready_at() const
{
    if (rate_ == 0 || tokens_ >= kWorthTheTrouble)
        return filled_;
    return filled_ + as_duration((kWorthTheTrouble - tokens_) / static_cast<double>(rate_));
}

std::uint64_t PairBudget::available(SteadyTime now)
{
    const auto left = budget_.bytes == 0 ? kUnlimited : budget_.bytes - std::min(spent_, budget_.bytes);
    return std::min(left, bucket_.available(now));
}

SteadyTime PairBudget::end() const
{
    const auto left = std::chrono::floor<std::chrono::seconds>(SteadyTime::max() - begin_);
    return budget_.time.count() == 0 || budget_.time >= left ? SteadyTime::max() : begin_ + budget_.time;
}

PairBudget::Spent PairBudget::spent(SteadyTime now) const
{
    if (budget_.bytes != 0 && spent_ >= budget_.bytes)
        return Spent::bytes;
    return now >= end() ? Spent::time : Spent::nothing;
}

} // namespace cordee::relay
