// control: waits for the client of a link, then runs the session with the module that the link was made for.
#include "apps/cordee/asked_module.hpp"
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/invite.hpp"
#include "core/endpoint/live_session.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/wait_for_client.hpp"

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using endpoint::KeptInvitation;

struct Control {
    Context& context;
    endpoint::Account account;
    std::filesystem::path plugin_host;
    plugin::PackageStore packages;
    std::optional<endpoint::InvitationLink> link;
    ModuleChoice module;
    std::chrono::minutes life{};
};

/// The account with the broker's present keys; throws when a known one changed.
asio::awaitable<void> refresh_keys(Control& control, endpoint::BrokerClient& broker)
{
    auto offered = co_await broker.grant_keys();
    endpoint::check_grant_keys(control.account.grant_keys, offered);
    if (offered == control.account.grant_keys)
        co_return;
    control.account.grant_keys = std::move(offered);
    control.context.accounts().save(control.account);
}

KeptInvitation kept_of_link(const endpoint::InvitationStore& store, const endpoint::InvitationLink& link)
{
    auto kept = store.load(link.invitation);
    if (!kept || to_hex(kept->link_secret.view()) != to_hex(link.secret.view()))
        throw UserError{std::string{tr("this link was not made on this computer, or it was already used")},
                        std::string{tr("make a new one here with cordee invite")}};
    return std::move(*kept);
}

/// A link is for one module.
void check_module(const ModuleChoice& wanted, const KeptInvitation& kept)
{
    if (wanted.named && wanted.id != kept.module)
        throw UserError{trf("this link was made for the module {}", kept.module),
                        std::string{tr("make another one with cordee invite --module ID")}};
}

/// Of the link that was given, else the newest, else of a new one.
asio::awaitable<KeptInvitation> find_invitation(Control& control, endpoint::BrokerClient& broker,
                                                const endpoint::InvitationStore& store)
{
    if (control.link) {
        auto kept = kept_of_link(store, *control.link);
        check_module(control.module, kept);
        co_return std::move(kept);
    }
    auto latest = store.latest(control.context.clock.now());
    if (latest && (!control.module.named || latest->module == control.module.id))
        co_return std::move(*latest);
    auto wanted = co_await asked_module(control.context, broker, control.module);
    const auto link = co_await endpoint::invite(control.account, broker, store, control.context.random,
                                                control.life, std::move(wanted));
    control.context.terminal.print(endpoint::format_invitation_link(link));
    control.context.terminal.say(tr("send this link to the client; it works once"));
    co_return kept_of_link(store, link);
}

asio::awaitable<void> run_session(Control& control, endpoint::BrokerClient& broker, KeptInvitation kept,
                                  endpoint::Meeting meeting)
{
    auto& context = control.context;
    const auto strand = co_await asio::this_coro::executor;
    crypto::GrantVerifier verifier{control.account.grant_keys, context.clock};
    const auto session_id = meeting.session;
    endpoint::OwnSide own{session::Role::operator_, crypto::x25519_key_pair(std::move(kept.static_secret)),
                          std::move(kept.link_secret), control.account.name};
    auto met = co_await endpoint::meet_at_relay(std::move(meeting), std::move(own), verifier, context.random);

    endpoint::PluginModules modules{strand, control.plugin_host,
                                    [&](endpoint::WantedModule wanted) {
                                        return endpoint::fetch_module(broker, control.packages, wanted);
                                    },
                                    context.terminal};
    endpoint::LiveSession live{strand,
                               std::move(met),
                               {session::Role::operator_,
                                {},
                                modules,
                                nullptr,
                                verifier,
                                context.terminal,
                                context.clock,
                                context.random}};
    const bool view_only = control.module.view_only && kept.module == endpoint::kRemoteControl;
    endpoint::Wish wish{kept.module, view_only ? endpoint::permissions_for(true) : kept.permissions,
                        [&] { return broker.renew_grant(session_id); }};
    co_await live.run(std::move(wish));
}

asio::awaitable<void> control_desktop(Control& control)
{
    auto& context = control.context;
    const endpoint::InvitationStore store{context.folders.state};
    store.remove_expired(context.clock.now());
    Broker broker{context, control.account};
    co_await refresh_keys(control, *broker);
    auto kept = co_await find_invitation(control, *broker, store);
    context.terminal.say(tr("waiting for the client; Ctrl-C stops waiting"));
    auto meeting = co_await endpoint::wait_for_client(*broker, kept, context.clock, context.terminal);
    if (!meeting) {
        context.terminal.say(tr("stopped waiting; the link can still be used until it expires"));
        co_return;
    }
    store.remove(kept.invitation); // it met, so nobody can use it again
    context.terminal.say(tr("the client is here; connecting"));
    co_await run_session(control, *broker, std::move(kept), std::move(*meeting));
}

} // namespace

int run_control(Context& context, const Options& options)
{
    ModuleChoice module{options};
    endpoint::EndpointSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee", options, context.folders);
    Control control{context,
                    context.accounts().require(),
                    endpoint::find_plugin_host(settings),
                    endpoint::open_packages(context.folders),
                    std::nullopt,
                    std::move(module),
                    minutes(options)};
    if (!options.positional().empty())
        control.link = endpoint::invitation_link_from_person(options.positional()[0]);
    asio::io_context io;
    endpoint::run(io, control_desktop(control));
    return 0;
}

} // namespace cordee::cli
