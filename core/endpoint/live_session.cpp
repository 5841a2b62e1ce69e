#include "core/endpoint/live_session.hpp"

#include "core/base/deadline.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/broker_error.hpp"
#include "core/endpoint/invite.hpp"
#include "core/endpoint/session_error.hpp"
#include "core/endpoint/stop_signal.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using session::Ended;
using session::Ending;
using session::Role;

/// A grant lives at most 15 min; it is renewed when a third of that is left, and a failed try is repeated.
constexpr std::chrono::minutes kRenewBefore{5};
constexpr std::chrono::seconds kRenewAgain{30};
/// After a grant that came by itself, or a broker that does not answer.
constexpr std::chrono::seconds kWatchAgain{2};

/// A task that is cancelled tidies up for so long.
constexpr std::chrono::seconds kCancelTime{5};

asio::awaitable<void> stopped_again(bool at_hangup)
{
    co_await stop_signal(at_hangup);
}

asio::awaitable<void> pause_for(std::chrono::milliseconds time)
{
    asio::steady_timer timer{co_await asio::this_coro::executor, time};
    co_await timer.async_wait(asio::use_awaitable);
}

std::string peer_name_of(const crypto::Grant& grant, const session::Peer& peer, Role self)
{
    const auto* part = session::find_part(grant, self == Role::agent ? "operator" : "agent");
    return printable(part != nullptr && !part->name.empty() ? part->name : peer.name);
}

session::SessionConfig session_config(const LiveConfig& config, crypto::Grant grant, session::Events& events)
{
    session::Consent* consent = config.consent;
    if (config.asked != nullptr)
        consent = config.asked;
    session::SessionConfig out{config.self, std::move(grant), config.policy, config.modules, consent,
                               events,      config.verifier,  config.clock,  config.random};
    out.paths = config.paths;
    out.path_rank = config.path_rank;
    out.path_datagrams = config.path_datagrams;
    out.datagrams = config.datagrams;
    out.login = config.login;
    out.timing = config.timing;
    out.pairing = config.pairing;
    return out;
}

/// The session is among the others for as long as this lives.
class Stay {
public:
    Stay(Company& company, session::Session& session, SessionModules& modules, const std::string& name)
        : company_{company}, session_{session}
    {
        company_.came(session_, modules, name);
    }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;
    ~Stay() { company_.left(session_); }

private:
    Company& company_;
    session::Session& session_;
};

} // namespace

LiveSession::LiveSession(const asio::any_io_executor& strand, Met met, LiveConfig config)
    : config_{std::move(config)}, session_{strand, std::move(met.established),
                                           session_config(config_, std::move(met.grant), *this)},
      peer_name_{peer_name_of(session_.grant(), session_.peer(), config_.self)}, modules_{strand,
                                                                                          modules_config()},
      digits_{strand, config_.terminal, peer_name_}, end_asked_{strand}, tasks_{strand}
{}

SessionModules::Config LiveSession::modules_config()
{
    return {session_,
            config_.modules,
            config_.terminal,
            config_.self,
            peer_name_,
            [this](Ending ending) { ask_for_end(ending); },
            [this] { ask_to_be_paired(); }};
}

asio::awaitable<void> LiveSession::run(std::optional<Wish> wish)
{
    std::optional<Stay> stay;
    if (config_.company != nullptr)
        stay.emplace(*config_.company, session_, modules_, peer_name_);
    tasks_.spawn(end_on_signal());
    tasks_.spawn(end_when_asked());
    if (config_.beside)
        tasks_.spawn(config_.beside());
    if (config_.told != nullptr)
        tasks_.spawn(config_.told->run());
    if (config_.watch)
        tasks_.spawn(watch());
    if (config_.rules)
        tasks_.spawn(keep_to_rules());
    if (wish) {
        paired_ = wish->paired;
        tasks_.spawn(renew(wish->renew));
    }
    tasks_.spawn(begin(std::move(wish)));
    const auto ended = co_await session_.run();
    tasks_.cancel();
    co_await tasks_.join();
    stay.reset();
    tell("session-ended", {{"ending", static_cast<int>(ended.ending)}, {"by_other_side", ended.by_peer}});
    conclude(ended);
}

