// control: waits for the client of an invitation, then runs the session with the module that it was made for.
#include "apps/cordee/control.hpp"

#include "apps/cordee/attempts.hpp"
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "apps/cordee/session_commands.hpp"
#include "apps/cordee/show_invitation.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/invite.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/relay_probes.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/shared_terminal.hpp"

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using endpoint::KeptInvitation;

KeptInvitation kept_of_link(const endpoint::InvitationStore& store, const endpoint::InvitationLink& link)
{
    auto kept = store.load(link.invitation);
    if (!kept || to_hex(kept->link_secret.view()) != to_hex(link.secret.view()))
        throw UserError{std::string{tr("this link was not made on this computer, or it was already used")},
                        std::string{tr("make a new one here with cordee invite")}};
    return std::move(*kept);
}

/// An invitation is for the modules that it was made for.
void check_modules(const ModuleChoice& wanted, const KeptInvitation& kept)
{
    if (wanted.fits(kept.modules))
        return;
    std::string made_for;
    for (const auto& module : kept.modules)
        made_for += (made_for.empty() ? "" : ", ") + module.id;
    throw UserError{trf("this link was made for: {}", made_for),
                    trf("make another one with cordee invite {}", wanted.as_options())};
}

/// Of the link that was given, else the newest, else of a new one.
asio::awaitable<KeptInvitation> find_invitation(Control& control, endpoint::BrokerClient& broker,
                                                const endpoint::InvitationStore& store)
{
    auto& context = control.context;
    if (control.link) {
        auto kept = kept_of_link(store, endpoint::invitation_link_from_person(*control.link));
        check_modules(control.module, kept);
        co_return std::move(kept);
    }
    auto latest = store.latest(context.clock.now());
    if (latest && control.module.fits(latest->modules))
        co_return std::move(*latest);
    auto wanted = co_await asked_modules(broker, control.module);
    const auto invited = co_await endpoint::invite(control.account, broker, store, context.random,
                                                   context.clock, control.life, std::move(wanted));
    show_invitation(context, invited, control.life);
    co_return kept_of_link(store, invited.link);
}

/// Before anything is asked of the broker.
void check_call(const Options& options, const endpoint::Terminal& terminal)
{
    if (!names_device(options))
        throw UsageError{std::string{tr("--by-account calls a device, and none is named")},
                         std::string{tr("cordee device list prints those that you may see")}};
    if (!terminal.interactive())
        throw UserError{std::string{tr("there is no terminal in which you could compare six digits with the "
                                       "person there")},
                        std::string{tr("start it in a terminal")}};
}

} // namespace

bool names_device(const Options& options)
{
    const auto& given = options.positional();
    return !given.empty() && given[0].find('/') == std::string::npos;
}

std::function<void(const session::PairAnswer&)> keep_pairing(const Context& context, const endpoint::Met& met,
                                                             Secret<32> own_secret)
{
    auto pairing = std::make_shared<endpoint::Pairing>();
    const auto* part = session::find_part(met.grant, "agent");
    pairing->name =
        printable(part != nullptr && !part->name.empty() ? part->name : met.established.peer.name);
    pairing->peer_key = met.established.peer_key;
    pairing->psk = met.established.keys.pairing_psk();
    pairing->own_secret = std::move(own_secret);
    return [&context, pairing](const session::PairAnswer& answer) {
        pairing->permissions = answer.permissions;
        pairing->device = printable(answer.device);
        pairing->since = context.clock.now();
        endpoint::PairingStore{context.folders.state, "devices"}.save(*pairing);
    };
}

asio::awaitable<void> refresh_keys(Control& control, endpoint::BrokerClient& broker)
{
    auto offered = co_await broker.grant_keys();
    endpoint::check_grant_keys(control.account.grant_keys, offered);
    if (offered == control.account.grant_keys)
        co_return;
    control.account.grant_keys = std::move(offered);
    control.context.accounts().save(control.account);
}

asio::awaitable<void> control_session(const Control& control, endpoint::SessionRun& run,
                                      endpoint::BrokerClient& broker, endpoint::SessionId session,
                                      std::vector<endpoint::AskedModule> wanted,
                                      std::function<void(const session::PairAnswer&)> paired)
{
    endpoint::Wish wish;
    wish.modules = wanted;
    wish.renew = [&broker, session] { return broker.renew_grant(session); };
    wish.paired = std::move(paired);
    wish.order = control.order;
    const auto strand = co_await asio::this_coro::executor;
    SessionCommands commands{strand, control, session, std::move(wanted)};
    endpoint::SessionRun::Options options;
    options.compare_digits = control.compare_digits;
    options.company = &commands;
    std::optional<UserError> failed;
    try {
        co_await run.live(std::move(options), std::move(wish));
    } catch (const UserError& error) {
        failed = error;
    }
    co_await commands.join();
    if (failed)
        throw UserError{*failed};
}

asio::awaitable<void> control_invited(Control& control)
{
    auto& context = control.context;
    const auto strand = co_await asio::this_coro::executor;
    const endpoint::InvitationStore store{context.folders.state};
    store.remove_expired(context.clock.now());
    Broker broker{context, control.account};
    co_await refresh_keys(control, *broker);
    auto kept = co_await find_invitation(control, *broker, store);
    crypto::GrantVerifier verifier{control.account.grant_keys, context.clock};
    endpoint::SessionRun run{strand, control.around, *broker, verifier};
    endpoint::RelayProbes probes{*broker, control.around.connection};
    Attempts attempts{control, *broker, store, std::move(kept)};
    context.terminal.say(tr("waiting for the client; Ctrl-C stops waiting"));
    const bool met = co_await endpoint::while_measuring(probes, attempts.run(run));
    if (!met) {
        context.terminal.say(tr("stopped waiting; code and link can still be used until they expire"));
        co_return;
    }
    auto wanted = attempts.wanted();
    std::function<void(const session::PairAnswer&)> paired;
    if (control.pair)
        paired = keep_pairing(context, run.met(), attempts.own_secret());
    co_await control_session(control, run, *broker, attempts.session(), std::move(wanted), std::move(paired));
}

int run_control(Context& shared, const Options& options)
{
    asio::io_context io;
    endpoint::SharedTerminal terminal{shared.terminal, io.get_executor()};
    Context context{terminal, shared.folders, shared.connect, shared.clock, shared.random};
    ModuleChoice module{options};
    if (options.has("by-account"))
        check_call(options, terminal);
    endpoint::EndpointSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee", options, context.folders);
    endpoint::Packages packages{context.folders, endpoint::package_terms(settings), context.clock};
    Control control{context,
                    context.accounts().require(),
                    {context.terminal, context.clock, context.random, packages,
                     endpoint::find_plugin_host(settings), endpoint::connection_choice(settings),
                     endpoint::module_home(settings, context.folders)},
                    std::nullopt,
                    std::nullopt,
                    std::move(module),
                    minutes(options),
                    options.has("pair"),
                    options.has("words"),
                    options.has("by-account")};
    if (!options.positional().empty())
        (names_device(options) ? control.device : control.link) = options.positional()[0];
    endpoint::run(io, control.device ? control_device(control) : control_invited(control));
    return 0;
}

} // namespace cordee::cli
