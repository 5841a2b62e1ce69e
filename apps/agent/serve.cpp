// serve: this computer waits for operators who were paired with it.
#include "apps/agent/unattended.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/device_keys.hpp"
#include "core/endpoint/enrolment.hpp"
#include "core/endpoint/failure_limit.hpp"
#include "core/endpoint/login_watch.hpp"
#include "core/endpoint/notice.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/session_run.hpp"
#include "core/endpoint/stop_signal.hpp"
#include "core/endpoint/unattended_rules.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <unistd.h>

namespace cordee::agent {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kLeastPause{1};
constexpr std::chrono::seconds kMostPause{60};

struct Serve {
    Context& context;
    endpoint::Surroundings around;
    endpoint::Enrolment enrolment;
    endpoint::DeviceKeys keys;
    endpoint::UnattendedRules rules;
    endpoint::PairingStore operators;
    endpoint::FailureLimit failures;
    /// A terminal that is closed ends the program; without one the signal means to read the settings anew.
    bool end_at_hangup = ::isatty(STDIN_FILENO) != 0;
};

endpoint::Rules rules_of(const AgentSettings& settings)
{
    return {endpoint::UnattendedPolicy{
                {*settings.unattended, *settings.days, *settings.hours, *settings.addresses}},
            {*settings.denied_modules, *settings.denied_permissions}};
}

/// What everybody at the computer should know: on the terminal or in the journal, in the log, and on the
/// desktop.
void announce(Serve& serve, const std::string& text)
{
    serve.context.terminal.say(text);
    log::info("{}", text);
    endpoint::show_notice(text);
}

/// A restriction by address can only be kept where the address is seen: on a direct path.
endpoint::PathLimits limits_of(const Serve& serve)
{
    if (!serve.rules.access().wants_address())
        return {};
    return {[&rules = serve.rules](const asio::ip::address& address) {
                return rules.access().from(address) == endpoint::Access::allowed;
            },
            false};
}

enum class Came { stopped, refused, met, rules_changed };

/// One operator after the other: each is waited for, let in when it is on the list, and seen off.
class Visit {
public:
    Visit(Serve& serve, const asio::any_io_executor& strand)
        : serve_{serve}, http_{serve.context.connect(serve.enrolment.broker, serve.enrolment.pin)},
          broker_{*http_, transport::to_string(serve.enrolment.broker), serve.enrolment.access},
          verifier_{serve.enrolment.grant_keys, serve.context.clock}, session_{strand, serve.around, broker_,
                                                                               verifier_, limits_of(serve)}
    {}

    asio::awaitable<Came> come()
    {
        const auto candidates = session_.candidates();
        std::optional<endpoint::DeviceMeeting> came;
        while (!came)
            came = co_await broker_.wait_for_operator(serve_.enrolment.device, candidates);
        const auto now = serve_.rules.now();
        if (now != endpoint::Access::allowed || !serve_.failures.open()) {
            const auto why = now != endpoint::Access::allowed ? endpoint::to_text(now) : "too many failures";
            log::warning("{} came and was not let in: {}", printable(came->operator_name), why);
            co_return Came::refused;
        }
        if (came->meeting.way != wire::Way::known_device)
            throw endpoint::not_understood();
        broker_.use_token(came->meeting.access);
        co_await meet(std::move(came->meeting));
        co_return Came::met;
    }

    asio::awaitable<void> live()
    {
        const auto pairing = serve_.operators.find(session_.met().established.peer_key);
        if (!pairing)
            co_return; // removed this very moment
        announce(serve_, trf("{}, {}, is connected to this computer", pairing->name, pairing->organisation));
        endpoint::ConsentPrompt consent{serve_.context.terminal, pairing->permissions};
        endpoint::LoginWatch login;
        endpoint::Guest guest{serve_.rules};
        endpoint::SessionRun::Options options{serve_.rules.device(), &consent, &login};
        options.rules = [&guest] { return guest.news(); };
        options.end_at_hangup = serve_.end_at_hangup;
        std::optional<UserError> ended;
        try {
            co_await session_.live(std::move(options), std::nullopt);
        } catch (const UserError& error) {
            ended = error;
        }
        announce(serve_, trf("{} is no longer connected", pairing->name));
        if (ended)
            serve_.context.terminal.say(ended->what());
    }

private:
    asio::awaitable<void> meet(endpoint::Meeting meeting)
    {
        endpoint::OwnSide own;
        own.role = session::Role::agent;
        own.key = serve_.keys.exchange.clone();
        own.name = serve_.enrolment.name;
        own.credential = [this]() -> session::Credential {
            return session::PairingLookup{[this](const ByteArray<32>& key) { return look_up(key); }};
        };
        std::optional<UserError> failed;
        try {
            co_await session_.meet(std::move(meeting), std::move(own));
        } catch (const UserError& error) {
            failed = error;
        }
        if (!failed)
            co_return;
        if (came_) // a network that broke is nobody's failure
            serve_.failures.failed(*came_);
        throw UserError{*failed};
    }

    /// SEC-30: only this computer's own list counts, whatever the broker says.
    std::optional<Secret<32>> look_up(const ByteArray<32>& key)
    {
        came_ = key;
        if (!serve_.failures.open(key))
            return std::nullopt;
        auto pairing = serve_.operators.find(key);
        if (!pairing)
            return std::nullopt;
        return std::move(pairing->psk);
    }

