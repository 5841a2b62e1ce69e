#include "core/endpoint/session_run.hpp"

#include "core/base/printable.hpp"

namespace cordee::endpoint {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> tell(BrokerClient& broker, SessionId session, json::Object acts)
{
    co_await broker.tell_audit(session, acts);
}

} // namespace

SessionRun::SessionRun(const asio::any_io_executor& strand, const Surroundings& around, BrokerClient& broker,
                       crypto::GrantVerifier& verifier, PathLimits limits)
    : strand_{strand}, around_{around}, broker_{broker}, verifier_{verifier}, limits_{std::move(limits)},
      dialer_{strand, around.connection.network}
{
    const auto& network = around.connection.network;
    auto socket = transport::DatagramSocket::open(strand, {0, network.loopback});
    if (!socket)
        return;
    // Without direct connections it serves for the relay alone, and nobody is told where it is.
    auto known = network.direct && !limits_.admits
                     ? transport::own_candidates(socket->local_port(), network.loopback)
                     : std::vector<std::string>{};
    datagrams_.emplace(std::move(*socket), std::move(known), network.loopback);
}

Candidates SessionRun::candidates() const
{
    Candidates out;
    for (const auto& text : dialer_.own_candidates())
        if (const auto address = transport::parse_address(text))
            out.push_back(*address);
    return out;
}

PathConfig SessionRun::path_config(Meeting& meeting, session::Role self)
{
    PathConfig out;
    out.initiator = is_initiator(meeting.way, self);
    out.offer = std::move(meeting.connection);
    out.ports = around_.connection.ports;
    out.encapsulations = around_.connection.encapsulations;
    out.admits = limits_.admits;
    out.relays = limits_.relays;
    out.refill = [this, session = meeting.session, attempt = meeting.attempt](const WayNews& news) {
        return broker_.tickets(session, attempt, news);
    };
    return out;
}

asio::awaitable<void> SessionRun::meet(Meeting meeting, OwnSide own)
{
    self_ = own.role;
    auto grant = accept_grant(meeting, verifier_);
    finder_ = std::make_unique<PathFinder>(strand_, dialer_, path_config(meeting, own.role), around_.clock);
    auto met = co_await endpoint::meet(meeting, std::move(grant), own, *finder_, around_.random);
    met_.emplace(std::move(met));
}

asio::awaitable<void> SessionRun::live(Options options, std::optional<Wish> wish)
{
    const auto session_id = met_->established.session;
    PluginModules::Fetch fetch = [this](WantedModule wanted) {
        return fetch_module(broker_, around_.packages, std::move(wanted),
                            {&around_.terminal, &around_.clock});
    };
    AuditReporter told{strand_, around_.clock, around_.random,
                       [this, session_id](json::Object acts) { return tell(broker_, session_id, acts); }};
    auto of_modules = modules_config(std::move(fetch), options);
    of_modules.told = &told;
    PluginModules modules{strand_, std::move(of_modules)};
    std::optional<ToldConsent> consent;
    if (options.consent != nullptr)
        consent.emplace(*options.consent, told);
    LiveConfig config{self_,     std::move(options.policy), modules,       options.consent,
                      verifier_, around_.terminal,          around_.clock, around_.random};
    config.paths = finder_.get();
    config.path_rank = met_->path_rank;
    config.path_datagrams = met_->datagrams;
    config.datagrams = datagrams_ && limits_.relays ? &*datagrams_ : nullptr;
    config.timing.patience = around_.connection.patience;
    config.login = options.login;
    config.pairing = options.pairing;
    config.compare_digits = options.compare_digits;
    config.company = options.company;
    config.rules = std::move(options.rules);
    config.end_at_hangup = options.end_at_hangup;
    config.told = &told;
    config.asked = consent ? &*consent : nullptr;
    config.beside = [this] { return finder_->keep_stocked(); };
    config.watch = [this, session_id](std::uint64_t seq) { return broker_.watch(session_id, seq); };
    LiveSession session{strand_, std::move(*met_), std::move(config)};
    std::optional<UserError> failed;
    try {
        co_await session.run(std::move(wish));
    } catch (const UserError& error) {
        failed = error;
    }
    co_await modules.close();
    co_await told.finish();
    if (failed)
        throw UserError{*failed};
}

PluginModules::Config SessionRun::modules_config(PluginModules::Fetch fetch, const Options& options) const
{
    PluginModules::Config out{around_.plugin_host, std::move(fetch), around_.terminal, around_.clock,
                              around_.modules};
    const auto& grant = met_->grant;
    out.about.session = to_hex(met_->established.session);
    if (const auto* part = session::find_part(grant, "operator")) {
        out.about.operator_name = printable(part->name);
        out.about.organisation = printable(part->org);
    }
    if (const auto* part = session::find_part(grant, "agent"))
        out.about.agent_name = printable(part->name);
    if (out.about.agent_name.empty() && self_ == session::Role::operator_)
        out.about.agent_name = printable(met_->established.peer.name);
    out.allowed_beforehand = options.consent != nullptr && options.consent->allowed_beforehand();
    return out;
}

} // namespace cordee::endpoint
