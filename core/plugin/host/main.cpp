// cordee-plugin-host: runs one plugin for the program that started it, and ends with it.
#include "core/plugin/host/confine.hpp"
#include "core/plugin/host/core_link.hpp"
#include "core/plugin/host/host_object.hpp"
#include "core/plugin/host/loaded_plugin.hpp"
#include "core/plugin/host/plugin_loop.hpp"
#include "core/plugin/host_request.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::plugin::host;

namespace {

constexpr int kEnded = 0;
constexpr int kCoreGone = 1;
constexpr int kUsage = 2;

bool answer(CoreLink& core, LoadOutcome outcome, const std::string& why = {})
{
    return core.write(FrameType::loaded, static_cast<std::uint16_t>(outcome), as_view(why));
}

/// What this system lacks is worth knowing, and no reason to run nothing.
bool tell_missing(CoreLink& core, const std::vector<std::string>& missing)
{
    return std::all_of(missing.begin(), missing.end(), [&](const std::string& line) {
        return core.write(FrameType::log, CORDEE_LOG_WARNING, as_view(line));
    });
}

int serve(CoreLink& core, bool alone)
{
    const auto first = core.read();
    if (!first || first->header.type != FrameType::load)
        return kCoreGone;
    auto order = decode_load(first->payload);
    if (!order)
        return kCoreGone;

    auto missing = confine(order->readable, (order->folder_access & CORDEE_FOLDER_WRITE) != 0);
    if (!alone)
        missing.emplace_back(
            "this system lets no program leave its network; the filter of system calls keeps the "
            "plugin off it");
    if (!tell_missing(core, missing))
        return kCoreGone;

    std::string why;
    HostObject object{core, *order};
    const auto plugin = LoadedPlugin::open(order->library, order->module, why);
    if (!plugin)
        return answer(core, LoadOutcome::unsupported, why) ? kEnded : kCoreGone;
    object.open(); // threads that activate() starts may send before it returns
    if (!plugin->create(object.c_host()) || !plugin->activate()) {
        object.close();
        return answer(core, LoadOutcome::refused) ? kEnded : kCoreGone;
    }
    if (!answer(core, LoadOutcome::active))
        return kCoreGone;
    if (!PluginLoop{object, *plugin}.run())
        _exit(kCoreGone); // there is nothing to be orderly for
    object.close();
    plugin->deactivate();
    core.write(FrameType::ended);
    return kEnded;
}

bool started_by_a_core()
{
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(kHostSocket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

} // namespace

int main(int count, char**)
{
    if (!started_by_a_core()) {
        std::fputs("cordee-plugin-host: error: this program runs plugins for the other programs of Cordée\n"
                   "cordee-plugin-host: hint: start cordee or cordee-agent\n",
                   stderr);
        return kUsage;
    }
    // A display server or another program that a plugin talks to may go: that call fails, the plugin lives.
    std::signal(SIGPIPE, SIG_IGN);
    // A file that cannot grow: the same.
    std::signal(SIGXFSZ, SIG_IGN);
    CoreLink core{kHostSocket, kMemoryToCore, kMemoryFromCore};
    // The core adds a word when it has put this process into namespaces of its own.
    const bool alone = count > 1;
    // Without exit handlers: nothing of the plugin runs after destroy().
    _exit(serve(core, alone));
}
