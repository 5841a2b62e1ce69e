#include "core/session/path_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cordee::session {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Seconds = std::chrono::duration<double>;

/// Before anything was measured: a fifth of a second of a narrow path.
constexpr std::size_t kFirstWindow = 6 * 1024;
constexpr Seconds kFirstRoundTrip{0.2};
constexpr std::size_t kLeastWindow = 2048;
constexpr double kLeastPace = 4096; ///< bytes/s
/// The standing queue that is aimed at; it keeps the path busy between two acknowledgements. The less next
/// to voice and input.
constexpr Seconds kAim{0.035};
constexpr Seconds kAimLive{0.020};
constexpr Seconds kAimLiveLosses{0.010}; ///< what is sent while nothing is seen adds to it
/// This much faster or slower than what arrives for each second that the queue is too short or too long, and
/// at most. More would swing, as what is seen of the queue is a round trip old.
constexpr double kResponse = 6;
constexpr double kSpeedUp = 0.25;
constexpr double kSlowDown = 0.4;
/// This much more delay than at best shows that the path is full.
constexpr Seconds kFoundQueue{0.040};
/// While the rate still grows, the sender is this much faster.
constexpr double kStartGain = 2.0;
constexpr double kDrainGain = 0.5;
/// While nothing is acknowledged, as something was lost or the path became slow.
constexpr double kBlindGain = 0.8;
constexpr std::chrono::seconds kBaseMemory{10};
/// Delays that are no older tell of the queue, and always the last few: one alone may be late by chance.
constexpr milliseconds kRecent{100};
constexpr std::size_t kFewest = 4;
/// What is under way beyond the base delay: acknowledgements may be late, and where losses hold up what
/// follows them, they are until what was lost came again.
constexpr Seconds kSlack{0.060};
constexpr Seconds kSlackOfLosses{0.400};
constexpr Seconds kSlackOfLossesLive{0.200};
constexpr Seconds kHeldUp{0.060};
constexpr std::chrono::seconds kLossMemory{30};
/// What arrived longer ago counts less.
constexpr Seconds kRateMemory{0.5};
/// Clocks and acknowledgements are too coarse for less.
constexpr Seconds kLeastSpan{0.005};
/// A sender that woke late may catch up so much.
constexpr milliseconds kCatchUp{5};
/// However much that is urgent went before, the rest waits no longer for it.
constexpr milliseconds kMostDebt{500};
/// A full TCP segment of an Ethernet path, less the record's header, tag and length.
constexpr std::size_t kSegment = 1448 - 32;
/// The least that is worth its headers, and a multiple of what is padded to.
constexpr std::size_t kLeastRecord = 896;
/// Time that a record takes.
constexpr Seconds kRecordTime{0.030};
constexpr Seconds kRecordTimeLive{0.015};
constexpr std::size_t kMostRecord = 16 * 1024;
constexpr std::chrono::seconds kUrgentMemory{2};

} // namespace

PathEstimate::Stamp PathEstimate::sent(std::size_t bytes, std::size_t record_so_far, SteadyTime now)
{
    if (small_records_ && !live(now))
        renew_base_from_ =
            delivered_ + under_way_; // larger records are longer on their way: that is no queue
    small_records_ = live(now);
    if (under_way_ == 0) { // after a pause the time before does not count
        round_at_ = now;
        round_from_ = delivered_;
    }
    under_way_ += bytes;
    seen_ = now;
    if (const double rate = pace(); rate > 0) {
        const auto time =
            std::chrono::duration_cast<SteadyTime::duration>(Seconds{static_cast<double>(bytes) / rate});
        next_departure_ = std::min(std::max(next_departure_, now - kCatchUp) + time, now + kMostDebt);
    }
    return {now, delivered_, record_so_far * 4 >= record(now) * 3};
}

void PathEstimate::idle()
{
    limited_ = true;
}

void PathEstimate::acknowledged(const Stamp& oldest, const Stamp& newest, std::size_t bytes, SteadyTime now)
{
    delivered_ += bytes;
    seen_ = now;
    under_way_ -= std::min<std::uint64_t>(under_way_, bytes);
    if (newest.at - oldest.at > kHeldUp) // they were sent apart and arrive together
        losses_until_ = now + kLossMemory;
    acknowledged_at_ = now;
    if (!starting_)
        take_rate(bytes, now);
    if (!newest.full) // what is small is sooner there
        return;
    if (renew_base_from_ && newest.delivered >= *renew_base_from_) {
        base_.reset();
        renew_base_from_.reset();
    }
    take_delay(now - newest.at, now);
    if (starting_ && newest.delivered >= round_ends_)
        grow(now);
}

void PathEstimate::take_delay(Seconds sample, SteadyTime now)
{
    recent_[next_recent_++ % recent_.size()] = {now, sample};
    take_base(sample, now);
    if (queue() > aim() / 2)
        calm_since_ = now;
    // A queue has formed: there is no more to be found (the idea of HyStart, RFC 9406).
    if (starting_ && sample > *base_ + std::max(kFoundQueue, *base_ / 4))
        starting_ = false;
}

