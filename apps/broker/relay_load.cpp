#include "apps/broker/relay_load.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cordee::broker {
namespace {

constexpr double kMostSessions = 1e7;
constexpr double kContradiction = 0.5;
constexpr double kTooFewToTell = 10;

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
    out.sessions = std::max(counted, last_.sessions + fresh - static_cast<double>(left_since_report_));
    out.busy = last_.busy;
    out.contradicted = counted >= kTooFewToTell && last_.sessions + fresh < counted * kContradiction;
    return out;
}

} // namespace cordee::broker
