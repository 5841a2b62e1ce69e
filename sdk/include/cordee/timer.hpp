// Calls at a later time, on the plugin thread: Plugin::expired().
#ifndef CORDEE_TIMER_HPP
#define CORDEE_TIMER_HPP

#include <cordee/ext/timer.h>
#include <cordee/host.hpp>

#include <chrono>
#include <limits>

namespace cordee::sdk {

class Timer {
public:
    explicit Timer(Host host) : host_{host}, half_{host.half<cordee_host_timer>(CORDEE_EXT_TIMER)} {}

    /// With 0 it is the way from a thread of the plugin's own back to the plugin thread. One that runs
    /// already begins anew.
    cordee_status start(std::uint32_t timer, std::chrono::milliseconds time) const
    {
        constexpr auto most = std::numeric_limits<std::uint32_t>::max();
        const auto count = time.count() < 0 ? 0u
                           : static_cast<std::uint64_t>(time.count()) > most
                               ? most
                               : static_cast<std::uint32_t>(time.count());
        return half_ ? half_->start(host_.c_host(), timer, count) : CORDEE_CLOSED;
    }
    /// On the plugin thread: expired(timer) does not follow any more.
    void stop(std::uint32_t timer) const
    {
        if (half_)
            half_->stop(host_.c_host(), timer);
    }

private:
    Host host_;
    const cordee_host_timer* half_;
};

} // namespace cordee::sdk

#endif
