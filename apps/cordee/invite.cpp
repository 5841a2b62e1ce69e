#include "core/endpoint/invite.hpp"

#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::cli {

int run_invite(Context& context, const Options& options)
{
    const auto life = minutes(options);
    const auto account = context.accounts().require();
    const endpoint::InvitationStore store{context.folders.state};
    store.remove_expired(context.clock.now());
    boost::asio::io_context io;
    Broker broker{context, account};
    const auto link = endpoint::run(io, endpoint::invite(account, *broker, store, context.random, life,
                                                         endpoint::permissions_for(options.has("view"))));
    context.terminal.print(endpoint::format_invitation_link(link));
    context.terminal.say(trf("send this link to the client; it works once, for {} minutes", life.count()));
    context.terminal.say(tr("then wait for the client with cordee control"));
    return 0;
}

} // namespace cordee::cli
