// serve: this computer waits for operators who were paired with it, and for others while somebody sits at it.
#include "apps/agent/unattended.hpp"
#include "apps/agent/visit.hpp"
#include "core/base/language.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/shared_terminal.hpp"
#include "core/endpoint/stop_signal.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <unistd.h>

namespace cordee::agent {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kLeastPause{1};
constexpr std::chrono::seconds kMostPause{60};

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

UsageError no_terminal()
{
    return UsageError{
        std::string{tr("who was not paired cannot call here: there is no terminal in which six digits could "
                       "be compared")},
        std::string{tr("start cordee-agent serve in a terminal, or set account.allowed to false")}};
}

/// Without a terminal nobody could compare the digits: a service lets in only who was paired.
bool takes_calls(const Context& context, const AgentSettings& settings)
{
    if (!*settings.by_account || context.terminal.interactive())
        return *settings.by_account;
    const auto error = no_terminal();
    context.terminal.say(error.what());
    context.terminal.say(error.hint());
    return false;
}

endpoint::Rules rules_of(const Context& context, const AgentSettings& settings)
{
    return {endpoint::UnattendedPolicy{{*settings.unattended, *settings.days, *settings.hours,
                                        *settings.addresses, takes_calls(context, settings)}},
            {*settings.denied_modules, *settings.denied_permissions}};
}

void say_who_can_come(const Serve& serve)
{
    auto& terminal = serve.context.terminal;
    const auto& name = serve.enrolment.name;
    if (serve.rules.access().allowed(wire::Way::known_device)) {
        if (serve.operators.list().empty())
            terminal.say(tr("nobody was paired with this computer yet, so nobody can come"));
        terminal.say(trf("{} waits for operators who were paired with it", name));
    }
    if (serve.rules.access().allowed(wire::Way::account))
        terminal.say(trf("{} waits for calls of operators of {}", name, serve.enrolment.organisation));
}

/// Settings that make no sense change nothing.
void read_rules_again(Serve& serve, const Options& options)
{
    try {
        AgentSettings settings;
        endpoint::load_endpoint_settings(settings, "cordee-agent", options, serve.context.folders);
        serve.rules.change(rules_of(serve.context, settings));
        serve.around.modules.settings = settings.modules; // for modules that start from now on
        serve.around.modules.files_folder = *settings.files_folder;
        serve.context.terminal.say(tr("the settings were read again"));
    } catch (const UserError& error) {
        serve.context.terminal.say(trf("the former settings stay: {}", error.what()));
    }
}

asio::awaitable<void> serve_and_follow_settings(Serve& serve, const Options& options,
                                                asio::signal_set& hangup)
{
    auto follow = [](Serve& to, const Options& from, asio::signal_set& signal) -> asio::awaitable<void> {
        for (;;) {
            co_await signal.async_wait(asio::use_awaitable);
            read_rules_again(to, from);
        }
    };
    if (serve.end_at_hangup)
        co_return co_await serve_until_stopped(serve);
    co_await race(serve_until_stopped(serve), follow(serve, options, hangup));
}

} // namespace

int run_serve(Context& shared, const Options& options)
{
    asio::io_context io;
    const bool end_at_hangup = ::isatty(STDIN_FILENO) != 0;
    asio::signal_set hangup{io}; // from the start: a reload then must not end the program
    if (!end_at_hangup)
        hangup.add(SIGHUP);
    endpoint::SharedTerminal terminal{shared.terminal, io.get_executor()};
    Context context{terminal, shared.folders, shared.connect, shared.clock, shared.random};
    AgentSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee-agent", options, context.folders);
    if (*settings.by_account && !*settings.unattended && !context.terminal.interactive())
        throw no_terminal();
    auto rules = rules_of(context, settings);
    if (rules.access.ways().empty())
        throw UsageError{std::string{tr("unattended access is off on this computer")},
                         std::string{tr("its owner sets unattended.allowed to true, or account.allowed for "
                                        "calls, in agent.toml or with --set")}};
    endpoint::Packages packages{context.folders, endpoint::package_terms(settings), context.clock};
    auto enrolment = endpoint::EnrolmentStore{context.folders.state}.require();
    auto keys = endpoint::DeviceKeyStore{context.folders.state}.load_or_make(context.random);
    Serve serve{context,
                {context.terminal, context.clock, context.random, packages,
                 endpoint::find_plugin_host(settings), endpoint::connection_choice(settings),
                 endpoint::module_home(settings, context.folders)},
                std::move(enrolment),
                std::move(keys),
                {io.get_executor(), context.clock, std::move(rules)},
                endpoint::PairingStore{context.folders.state, "operators"},
                endpoint::FailureLimit{context.clock},
                end_at_hangup};
    say_who_can_come(serve);
    endpoint::run(io, serve_and_follow_settings(serve, options, hangup));
    return 0;
}

} // namespace cordee::agent
