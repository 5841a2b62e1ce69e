#include "apps/relay/load_meter.hpp"

#include <algorithm>
#include <sched.h>
#include <sys/resource.h>

namespace cordee::relay {
namespace {

constexpr double kMemorySeconds = 5;

double seconds_of(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

void LoadMeter::sample(const Totals& totals, SteadyTime now)
{
    const auto seconds = std::chrono::duration<double>{now - since_}.count();
    if (seconds <= 0)
        return;
    const auto weight = std::min(1.0, seconds / kMemorySeconds);
    const auto cpu = (totals.cpu_seconds - before_.cpu_seconds) / seconds / processors_;
    cpu_ += weight * (std::clamp(cpu, 0.0, 1.0) - cpu_);
    const auto bytes = totals.bytes - std::min(before_.bytes, totals.bytes);
    bytes_per_second_ += weight * (static_cast<double>(bytes) / seconds - bytes_per_second_);
    before_ = totals;
    since_ = now;
}

double cpu_seconds_used()
{
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

unsigned usable_processors()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}

} // namespace cordee::relay
