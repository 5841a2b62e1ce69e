#include "apps/cordee/asked_module.hpp"

#include "core/base/language.hpp"
#include "core/plugin/manifest.hpp"

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

boost::asio::awaitable<endpoint::AskedModule> asked_module(const Context&, endpoint::BrokerClient& broker,
                                                           ModuleChoice choice)
{
    if (choice.id == endpoint::kRemoteControl)
        co_return endpoint::AskedModule{choice.id, endpoint::permissions_for(choice.view_only)};
    const auto offered = co_await broker.find_module(choice.id, std::string{plugin::this_platform()});
    co_return endpoint::AskedModule{choice.id, offered.permissions};
}

} // namespace cordee::cli
