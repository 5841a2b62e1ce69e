// A plugin library and its object: loaded, checked, and given back in the right order.
#pragma once

#include <cordee/ext/channel.h>
#include <cordee/ext/consent.h>
#include <cordee/ext/lines.h>
#include <cordee/ext/rate.h>
#include <cordee/ext/settings.h>
#include <cordee/ext/task.h>
#include <cordee/ext/timer.h>
#include <cordee/plugin.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::plugin::host {

/// Everything on the plugin thread.
class LoadedPlugin {
public:
    /// The library, its entry symbol, ABI range and id; runs no function of the plugin, only the library's
    /// own initialisers. Null and the reason when it does not fit.
    static std::unique_ptr<LoadedPlugin> open(const std::string& library, const std::string& module,
                                              std::string& why);

    /// Makes the object. The host outlives this. False: the plugin does not want to.
    bool create(const cordee_host* host);
    bool activate();
    void deactivate();

    void received(std::uint16_t channel, const std::uint8_t* data, std::size_t size) const;
    void writable() const;
    void peer_restarted() const;
    void rate_changed(std::uint64_t bytes_per_second) const;
    void expired(std::uint32_t timer) const;
    void settings_changed() const;
    void answered(std::uint32_t question, std::uint32_t choice) const;
    /// False: the plugin has no tasks.
    [[nodiscard]] bool begin(std::uint32_t task, std::string_view wish) const;
    void act(std::uint32_t task, cordee_task_wish wish) const;
    void typed(std::string_view line) const;
    void dropped(const std::vector<std::string>& names) const;

private:
    struct Unload {
        void operator()(void* library) const;
    };
    struct Destroy {
        void operator()(const cordee_plugin* plugin) const { plugin->destroy(plugin); }
    };

    LoadedPlugin() = default;

    std::unique_ptr<void, Unload> library_; // first: it must outlive the object
    const cordee_plugin_entry* entry_ = nullptr;
    std::unique_ptr<const cordee_plugin, Destroy> object_;
    const cordee_plugin_channel* channel_ = nullptr;
    const cordee_plugin_rate* rate_ = nullptr;
    const cordee_plugin_timer* timer_ = nullptr;
    const cordee_plugin_settings* settings_ = nullptr;
    const cordee_plugin_consent* consent_ = nullptr;
    const cordee_plugin_task* task_ = nullptr;
    const cordee_plugin_lines* lines_ = nullptr;
};

} // namespace cordee::plugin::host
