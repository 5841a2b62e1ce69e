// The probe's own entry: finds the plugin beside itself, lives its life, and says what it sees.
#include "core/author/probe/guard.hpp"
#include "core/author/probe/host_side.hpp"
#include "core/author/probe/plugin_side.hpp"
#include "core/author/probe/report.hpp"
#include "core/author/probe/state.hpp"

#include <cordee/plugin.h>

#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <unistd.h>

namespace cordee::probe {
namespace {

const cordee_plugin_entry* entry = nullptr; // the plugin's
const cordee_plugin* plugin = nullptr;
std::size_t threads_before = 0;

void read_configuration()
{
    auto& self = state();
    Dl_info place{};
    if (dladdr(reinterpret_cast<const void*>(&state), &place) == 0 || place.dli_fname == nullptr)
        return;
    const std::string path{place.dli_fname};
    self.folder = path.substr(0, path.rfind('/') + 1);
    std::ifstream in{self.folder + kConfiguration};
    for (std::string line; std::getline(in, line);) {
        const auto space = line.find(' ');
        self.configuration[line.substr(0, space)] =
            space == std::string::npos ? std::string{} : line.substr(space + 1);
    }
    self.channels = static_cast<std::uint16_t>(std::atoi(self.setting("channels").c_str()));
}

bool open_library()
{
    void* library = dlopen((state().folder + state().setting("library")).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        breach("entry", std::string{"the library can't be loaded: "} + dlerror());
        return false;
    }
    entry = static_cast<const cordee_plugin_entry*>(dlsym(library, "cordee_entry"));
    if (entry == nullptr) {
        breach("entry", "the library has no symbol cordee_entry");
        return false;
    }
    report(std::string{kEntry} + " " + std::to_string(entry->abi_min) + " " + std::to_string(entry->abi_max) +
           " " + (entry->id == nullptr ? "" : entry->id));
    if (entry->create == nullptr)
        breach("entry", "cordee_entry.create is NULL");
    return entry->create != nullptr;
}

/// What can be asked of an object without starting it.
bool has_functions()
{
    if (plugin->activate != nullptr && plugin->deactivate != nullptr && plugin->destroy != nullptr)
        return true;
    breach("entry", "the plugin object lacks activate, deactivate or destroy");
    return false;
}

void ask_for_halves()
{
    if (plugin->get_extension == nullptr)
        return;
    const auto half = [](const char* id) { return plugin->get_extension(plugin, id); };
    for (const char* unknown : {"cordee.unknown/1", "cordee.channel/99", ""})
        if (half(unknown) != nullptr)
            breach("unknown-extensions", std::string{"get_extension(\""} + unknown +
                                             "\") is not NULL: later programs will ask for "
                                             "what this plugin does not know");
    if (half(CORDEE_EXT_CHANNEL) != half(CORDEE_EXT_CHANNEL))
        breach("unknown-extensions", "get_extension() answers something else the second time");
}

bool create_plugin()
{
    state().phase = Phase::creating;
    {
        const Call watched{"create"};
        plugin = entry->create(host_for_plugin(state().real));
    }
    state().phase = Phase::created;
    if (plugin == nullptr || !has_functions())
        return false;
    report_once(std::string{kDone} + " create");
    return true;
}

cordee_status activate_plugin()
{
    state().phase = Phase::active; // its threads may send before it returns
    const Call watched{"activate"};
    const auto status = plugin->activate(plugin);
    if (status == CORDEE_OK)
        report_once(std::string{kDone} + " activate");
    return status;
}

/// Threads leave the process's list a moment after they were joined.
void count_threads_left()
{
    for (int i = 0; i < 100 && count_threads() > threads_before; ++i)
        usleep(10'000);
    if (const auto now = count_threads(); now > threads_before)
        breach("threads", std::to_string(now - threads_before) +
                              " of its threads were still there after deactivate() had returned");
}

void deactivate_plugin()
{
    {
        const Call watched{"deactivate"};
        plugin->deactivate(plugin);
    }
    state().phase = Phase::ended;
    report_once(std::string{kDone} + " deactivate");
    if (state().has("threads"))
        count_threads_left();
}

void destroy_plugin()
{
    {
        const Call watched{"destroy"};
        plugin->destroy(plugin);
    }
    plugin = nullptr;
    state().phase = Phase::destroyed;
    report_once(std::string{kDone} + " destroy");
}

/// Lives that the core does not know of, so that what each leaves behind adds up.
void rehearse(int lives)
{
    constexpr int kWarm = 3; // what libraries keep for good after the first times
    state().rehearsing = true;
    for (int life = 0; life < lives + kWarm; ++life) {
        if (!create_plugin())
            break;
        const bool active = activate_plugin() == CORDEE_OK;
        if (active)
            deactivate_plugin();
        destroy_plugin();
        if (life + 1 == kWarm || life + 1 == lives + kWarm)
            report("lives " + facts());
        if (!active)
            break;
    }
    state().rehearsing = false;
    state().said.clear();
}

cordee_status activate(const cordee_plugin*)
{
    return activate_plugin();
}

void deactivate(const cordee_plugin*)
{
    deactivate_plugin();
}

void destroy(const cordee_plugin*)
{
    if (plugin != nullptr)
        destroy_plugin();
    // A thread that lives on has a moment to do what it must not.
    if (state().has("threads"))
        usleep(100'000);
}

const void* get_extension(const cordee_plugin*, const char* id)
{
    return half_for_host(plugin, id);
}

constexpr cordee_plugin kProbe{nullptr, &activate, &deactivate, &destroy, &get_extension};

const cordee_plugin* create(const cordee_host* host)
{
    auto& self = state();
    self.real = host;
    self.channel = static_cast<const cordee_host_channel*>(host->get_extension(host, CORDEE_EXT_CHANNEL));
    read_configuration();
    threads_before = count_threads();
    if (!open_library())
        return nullptr;
    if (self.has("ownership"))
        watch_guards();
    if (self.has("lives"))
        rehearse(std::atoi(self.setting("lives").c_str()));
    if (!create_plugin())
        return nullptr;
    ask_for_halves();
    return &kProbe;
}

} // namespace
} // namespace cordee::probe

extern "C" CORDEE_EXPORT const cordee_plugin_entry cordee_entry = {
    CORDEE_ABI_VERSION, CORDEE_ABI_VERSION, cordee::probe::kModule, &cordee::probe::create};
