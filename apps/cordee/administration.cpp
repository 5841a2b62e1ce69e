// operator add, module list.
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/run.hpp"
#include "core/plugin/manifest.hpp"

#include <set>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;

/// Every module that a rule names; what the broker has of them is asked one by one.
std::set<std::string> modules_in(const json::Object& policy)
{
    std::set<std::string> out;
    for (const auto& rule : json::get_objects(policy, "rules").value_or(std::vector<json::Object::Ptr>{}))
        if (const auto id = json::get_string(*rule, "module"); id && plugin::is_name(*id))
            out.insert(*id);
    return out;
}

asio::awaitable<std::string> describe(endpoint::BrokerClient& broker, const std::string& id)
{
    try {
        const auto module = co_await broker.find_module(id, std::string{plugin::this_platform()});
        co_return fmt::format("{} {} {} {}", module.id, to_string(module.version), module.platform,
                              module.size);
    } catch (const endpoint::BrokerError& error) {
        if (error.code() != "not_found")
            throw;
    }
    co_return fmt::format("{} - {} -", id, plugin::this_platform());
}

asio::awaitable<void> list_modules(Context& context, endpoint::BrokerClient& broker)
{
    const auto policy = co_await broker.policy();
    for (const auto& id : modules_in(*policy)) {
        const auto line = co_await describe(broker, id);
        context.terminal.print(line);
    }
}

} // namespace

int run_operator_add(Context& context, const Options& options)
{
    const auto& email = options.positional()[0];
    const auto account = context.accounts().require();
    const auto name = answer(context, options, "name", tr("the operator's name"));
    const auto secret = password(context, options, tr("the operator's password"), true);
    asio::io_context io;
    Broker broker{context, account};
    endpoint::run(io, broker->add_operator(email, name, secret));
    context.terminal.say(trf("{} can now log in", printable(email)));
    return 0;
}

int run_module_list(Context& context, const Options&)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    endpoint::run(io, list_modules(context, *broker));
    return 0;
}

} // namespace cordee::cli
