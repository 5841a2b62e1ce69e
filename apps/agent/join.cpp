#include "apps/agent/join.hpp"

#include "apps/agent/colleagues.hpp"
#include "apps/agent/pairing.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/device_keys.hpp"
#include "core/endpoint/login_watch.hpp"
#include "core/endpoint/relay_probes.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/session_run.hpp"
#include "core/endpoint/shared_terminal.hpp"
#include "core/endpoint/stop_signal.hpp"
#include "core/endpoint/way_in.hpp"

namespace cordee::agent {
namespace {

namespace asio = boost::asio;

struct Join {
    Context& context;
    endpoint::WayIn way;
    endpoint::KnownBroker broker;
    endpoint::Surroundings around;
    endpoint::ConsentPrompt& consent;
    session::DevicePolicy policy;
    std::string name;
    std::optional<std::vector<std::string>> accept{};
    bool pairing_allowed = false;
    bool compare_digits = false;
};

endpoint::OwnSide own_side(const Join& join, crypto::X25519KeyPair key)
{
    endpoint::OwnSide own;
    own.role = session::Role::agent;
    own.key = std::move(key);
    own.name = join.name;
    own.credential = [&way = join.way] { return way.credential(); };
    return own;
}

/// A computer that is enrolled or paired is known by its lasting key, any other one by a key for this
/// session.
crypto::X25519KeyPair own_key(Context& context)
{
    if (auto keys = endpoint::DeviceKeyStore{context.folders.state}.load())
        return std::move(keys->exchange);
    return crypto::make_x25519_key_pair(context.random);
}

/// False when the person stopped it.
asio::awaitable<bool> meet(Join& join, endpoint::SessionRun& run, endpoint::BrokerClient& broker,
                           crypto::X25519KeyPair key)
{
    auto& context = join.context;
    auto candidates = run.candidates();
    auto meeting =
        co_await endpoint::meeting_of(join.way, broker, key.public_key, join.name, std::move(candidates));
    endpoint::KnownBrokerStore{context.folders.state}.remember(join.broker);
    context.terminal.say(join.way.code ? tr("the code is known; connecting with the operator")
                                       : tr("the link is accepted; connecting with the operator"));
    auto own = own_side(join, std::move(key)); // GCC 12 destroys temporaries of a co_await twice
    co_await run.meet(std::move(meeting), std::move(own));
    co_return true;
}

/// What there is after the broker was first asked.
struct Arrival {
    std::optional<crypto::GrantVerifier> verifier;
    std::optional<endpoint::SessionRun> run;
};

asio::awaitable<bool> arrive(Join& join, Arrival& arrival, endpoint::BrokerClient& broker,
                             crypto::X25519KeyPair key)
{
    auto keys = co_await broker.grant_keys();
    arrival.verifier.emplace(std::move(keys), join.context.clock);
    arrival.run.emplace(co_await asio::this_coro::executor, join.around, broker, *arrival.verifier);
    co_return co_await meet(join, *arrival.run, broker, std::move(key));
}

asio::awaitable<bool> stopped_first()
{
    co_await endpoint::stop_signal();
    co_return false;
}

asio::awaitable<void> join_session(Join& join)
{
    auto& context = join.context;
    const auto strand = co_await asio::this_coro::executor;
    const auto http = context.connect(join.broker.address, join.broker.pin);
    endpoint::BrokerClient broker{*http, transport::to_string(join.broker.address)};
    endpoint::RelayProbes probes{broker, join.around.connection};
    const auto key = own_key(context);
    Arrival arrival;
    const bool met = co_await endpoint::while_measuring(
        probes, race(arrive(join, arrival, broker, key.clone()), stopped_first()));
    if (!met) {
        context.terminal.say(tr("stopped"));
        co_return;
    }
    auto& run = *arrival.run;
    endpoint::LoginWatch login;
    endpoint::PairingPrompt pairing{pairing_with(context, run.met(), key, join.pairing_allowed)};
    endpoint::SessionRun::Options options{join.policy, &join.consent, &login, &pairing, join.compare_digits};
    Colleagues colleagues{strand,
                          {context, join.broker, join.around, join.policy, join.name, key.clone(),
                           join.accept, *arrival.verifier}};
    options.company = &colleagues;
    std::optional<UserError> failed; // the others stay
    try {
        co_await run.live(std::move(options), std::nullopt);
    } catch (const UserError& error) {
        failed = error;
    }
    co_await colleagues.join();
    if (failed)
        throw UserError{*failed};
}

std::optional<std::vector<std::string>> accepted(const Options& options)
{
    if (!options.has("accept"))
        return std::nullopt;
    return endpoint::parse_accept(options.value("accept"));
}

} // namespace

int run_join(Context& shared, const Options& options)
{
    auto way = endpoint::way_in_from_person(options.positional());
    asio::io_context io;
    endpoint::SharedTerminal terminal{shared.terminal, io.get_executor()};
    Context context{terminal, shared.folders, shared.connect, shared.clock, shared.random};
    endpoint::ConsentPrompt consent{context.terminal, accepted(options)};
    AgentSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee-agent", options, context.folders);
    const auto plugin_host = endpoint::find_plugin_host(settings);
    auto broker = way.link ? endpoint::KnownBroker{way.link->broker, way.link->pin}
                           : broker_of(context, options, settings);
    consent.check_can_answer();
    endpoint::Packages packages{context.folders, endpoint::package_terms(settings), context.clock};
    Join join{context,
              std::move(way),
              std::move(broker),
              {context.terminal, context.clock, context.random, packages, plugin_host,
               endpoint::connection_choice(settings), endpoint::module_home(settings, context.folders)},
              consent,
              {*settings.denied_modules, *settings.denied_permissions},
              printable(options.value("name", computer_name()), 64),
              accepted(options),
              options.has("allow-pairing"),
              options.has("words")};
    endpoint::run(io, join_session(join));
    return 0;
}

} // namespace cordee::agent