    Serve& serve_;
    std::unique_ptr<endpoint::HttpClient> http_;
    endpoint::BrokerClient broker_;
    crypto::GrantVerifier verifier_;
    endpoint::SessionRun session_;
    std::optional<ByteArray<32>> came_; ///< the key that somebody showed
};

asio::awaitable<Came> until_stopped(const Serve& serve)
{
    co_await endpoint::stop_signal(serve.end_at_hangup);
    co_return Came::stopped;
}

/// Who is waited for then comes under the new ones.
asio::awaitable<Came> until_rules_change(Serve& serve)
{
    co_await serve.rules.changed();
    co_return Came::rules_changed;
}

asio::awaitable<Came> pause_for(std::chrono::seconds time)
{
    asio::steady_timer timer{co_await asio::this_coro::executor, time};
    co_await timer.async_wait(asio::use_awaitable);
    co_return Came::refused;
}

/// A signal during a session ends that in order first.
class StopFlag {
public:
    StopFlag(const asio::any_io_executor& executor, bool at_hangup) : signals_{executor, SIGINT, SIGTERM}
    {
        if (at_hangup)
            signals_.add(SIGHUP);
        signals_.async_wait([flag = stopped_](const boost::system::error_code& error, int) {
            if (!error)
                *flag = true;
        });
    }
    [[nodiscard]] bool stopped() const { return *stopped_; }

private:
    std::shared_ptr<bool> stopped_ = std::make_shared<bool>(false);
    asio::signal_set signals_;
};

/// What the broker says again and again is said once.
void complain(Serve& serve, std::string& last, const UserError& error)
{
    if (last != error.what())
        serve.context.terminal.say(error.what());
    last = error.what();
}

/// What came of one visit; a failure that may pass is said and is none.
asio::awaitable<Came> one_visit(Serve& serve, Visit& visit, std::string& last, std::chrono::seconds& pause)
{
    try {
        const auto came = co_await race(visit.come(), race(until_stopped(serve), until_rules_change(serve)));
        last.clear();
        pause = kLeastPause;
        co_return came;
    } catch (const endpoint::BrokerError& error) {
        if (error.code() == "unauthorized" || error.code() == "identity")
            throw;
        complain(serve, last, error);
        pause = std::min(2 * pause, kMostPause);
    } catch (const UserError& error) {
        complain(serve, last, error);
        pause = kLeastPause;
    }
    co_return Came::refused;
}

asio::awaitable<void> serve_until_stopped(Serve& serve)
{
    const auto strand = co_await asio::this_coro::executor;
    const StopFlag stop{strand, serve.end_at_hangup};
    std::string last;
    for (auto pause = kLeastPause; !stop.stopped();) {
        Visit visit{serve, strand};
        auto came = co_await one_visit(serve, visit, last, pause);
        if (came == Came::met)
            co_await visit.live();
        if (came == Came::refused && !stop.stopped())
            came = co_await race(pause_for(pause), until_stopped(serve));
        if (came == Came::stopped)
            break;
    }
    serve.context.terminal.say(tr("stopped"));
}

/// Settings that make no sense change nothing.
void read_rules_again(Serve& serve, const Options& options)
{
    try {
        AgentSettings settings;
        endpoint::load_endpoint_settings(settings, "cordee-agent", options, serve.context.folders);
        serve.rules.change(rules_of(settings));
        serve.context.terminal.say(tr("the settings were read again"));
    } catch (const UserError& error) {
        serve.context.terminal.say(trf("the former settings stay: {}", error.what()));
    }
}

asio::awaitable<void> serve_and_follow_settings(Serve& serve, const Options& options)
{
    auto follow = [](Serve& to, const Options& from) -> asio::awaitable<void> {
        asio::signal_set hangup{co_await asio::this_coro::executor, SIGHUP};
        for (;;) {
            co_await hangup.async_wait(asio::use_awaitable);
            read_rules_again(to, from);
        }
    };
    if (serve.end_at_hangup)
        co_return co_await serve_until_stopped(serve);
    co_await race(serve_until_stopped(serve), follow(serve, options));
}

} // namespace

int run_serve(Context& context, const Options& options)
{
    AgentSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee-agent", options, context.folders);
    auto rules = rules_of(settings);
    if (!rules.access.allowed())
        throw UsageError{
            std::string{tr("unattended access is off on this computer")},
            std::string{tr("its owner sets unattended.allowed to true, in agent.toml or with --set")}};
    auto packages = endpoint::open_packages(context.folders);
    auto enrolment = endpoint::EnrolmentStore{context.folders.state}.require();
    auto keys = endpoint::DeviceKeyStore{context.folders.state}.load_or_make(context.random);
    endpoint::PairingStore operators{context.folders.state, "operators"};
    if (operators.list().empty())
        context.terminal.say(tr("nobody was paired with this computer yet, so nobody can come"));
    asio::io_context io;
    Serve serve{context,
                {context.terminal, context.clock, context.random, packages,
                 endpoint::find_plugin_host(settings), endpoint::connection_choice(settings)},
                std::move(enrolment),
                std::move(keys),
                {io.get_executor(), context.clock, std::move(rules)},
                operators,
                endpoint::FailureLimit{context.clock}};
    context.terminal.say(trf("{} waits for operators who were paired with it", serve.enrolment.name));
    endpoint::run(io, serve_and_follow_settings(serve, options));
    return 0;
}

} // namespace cordee::agent
