// control: waits for the client of an invitation, then runs the session with the module that it was made for.
#include "apps/cordee/control.hpp"

#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "apps/cordee/show_invitation.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/code_guesses.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/invite.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/wait_for_client.hpp"

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

/// An invitation is for one module.
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
    auto& context = control.context;
    if (control.link) {
        auto kept = kept_of_link(store, endpoint::invitation_link_from_person(*control.link));
        check_module(control.module, kept);
        co_return std::move(kept);
    }
    auto latest = store.latest(context.clock.now());
    if (latest && (!control.module.named || latest->module == control.module.id))
        co_return std::move(*latest);
    auto wanted = co_await asked_module(context, broker, control.module);
    const auto invited = co_await endpoint::invite(control.account, broker, store, context.random,
                                                   context.clock, control.life, std::move(wanted));
    show_invitation(context, invited, control.life);
    co_return kept_of_link(store, invited.link);
}

/// What is kept when the client agrees to be reached later: its key, and the own one of this session.
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

/// What an invitation is worth after somebody came by it.
class Attempts {
public:
    Attempts(Control& control, endpoint::BrokerClient& broker, const endpoint::InvitationStore& store,
             KeptInvitation kept)
        : control_{control}, broker_{broker}, store_{store}, kept_{std::move(kept)},
          wrong_{control.context.folders.state}, guesses_{store_, wrong_, kept_.invitation,
                                                          control.context.clock}
    {}

    /// Until the right client came; false when the person stopped waiting.
    asio::awaitable<bool> run(endpoint::SessionRun& session)
    {
        auto& context = control_.context;
        if (const auto until = wrong_.off_until(context.clock.now()); until && kept_.code)
            context.terminal.say(
                tr("too many wrong codes came to this computer: for an hour only links work"));
        for (int after = 0;;) {
            auto candidates = session.candidates();
            auto meeting = co_await endpoint::wait_for_client(broker_, kept_, context.clock, context.terminal,
                                                              after, std::move(candidates));
            if (!meeting)
                co_return false;
            after = meeting->attempt;
            const bool by_code = meeting->way == wire::Way::code;
            if (!by_code && meeting->way != wire::Way::link)
                throw endpoint::not_understood();
            if (!by_code)
                store_.remove(kept_.invitation); // it met, so nobody can use it again
            context.terminal.say(tr("the client is here; connecting"));
            const auto attempt = meeting->attempt;
            const bool there = co_await meet(session, std::move(*meeting), by_code);
            if (there) {
                co_await used_up(attempt);
                co_return true;
            }
        }
    }

    [[nodiscard]] endpoint::SessionId session() const { return kept_.session; }
    [[nodiscard]] Secret<32> own_secret() const { return kept_.static_secret.clone(); }
    [[nodiscard]] endpoint::AskedModule wanted() const
    {
        const bool view_only = control_.module.view_only && kept_.module == endpoint::kRemoteControl;
        return {kept_.module, view_only ? endpoint::permissions_for(true) : kept_.permissions};
    }

private:
    asio::awaitable<bool> meet(endpoint::SessionRun& session, endpoint::Meeting meeting, bool by_code)
    {
        endpoint::OwnSide own;
        own.role = session::Role::operator_;
        own.key = crypto::x25519_key_pair(kept_.static_secret.clone());
        own.name = control_.account.name;
        own.credential = [this, by_code]() -> session::Credential {
            if (by_code && kept_.code)
                return session::CodeSecret{kept_.code->secret.clone(), &guesses_};
            return session::LinkSecret{kept_.link_secret.clone()};
        };
        own.was_answered = [this] { return guesses_.spent(); };
        if (by_code && (!kept_.code || control_.context.clock.now() >= kept_.code->expires))
            throw UserError{std::string{tr("the client came with a code that has expired here")},
                            std::string{tr("invite the client again")}};
        std::optional<endpoint::MeetingError> failed;
        try {
            co_await session.meet(std::move(meeting), std::move(own));
        } catch (const endpoint::MeetingError& error) {
            failed = error;
        }
        if (!failed) {
            if (guesses_.take_spent())
                guesses_.was_right();
            co_return true;
        }
        if (!by_code) {
            co_await burn(); // a link is for one meeting, and its code goes with it
            throw UserError{*failed};
        }
        co_await after_failure(*failed);
        co_return false;
    }

    /// A code that was guessed at stays good for the right person, a few times.
    asio::awaitable<void> after_failure(const endpoint::MeetingError& failed)
    {
        auto& terminal = control_.context.terminal;
        const bool guessed = guesses_.take_spent();
        if (guesses_.left() <= 0) {
            co_await burn();
            throw UserError{std::string{tr("this code was guessed at too often and works no more")},
                            std::string{tr("invite the client again, and read out the new code")}};
        }
        if (wrong_.off_until(control_.context.clock.now()))
            throw UserError{
                std::string{tr("too many wrong codes came to this computer: for an hour only links work")},
                std::string{tr("somebody may be guessing; send the client a link")}};
        terminal.say(failed.what());
        if (guessed)
            terminal.say(trf("{} tries are left for this code; waiting for the client", guesses_.left()));
        else
            terminal.say(tr("waiting for the client; Ctrl-C stops waiting"));
    }

    asio::awaitable<void> burn()
    {
        store_.remove(kept_.invitation);
        co_await tell_broker(std::nullopt);
    }

    asio::awaitable<void> used_up(int attempt)
    {
        store_.remove(kept_.invitation);
        co_await tell_broker(attempt);
    }

    /// The invitation is dead here, which is what counts.
    asio::awaitable<void> tell_broker(std::optional<int> attempt)
    {
        try {
            co_await broker_.close(kept_.invitation, attempt);
        } catch (const endpoint::BrokerError&) {
        }
    }

    Control& control_;
    endpoint::BrokerClient& broker_;
    const endpoint::InvitationStore& store_;
    KeptInvitation kept_;
    endpoint::WrongGuesses wrong_;
    endpoint::CodeGuesses guesses_;
};

} // namespace

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
                                      endpoint::AskedModule wanted,
                                      std::function<void(const session::PairAnswer&)> paired)
{
    endpoint::Wish wish;
    wish.module = std::move(wanted.id);
    wish.permissions = std::move(wanted.permissions);
    wish.renew = [&broker, session] { return broker.renew_grant(session); };
    wish.paired = std::move(paired);
    endpoint::SessionRun::Options options;
    options.compare_digits = control.compare_digits;
    co_await run.live(std::move(options), std::move(wish));
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
    Attempts attempts{control, *broker, store, std::move(kept)};
    context.terminal.say(tr("waiting for the client; Ctrl-C stops waiting"));
    const bool met = co_await attempts.run(run);
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

int run_control(Context& context, const Options& options)
{
    ModuleChoice module{options};
    endpoint::EndpointSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee", options, context.folders);
    auto packages = endpoint::open_packages(context.folders);
    Control control{context,
                    context.accounts().require(),
                    {context.terminal, context.clock, context.random, packages,
                     endpoint::find_plugin_host(settings), endpoint::connection_choice(settings)},
                    std::nullopt,
                    std::nullopt,
                    std::move(module),
                    minutes(options),
                    options.has("pair"),
                    options.has("words")};
    if (!options.positional().empty()) {
        const auto& what = options.positional()[0];
        (what.find('/') == std::string::npos ? control.device : control.link) = what;
    }
    asio::io_context io;
    endpoint::run(io, control.device ? control_device(control) : control_invited(control));
    return 0;
}

} // namespace cordee::cli