void LiveSession::tell(const char* act,
                       std::initializer_list<std::pair<const char*, Poco::Dynamic::Var>> facts)
{
    if (config_.told == nullptr)
        return;
    auto object = json::make_object();
    for (const auto& [name, value] : facts)
        object.set(name, value);
    config_.told->add(act, object);
}

void LiveSession::module_started(const std::string& id, const session::Permissions& permissions)
{
    log::info("{} runs", id);
    tell("module-started", {{"module", id}, {"permissions", json::make_array(permissions)}});
    modules_.started(id, permissions);
    if (id != kRemoteControl) {
        config_.terminal.say(trf("{} runs with {}; Ctrl-C ends it", id, peer_name_));
        return;
    }
    const bool control = std::find(permissions.begin(), permissions.end(), "input") != permissions.end();
    if (config_.self == Role::agent)
        config_.terminal.say(control
                                 ? trf("{} now sees and controls this desktop; Ctrl-C ends it", peer_name_)
                                 : trf("{} now sees this desktop; Ctrl-C ends it", peer_name_));
    else
        config_.terminal.say(
            control ? trf("connected with {}; closing the window ends it", peer_name_)
                    : trf("connected with {}, to look only; closing the window ends it", peer_name_));
}

void LiveSession::module_ended(const std::string& id, Ending ending, bool by_peer, const std::string& why)
{
    log::info("{} ended", id);
    tell("module-ended", {{"module", id}, {"ending", static_cast<int>(ending)}, {"by_other_side", by_peer}});
    modules_.ended(id, ending, by_peer, why);
}

void LiveSession::path_lost()
{
    config_.terminal.say(tr("the connection was interrupted; looking for another way"));
}

void LiveSession::path_found(const std::string& name)
{
    config_.terminal.say(trf("connected by {}", printable(name)));
}

void LiveSession::input_withheld()
{
    config_.terminal.say(
        config_.self == Role::agent
            ? tr("the screen was locked or the user changed: keyboard and pointer of the operator stay off")
            : tr("the login at the other side changed meanwhile: keyboard and pointer stay off"));
}

void LiveSession::safety_digits(const std::string& digits)
{
    if (config_.compare_digits || !session_.verified())
        tasks_.spawn(compare(digits));
}

void LiveSession::digits_equal_there()
{
    digits_.equal_there();
}

void LiveSession::introduced(session::Introduce introduction)
{
    if (config_.company != nullptr)
        config_.company->introduced(session_, std::move(introduction));
}

void LiveSession::focus(bool held)
{
    if (config_.company != nullptr)
        config_.company->focus(session_, held);
}

/// SEC-28: one comparison; anything but a clear yes ends the session.
asio::awaitable<void> LiveSession::compare(std::string digits)
{
    if (!session_.verified())
        config_.terminal.say(tr("not verified: only the broker says who is there"));
    const bool equal = co_await digits_.ask(std::move(digits));
    session_.digits_compared(equal);
    tell("digits-compared", {{"equal", equal}});
    if (equal)
        digits_.equal_here();
}

/// SEC-29: on the broker's word alone nothing begins before both people compared the digits, and nobody waits
/// for that for ever.
asio::awaitable<void> LiveSession::begin(std::optional<Wish> wish)
{
    if (!session_.verified()) {
        const auto compared = co_await with_deadline(config_.timing.consent, digits_.equal_at_both());
        if (!compared)
            co_return not_compared(compared.error());
    }
    if (!wish)
        co_return;
    if (wish->order)
        modules_.do_first(std::move(*wish->order));
    modules_.wish(std::move(wish->modules));
    co_await modules_.ask();
}

void LiveSession::not_compared(boost::system::error_code error)
{
    if (error != Errc::timed_out)
        return; // the session ended meanwhile
    cause_ = UserError{std::string{tr("the safety digits were not compared in time")},
                       std::string{tr("speak with the other person, then try again")}};
    ask_for_end(Ending::consent);
}

void LiveSession::ask_to_be_paired()
{
    if (paired_ && modules_.any_runs())
        tasks_.spawn(pair(modules_.permissions()));
}

