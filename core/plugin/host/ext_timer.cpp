#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"

namespace cordee::plugin::host {
namespace {

cordee_status start_timer(const cordee_host* host, std::uint32_t timer, std::uint32_t milliseconds)
{
    auto& self = HostObject::of(host);
    if (!self.is_open())
        return CORDEE_CLOSED;
    return self.timers().start(timer, milliseconds, std::chrono::steady_clock::now());
}

void stop_timer(const cordee_host* host, std::uint32_t timer)
{
    HostObject::of(host).timers().stop(timer);
}

} // namespace

const cordee_host_timer kTimerHalf{&start_timer, &stop_timer};

} // namespace cordee::plugin::host
