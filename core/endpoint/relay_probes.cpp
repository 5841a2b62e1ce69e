#include "core/endpoint/relay_probes.hpp"

#include "core/base/logging.hpp"
#include "core/transport/round_trip.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// The first answer is a guess about where this side is; the second knows what was measured.
constexpr int kRounds = 2;

bool has_relay(const RoundTrips& list, const std::string& id)
{
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.id == id; });
}

void note(RoundTrips& into, MeasuredRelay measured)
{
    const auto known =
        std::find_if(into.begin(), into.end(), [&](const auto& one) { return one.id == measured.id; });
    if (known != into.end())
        *known = std::move(measured);
    else
        into.push_back(std::move(measured));
}

} // namespace

RelayProbes::RelayProbes(BrokerClient& broker, const ConnectionChoice& choice, Measure measure,
                         ProbeTiming timing)
    : broker_{broker}, ports_{choice.ports}, by_proxy_{choice.network.proxy.proxy.has_value()},
      measure_{measure ? std::move(measure) : Measure{transport::measure_round_trip}}, timing_{timing}
{
    broker_.tell_round_trips([this] { return BrokerClient::RoundTripNews{known_, more_soon()}; });
}

RelayProbes::~RelayProbes()
{
    broker_.tell_round_trips({});
}

/// A broker that is slow to say what to measure is not asked again and again meanwhile.
bool RelayProbes::more_soon() const
{
    return measuring_since_ && std::chrono::steady_clock::now() - *measuring_since_ < timing_.soon;
}

asio::awaitable<void> RelayProbes::keep_measuring()
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        if (!by_proxy_)
            co_await measure_once();
        timer.expires_after(timing_.again);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> RelayProbes::measure_once()
{
    measuring_since_ = std::chrono::steady_clock::now();
    RoundTrips measured;
    for (int round = 0; round < kRounds; ++round) {
        auto relays = co_await unmeasured(measured);
        if (relays.empty())
            break;
        co_await measure_all(std::move(relays), measured);
    }
    measuring_since_.reset();
    if (!measured.empty())
        known_ = std::move(measured); // those that are not asked for any more are forgotten
}

asio::awaitable<std::vector<ProbedRelay>> RelayProbes::unmeasured(const RoundTrips& measured)
{
    std::vector<ProbedRelay> out;
    try {
        auto named = co_await broker_.relays_to_probe(measured);
        out = std::move(named.relays);
        inner_ = named.by_inner_broker;
    } catch (const UserError& error) {
        log::debug("no relays to measure: {}", error.what());
    }
    std::erase_if(out, [&](const ProbedRelay& relay) {
        return has_relay(measured, relay.id) || port_of(relay) == 0 || measured.size() >= kMaxRoundTrips;
    });
    co_return out;
}

asio::awaitable<void> RelayProbes::measure_all(std::vector<ProbedRelay> relays, RoundTrips& into)
{
    const auto executor = co_await asio::this_coro::executor;
    std::vector<decltype(asio::co_spawn(executor, measure({}, into), asio::deferred))> all;
    for (auto& relay : relays)
        all.push_back(asio::co_spawn(executor, measure(std::move(relay), into), asio::deferred));
    auto [order, errors] = co_await asio::experimental::make_parallel_group(std::move(all))
                               .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const auto& error : errors)
        if (error)
            std::rethrow_exception(error);
}

/// Known at once, for whoever needs it before the others have answered.
asio::awaitable<void> RelayProbes::measure(ProbedRelay relay, RoundTrips& into)
{
    transport::Address where{relay.host, port_of(relay)};
    const auto took = co_await measure_(std::move(where), timing_.longest, inner_);
    if (!took && took.error() == Errc::not_permitted)
        co_return;
    MeasuredRelay measured{relay.id, std::nullopt};
    if (took)
        measured.round_trip = *took;
    note(into, measured);
    note(known_, std::move(measured));
}

/// The first that this program may use; 0 when there is none.
std::uint16_t RelayProbes::port_of(const ProbedRelay& relay) const
{
    if (ports_.empty())
        return relay.ports.front();
    const auto found = std::find_if(ports_.begin(), ports_.end(), [&](auto port) {
        return std::find(relay.ports.begin(), relay.ports.end(), port) != relay.ports.end();
    });
    return found == ports_.end() ? std::uint16_t{0} : *found;
}

} // namespace cordee::endpoint