asio::awaitable<void> LiveSession::renew(std::function<asio::awaitable<std::string>()> get)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (bool again = false;;) {
        const auto left = session_.grant().exp - config_.verifier.now() - kRenewBefore;
        timer.expires_after(
            std::max<std::chrono::seconds>(left, again ? kRenewAgain : std::chrono::seconds{1}));
        co_await timer.async_wait(asio::use_awaitable);
        again = true;
        try {
            const auto renewed = session_.renew(co_await get());
            if (!renewed)
                log::warning("a renewed grant was not accepted: {}", renewed.error().message());
        } catch (const BrokerError& error) {
            log::warning("the permission was not renewed: {}", error.what());
            if (!error.may_pass())
                not_renewed_ = error;
        }
    }
}

/// What the administrator changes acts at once, and does not wait for the other side to pass it on.
asio::awaitable<void> LiveSession::watch()
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        bool pause = true;
        try {
            const auto token = co_await config_.watch(session_.grant().seq);
            pause = token.has_value();
            const auto renewed = token ? session_.renew(*token) : Result<void>{};
            if (!renewed)
                log::warning("a grant that the broker sent was not accepted: {}", renewed.error().message());
        } catch (const BrokerError& error) {
            log::debug("the broker is not heard: {}", error.what());
        }
        if (!pause)
            continue;
        timer.expires_after(kWatchAgain);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> LiveSession::keep_to_rules()
{
    auto news = co_await config_.rules();
    while (news) {
        session_.change_policy(std::move(*news));
        news = co_await config_.rules();
    }
    cause_ =
        UserError{std::string{tr("the rules of this computer's owner ended the session")},
                  std::string{tr("what stands below [unattended] in agent.toml says who may be here when")}};
    ask_for_end(Ending::grant);
}

asio::awaitable<void> LiveSession::pair(session::Permissions permissions)
{
    const auto keep = std::exchange(paired_, nullptr);
    config_.terminal.say(trf("asking {} whether you may come back without asking", peer_name_));
    auto answer = co_await session_.pair(std::move(permissions));
    tell(answer ? "paired" : "pairing-refused", {});
    if (!answer) {
        config_.terminal.say(trf("{} does not want that; nothing is kept", peer_name_));
        co_return;
    }
    try {
        keep(*answer);
        config_.terminal.say(
            trf("you can come back to {} with cordee control, once it is enrolled and serves", peer_name_));
    } catch (const UserError& error) {
        config_.terminal.say(error.what());
    }
}

asio::awaitable<void> LiveSession::end_on_signal()
{
    const bool stopped = co_await stop_signal(config_.end_at_hangup); // GCC 12: not in the condition
    if (!stopped)
        co_return;
    if (config_.modules.cancel_order()) // its end ends the session; the person may not want to wait for that
        co_await race(stopped_again(config_.end_at_hangup), pause_for(kCancelTime));
    ask_for_end(Ending::finished);
}

/// The session is never ended from inside a call of its own.
asio::awaitable<void> LiveSession::end_when_asked()
{
    while (!end_)
        co_await end_asked_.wait();
    session_.end(*end_);
}

void LiveSession::ask_for_end(Ending ending)
{
    if (end_)
        return;
    end_ = ending;
    end_asked_.notify();
}

void LiveSession::conclude(const Ended& ended)
{
    if (ended.ending == Ending::finished) {
        modules_.tell_former();
        config_.terminal.say(ended.by_peer || modules_.ended_by_peer()
                                 ? trf("{} ended the session", peer_name_)
                                 : std::string{tr("the session has ended")});
        return;
    }
    // What went wrong here says more than how the session ended for it.
    if (modules_.failed_here())
        throw UserError{*modules_.cause()};
    if (ended.ending == Ending::consent && config_.consent != nullptr && config_.consent->declined())
        return config_.consent->conclude_declined();
    if (cause_)
        throw UserError{*cause_};
    if (const auto cause = modules_.cause())
        throw UserError{*cause};
    if (ended.ending == Ending::expired && not_renewed_)
        throw UserError{*not_renewed_};
    if (ended.ending == Ending::module && ended.by_peer)
        throw fails_at_the_other_side(granted_modules(session_.grant()));
    throw session_error(ended.ending, ended.by_peer, config_.self);
}

} // namespace cordee::endpoint
