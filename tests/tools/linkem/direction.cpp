#include "tests/tools/linkem/direction.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unistd.h>

namespace linkem {
namespace {

constexpr double kNanosPerMillisecond = 1e6;
constexpr double kNanosPerSecond = 1e9;

/// Evenly from [0, 1). By counter: draw (seed, stream, number) is the same whatever happened before (the
/// finaliser of splitmix64).
double chance(std::uint64_t seed, std::uint64_t stream, std::uint64_t number)
{
    std::uint64_t x =
        seed * 0x9E3779B97F4A7C15ULL + stream * 0xD1B54A32D192ED03ULL + (number + 1) * 0x8CB92BA72F3D8DD7ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    x ^= x >> 31;
    return static_cast<double>(x >> 11) * 0x1p-53;
}

} // namespace

Direction::Direction(const Options& options, Side from, Nanos start)
    : options_{options}, way_{options.ways[from]}, stream_{from * 2}, start_{start}
{}

void Direction::accept(std::vector<char> packet, Nanos now)
{
    ++count_.in;
    count_.in_bytes += packet.size();
    if (first_ == 0)
        first_ = now;
    last_ = now;
    Nanos sent = now;
    if (way_.rate_kbit > 0) {
        const Nanos begin = std::max(now, free_at_);
        if (static_cast<double>(begin - now) > way_.queue_ms * kNanosPerMillisecond) {
            ++count_.queue_dropped;
            return;
        }
        // Bits by kbit/s are milliseconds.
        sent = begin + static_cast<Nanos>(static_cast<double>(packet.size()) * 8.0 / way_.rate_kbit *
                                          kNanosPerMillisecond);
        free_at_ = sent;
    }
    const std::uint64_t number = count_.on_wire++;
    if (is_lost(number)) {
        ++count_.lost;
        return;
    }
    if (in_outage(sent)) {
        ++count_.outage_dropped;
        return;
    }
    const double delay =
        way_.delay_ms + way_.jitter_ms * (2 * chance(options_.seed, stream_ + 1, number) - 1);
    Nanos due = sent + static_cast<Nanos>(std::max(0.0, delay) * kNanosPerMillisecond);
    if (!options_.reorder)
        due = std::max(due, last_due_);
    last_due_ = due;
    on_the_way_.push({due, number, std::move(packet)});
}

void Direction::deliver(int device, Nanos now)
{
    while (next_due() <= now) {
        const auto& bytes = on_the_way_.top().bytes;
        if (write(device, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())) {
            ++count_.out;
            count_.out_bytes += bytes.size();
        } else {
            ++count_.refused;
        }
        on_the_way_.pop();
    }
}

/// Two states (Gilbert): lost packets come in runs of mean length `burst`, their share is `loss_percent`.
bool Direction::is_lost(std::uint64_t number)
{
    const double share = way_.loss_percent / 100;
    const double draw = chance(options_.seed, stream_, number);
    if (way_.burst <= 1 || share >= 1)
        return draw < share;
    in_burst_ = in_burst_ ? draw >= 1 / way_.burst : draw < share / (way_.burst * (1 - share));
    return in_burst_;
}

bool Direction::in_outage(Nanos now) const
{
    const double at = static_cast<double>(now - start_) / kNanosPerSecond;
    return std::any_of(options_.outages.begin(), options_.outages.end(), [&](const Outage& outage) {
        return at >= outage.from_s && at < outage.from_s + outage.length_s;
    });
}

std::string Direction::report(const char* name) const
{
    const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
    const double seconds = static_cast<double>(last_ - first_) / kNanosPerSecond;
    const double lost_percent =
        count_.on_wire != 0 ? 100.0 * static_cast<double>(count_.lost) / static_cast<double>(count_.on_wire)
                            : 0.0;
    const double rate = seconds > 0 ? static_cast<double>(count_.out_bytes) * 8 / 1000 / seconds : 0.0;
    std::array<char, 400> line{};
    std::snprintf(line.data(), line.size(),
                  "linkem %s in=%llu in_bytes=%llu queue_dropped=%llu lost=%llu loss_percent=%.3f "
                  "outage_dropped=%llu out=%llu out_bytes=%llu refused=%llu seconds=%.3f "
                  "out_kbit_per_s=%.1f\n",
                  name, number(count_.in), number(count_.in_bytes), number(count_.queue_dropped),
                  number(count_.lost), lost_percent, number(count_.outage_dropped), number(count_.out),
                  number(count_.out_bytes), number(count_.refused), seconds, rate);
    return line.data();
}

} // namespace linkem
