#include "apps/cordee/asked_module.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/module_fetch.hpp"

namespace cordee::cli {

OptionSpec module_option()
{
    return {"module", "ID", std::string{tr("the module that is asked for (remote-control)")}};
}

ModuleChoice::ModuleChoice(const Options& options)
    : id{options.value("module", endpoint::kRemoteControl)}, named{options.has("module")}, view_only{
                                                                                               options.has(
                                                                                                   "view")}
{
    if (!plugin::is_name(id))
        throw UsageError{trf("'{}' is not the name of a module", id),
                         std::string{tr("cordee module list prints those that there are")}};
    if (view_only && id != endpoint::kRemoteControl)
        throw UsageError{std::string{tr("--view is for remote control only")},
                         std::string{tr("leave out --view or --module")}};
}

boost::asio::awaitable<endpoint::AskedModule>
asked_module(const Context& context, endpoint::BrokerClient& broker, ModuleChoice choice)
{
    if (choice.id == endpoint::kRemoteControl)
        co_return endpoint::AskedModule{choice.id, endpoint::permissions_for(choice.view_only)};
    auto packages = endpoint::open_packages(context.folders);
    endpoint::WantedModule wanted{choice.id, {}, false};
    const auto installed = co_await endpoint::fetch_module(broker, packages, std::move(wanted));
    co_return endpoint::AskedModule{choice.id, installed.manifest.permissions};
}

} // namespace cordee::cli
