// What the plugin thread does while the plugin is active: frames of the core, timers, reports that are due.
#pragma once

#include "core/plugin/event_frame.hpp"
#include "core/plugin/host/host_object.hpp"
#include "core/plugin/host/loaded_plugin.hpp"

#include <chrono>

namespace cordee::plugin::host {

class PluginLoop {
public:
    PluginLoop(HostObject& object, const LoadedPlugin& plugin) : object_{object}, plugin_{plugin} {}

    /// Until the core says stop: true; false when it is gone.
    bool run();

private:
    using Clock = std::chrono::steady_clock;

    void do_what_is_due();
    /// True: the core has sent something, or is gone.
    bool wait();
    bool handle(const Frame& frame);
    bool handle_event(const Frame& frame);
    bool placed(const Frame& frame);
    bool credit(const Frame& frame);
    void answered(const Answer& answer);
    void begin(const TaskWish& wish);
    /// Says that the plugin thread is alive after calls that took a while, so that a plugin with much to do
    /// is not taken for a hung one.
    void progress();

    HostObject& object_;
    const LoadedPlugin& plugin_;
    Clock::time_point last_progress_ = Clock::now();
};

} // namespace cordee::plugin::host
