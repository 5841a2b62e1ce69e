#include "core/session/path_estimate.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

using std::chrono::duration;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Before anything was measured: a fifth of a second of a narrow path.
constexpr std::size_t kFirstWindow = 6 * 1024;
constexpr std::size_t kLeastWindow = 2048;
/// The standing queue that is aimed at.
constexpr duration<double> kQueue{0.005};
/// This much more delay than at best shows that the path is full.
constexpr milliseconds kFoundQueue{40};
/// While the rate still grows, the window is this much larger.
constexpr double kStartGain = 2.0;
constexpr std::chrono::seconds kBaseMemory{10};
/// A full TCP segment of an Ethernet path, less the record's header, tag and length.
constexpr std::size_t kSegment = 1448 - 32;
constexpr std::size_t kLeastRecord = 640;
constexpr std::size_t kMostRecord = 16 * 1024;
constexpr std::chrono::seconds kUrgentMemory{2};

} // namespace

PathEstimate::Stamp PathEstimate::sent(std::size_t bytes, SteadyTime now)
{
    if (under_way_ == 0) // after a pause the time before does not count
        delivered_at_ = now;
    under_way_ += bytes;
    seen_ = now;
    piece_ = bytes > piece_ ? bytes : piece_ - (piece_ - bytes) / 8;
    return {now, delivered_, delivered_at_, delivered_ < limited_until_};
}

void PathEstimate::idle()
{
    if (under_way_ < window())
        limited_until_ = delivered_ + std::max<std::uint64_t>(under_way_, 1);
}

void PathEstimate::acknowledged(const Stamp& newest, std::size_t bytes, SteadyTime now)
{
    delivered_ += bytes;
    delivered_at_ = now;
    under_way_ -= std::min<std::uint64_t>(under_way_, bytes);
    take_round_trip(std::chrono::duration_cast<microseconds>(now - newest.at), now);
    const duration<double> took = now - newest.delivered_at;
    if (took.count() > 0) {
        const double sample = static_cast<double>(delivered_ - newest.delivered) / took.count();
        if (!newest.limited || sample > static_cast<double>(rate().value_or(0)))
            take_rate(sample);
    }
    if (newest.delivered >= round_ends_)
        end_round();
}

void PathEstimate::take_round_trip(microseconds sample, SteadyTime now)
{
    sample = std::max(sample, microseconds{1});
    // A queue has formed: there is no more to be found (the idea of HyStart, RFC 9406).
    if (base_ && sample > *base_ + std::max<microseconds>(kFoundQueue, *base_ / 4))
        starting_ = false;
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
        drain_ends_ = now + sample + *base_;
        drained_ = sample;
    }
}

void PathEstimate::take_rate(double sample)
{
    best_[round_ % kRounds] = std::max(best_[round_ % kRounds], sample);
}

void PathEstimate::end_round()
{
    round_ends_ = delivered_ + under_way_;
    const auto now_best = static_cast<double>(rate().value_or(0));
    best_[++round_ % kRounds] = 0;
    if (!starting_)
        return;
    if (now_best > full_ * 1.25) {
        full_ = now_best;
        rounds_without_growth_ = 0;
    } else if (delivered_ >= limited_until_ && ++rounds_without_growth_ >= 3) {
        starting_ = false;
    }
}

void PathEstimate::urgent(SteadyTime now)
{
    urgent_at_ = now;
}

std::size_t PathEstimate::window() const
{
    const auto best = rate();
    if (!best || !base_)
        return kFirstWindow;
    const duration<double> base = *base_;
    // One piece more keeps the path busy between two acknowledgements; next to voice and input it may pause.
    const auto piece = static_cast<double>(live(seen_) ? piece_ / 4 : piece_);
    const auto product = static_cast<double>(*best) * (base + kQueue).count() + piece;
    if (draining_)
        return std::max(kLeastWindow, static_cast<std::size_t>(product / 2));
    if (starting_)
        return std::max(kLeastWindow, static_cast<std::size_t>(product * kStartGain));
    return std::max(kLeastWindow, static_cast<std::size_t>(product));
}

std::size_t PathEstimate::record(SteadyTime now) const
{
    const auto best = rate();
    const bool small = live(now);
    if (!best)
        return small ? kLeastRecord : kSegment;
    const double time = small ? 0.015 : 0.030;
    const auto size = static_cast<std::size_t>(static_cast<double>(*best) * time);
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
    const double best = *std::max_element(best_.begin(), best_.end());
    if (best <= 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(best);
}

std::optional<microseconds> PathEstimate::round_trip() const
{
    return base_;
}

} // namespace cordee::session
