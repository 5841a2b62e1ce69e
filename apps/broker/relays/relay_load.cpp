#include "apps/broker/relays/relay_load.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cordee::broker {
namespace {

constexpr double kMostSessions = 1e7;
/// Reported and counted may differ by as much: sessions move by themselves, and not all tell of it.
constexpr double kFactor = 2;
constexpr double kFew = 4;
/// A relay dies, and its neighbour reports more before the moved sessions tell: that is over in seconds.
constexpr std::size_t kLongestPatience = 12;

double sensible(double value, double most)
{
    return std::isfinite(value) ? std::clamp(value, 0.0, most) : 0;
}

} // namespace

void RelayLoad::report(const LoadReport& report)
{
    last_ = {sensible(report.sessions, kMostSessions), sensible(report.busy, 1)};
    before_report_ = std::exchange(since_report_, 0);
    left_since_report_ = 0;
    const bool explained = last_.sessions <= kFactor * static_cast<double>(counted_) + kFew;
    unexplained_ = explained ? 0 : std::min(unexplained_ + 1, kLongestPatience);
}

void RelayLoad::assigned()
{
    ++counted_;
    ++since_report_;
}

void RelayLoad::left()
{
    if (counted_ == 0)
        return;
    --counted_;
    ++left_since_report_;
}

BelievedLoad RelayLoad::believed() const
{
    const auto counted = static_cast<double>(counted_);
    const auto fresh = static_cast<double>(since_report_ + before_report_);
    BelievedLoad out;
    out.reported = last_.sessions;
    out.counted = counted;
    out.sessions = counted;
    out.contradicted =
        unexplained_ >= kLongestPatience || counted > kFactor * (last_.sessions + fresh) + kFew;
    if (unexplained_ >= kLongestPatience)
        return out;
    out.sessions = std::max(counted, last_.sessions + fresh - static_cast<double>(left_since_report_));
    out.busy = last_.busy;
    return out;
}

} // namespace cordee::broker
