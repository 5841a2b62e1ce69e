#include "core/endpoint/invite.hpp"

#include "apps/cordee/asked_module.hpp"
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::cli {
namespace {

boost::asio::awaitable<endpoint::InvitationLink> invite(Context& context, const endpoint::Account& account,
                                                        std::chrono::minutes life, ModuleChoice choice)
{
    const endpoint::InvitationStore store{context.folders.state};
    store.remove_expired(context.clock.now());
    Broker broker{context, account};
    auto wanted = co_await asked_module(context, *broker, std::move(choice));
    co_return co_await endpoint::invite(account, *broker, store, context.random, life, std::move(wanted));
}

} // namespace

int run_invite(Context& context, const Options& options)
{
    const auto life = minutes(options);
    ModuleChoice module{options};
    const auto account = context.accounts().require();
    boost::asio::io_context io;
    const auto link = endpoint::run(io, invite(context, account, life, std::move(module)));
    context.terminal.print(endpoint::format_invitation_link(link));
    context.terminal.say(trf("send this link to the client; it works once, for {} minutes", life.count()));
    context.terminal.say(tr("then wait for the client with cordee control"));
    return 0;
}

} // namespace cordee::cli
