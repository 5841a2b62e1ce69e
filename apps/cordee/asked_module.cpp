#include "apps/cordee/asked_module.hpp"

#include "core/base/language.hpp"
#include "core/plugin/manifest.hpp"

#include <algorithm>
#include <sstream>

namespace cordee::cli {
namespace {

/// --module may be given several times, and name several with commas.
std::vector<std::string> named_modules(const Options& options)
{
    std::vector<std::string> out;
    for (const auto& value : options.values("module")) {
        std::istringstream list{value + ","}; // so that an empty name at the end is seen
        for (std::string id; std::getline(list, id, ',');) {
            if (!plugin::is_name(id))
                throw UsageError{trf("'{}' is not the name of a module", id),
                                 std::string{tr("cordee module list prints those that there are")}};
            if (std::ranges::find(out, id) == out.end())
                out.push_back(id);
        }
    }
    return out;
}

bool contains(const std::vector<std::string>& list, const std::string& id)
{
    return std::ranges::find(list, id) != list.end();
}

/// A broker that does not name any has no such module.
boost::asio::awaitable<endpoint::AskedModule> ask_for_all(endpoint::BrokerClient& broker, std::string id)
{
    auto offered = co_await broker.find_module(id, std::string{plugin::this_platform()});
    if (offered.permissions.empty())
        throw endpoint::not_understood();
    co_return endpoint::AskedModule{std::move(id), std::move(offered.permissions)};
}

} // namespace

OptionSpec module_option()
{
    return {"module", "ID",
            std::string{tr("a module that is asked for, or several with commas (remote-control)")}};
}

ModuleChoice::ModuleChoice(const Options& options)
    : ids{named_modules(options)}, named{!ids.empty()}, view_only{options.has("view")}
{
    if (!named)
        ids = {endpoint::kRemoteControl};
    if (view_only && !contains(ids, endpoint::kRemoteControl))
        throw UsageError{std::string{tr("--view is for remote control only")},
                         std::string{tr("leave out --view or --module")}};
}

bool ModuleChoice::fits(const std::vector<endpoint::AskedModule>& modules) const
{
    const auto asked = [&](const auto& one) { return contains(ids, one.id); };
    if (permissions)
        return std::ranges::any_of(modules, asked);
    return !named || (modules.size() == ids.size() && std::ranges::all_of(modules, asked));
}

std::string ModuleChoice::as_options() const
{
    std::string out;
    for (const auto& id : ids)
        out += (out.empty() ? "--module " : " --module ") + id;
    return out;
}

boost::asio::awaitable<std::vector<endpoint::AskedModule>> asked_modules(endpoint::BrokerClient& broker,
                                                                         ModuleChoice choice)
{
    std::vector<endpoint::AskedModule> out;
    for (const auto& id : choice.ids) {
        if (choice.permissions) {
            out.push_back({id, *choice.permissions});
            continue;
        }
        if (id == endpoint::kRemoteControl) {
            out.push_back({id, endpoint::permissions_for(choice.view_only)});
            continue;
        }
        auto asked = co_await ask_for_all(broker, id);
        out.push_back(std::move(asked));
    }
    co_return out;
}

std::vector<endpoint::AskedModule> narrowed(std::vector<endpoint::AskedModule> modules,
                                            const ModuleChoice& choice)
{
    if (choice.permissions) {
        std::erase_if(modules, [&](const auto& one) { return !contains(choice.ids, one.id); });
        for (auto& module : modules)
            std::erase_if(module.permissions,
                          [&](const auto& one) { return !contains(*choice.permissions, one); });
    }
    for (auto& module : modules)
        if (choice.view_only && module.id == endpoint::kRemoteControl)
            module.permissions = endpoint::permissions_for(true);
    return modules;
}

} // namespace cordee::cli
