#include "core/endpoint/invite.hpp"

#include "apps/cordee/asked_module.hpp"
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "apps/cordee/show_invitation.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/run.hpp"

#include <algorithm>

namespace cordee::cli {
namespace {

boost::asio::awaitable<endpoint::Invited> invite(Context& context, const endpoint::Account& account,
                                                 std::chrono::minutes life, ModuleChoice choice)
{
    const endpoint::InvitationStore store{context.folders.state};
    store.remove_expired(context.clock.now());
    Broker broker{context, account};
    auto wanted = co_await asked_modules(*broker, std::move(choice));
    co_return co_await endpoint::invite(account, *broker, store, context.random, context.clock, life,
                                        std::move(wanted));
}

} // namespace

void show_invitation(Context& context, const endpoint::Invited& invited, std::chrono::minutes life)
{
    auto& terminal = context.terminal;
    if (!invited.code.empty()) {
        terminal.say(trf("read this code to the client; it works once, for {} minutes:",
                         std::min(life, endpoint::kCodeLife).count()));
        terminal.print(invited.code);
        terminal.say(trf("or send this link; it works once, for {} minutes:", life.count()));
    } else {
        terminal.say(trf("send this link to the client; it works once, for {} minutes", life.count()));
    }
    terminal.print(endpoint::format_invitation_link(invited.link));
}

int run_invite(Context& context, const Options& options)
{
    const auto life = minutes(options);
    ModuleChoice module{options};
    const auto account = context.accounts().require();
    boost::asio::io_context io;
    const auto invited = endpoint::run(io, invite(context, account, life, std::move(module)));
    show_invitation(context, invited, life);
    context.terminal.say(tr("then wait for the client with cordee control"));
    return 0;
}

} // namespace cordee::cli