void PathEstimate::take_base(Seconds sample, SteadyTime now)
{
    if (!base_ || sample <= *base_) {
        base_ = sample;
        base_at_ = now;
    }
    if (draining_) {
        drained_ = std::min(drained_, sample);
        if (now >= drain_ends_) {
            draining_ = false;
            base_ = drained_;
            base_at_ = now;
        }
    } else if (now - base_at_ > kBaseMemory) {
        draining_ = true;
        drain_ends_ = now + std::chrono::duration_cast<SteadyTime::duration>(2 * sample);
        drained_ = sample;
    }
}

/// A moving average in which the weight of what arrived fades with time.
void PathEstimate::take_rate(std::size_t bytes, SteadyTime now)
{
    arrived_ += bytes;
    const Seconds took = now - measured_at_;
    if (took < kLeastSpan)
        return;
    const Seconds memory = std::max(kRateMemory, 2 * base_.value_or(Seconds{}));
    const double sample = static_cast<double>(std::exchange(arrived_, 0)) / took.count();
    const double next = rate_ + (sample - rate_) * (1 - std::exp(-took / memory));
    rate_ = limited_ ? std::max(rate_, next) : next;
    measured_at_ = now;
    limited_ = false;
}

void PathEstimate::grow(SteadyTime now)
{
    const Seconds took = now - round_at_;
    if (took.count() > 0)
        rate_ = std::max(rate_, static_cast<double>(delivered_ - round_from_) / took.count());
    round_ends_ = delivered_ + under_way_;
    round_from_ = delivered_;
    round_at_ = measured_at_ = now;
    if (rate_ > full_ * 1.25) {
        full_ = rate_;
        rounds_without_growth_ = 0;
    } else if (!limited_ && ++rounds_without_growth_ >= 3) {
        starting_ = false;
    }
    limited_ = false;
}

void PathEstimate::urgent(SteadyTime now)
{
    urgent_at_ = now;
}

Seconds PathEstimate::queue() const
{
    std::optional<Seconds> least;
    for (std::size_t back = 1; back <= std::min(next_recent_, recent_.size()); ++back) {
        const auto& [at, delay] = recent_[(next_recent_ - back) % recent_.size()];
        if (back <= kFewest || at + kRecent >= acknowledged_at_)
            least = std::min(least.value_or(delay), delay);
    }
    return least && base_ ? std::max(*least - *base_, Seconds{}) : Seconds{};
}

Seconds PathEstimate::aim() const
{
    if (!live(seen_))
        return kAim;
    return seen_ < losses_until_ ? kAimLiveLosses : kAimLive;
}

bool PathEstimate::held_up() const
{
    return live(seen_) && base_ && seen_ - acknowledged_at_ > *base_ && under_way_ > 2 * record(seen_);
}

double PathEstimate::pace() const
{
    if (rate_ <= 0)
        return 0;
    if (starting_)
        return std::max(rate_ * kStartGain,
                        static_cast<double>(kFirstWindow) / base_.value_or(kFirstRoundTrip).count());
    if (draining_ || held_up())
        return std::max(rate_ * (draining_ ? kDrainGain : kBlindGain), kLeastPace);
    // Where no queue was seen for seconds there is much more room: a share of a path that became faster.
    const double most = kSpeedUp * std::clamp(Seconds{seen_ - calm_since_}.count(), 1.0, 3.0);
    const double answer = kResponse * (aim() - queue()).count() + (most > kSpeedUp ? most : 0);
    return std::max(rate_ * (1 + std::clamp(answer, -kSlowDown, most)), kLeastPace);
}

std::size_t PathEstimate::window() const
{
    if (rate_ <= 0 || !base_)
        return kFirstWindow;
    const auto losses = live(seen_) ? kSlackOfLossesLive : kSlackOfLosses;
    const auto slack = seen_ < losses_until_ ? losses : kSlack;
    const double gain = starting_ ? kStartGain : 1;
    const double product = rate_ * (*base_ + slack).count() * gain + static_cast<double>(record(seen_));
    return std::max(starting_ ? kFirstWindow : kLeastWindow, static_cast<std::size_t>(product));
}

std::size_t PathEstimate::record(SteadyTime now) const
{
    const bool small = live(now);
    if (rate_ <= 0)
        return small ? kLeastRecord : kSegment;
    const auto size = static_cast<std::size_t>(rate_ * (small ? kRecordTimeLive : kRecordTime).count());
    if (small || size >= kMostRecord)
        return std::clamp(size, kLeastRecord, kMostRecord);
    return std::clamp(size / kSegment * kSegment, kSegment, kMostRecord); // whole segments
}

bool PathEstimate::live(SteadyTime now) const
{
    return urgent_at_ && now - *urgent_at_ < kUrgentMemory;
}

std::optional<std::uint64_t> PathEstimate::rate() const
{
    if (rate_ <= 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(rate_);
}

std::optional<microseconds> PathEstimate::round_trip() const
{
    if (!base_)
        return std::nullopt;
    return std::chrono::duration_cast<microseconds>(*base_);
}

} // namespace cordee::session
