#include "core/transport/check.hpp"

#include "core/base/deadline.hpp"
#include "core/base/race.hpp"
#include "core/transport/candidates.hpp"
#include "core/transport/datagram_socket.hpp"
#include "core/transport/direct_listener.hpp"
#include "core/transport/lookup.hpp"
#include "core/transport/staggered.hpp"

#include <algorithm>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kProbeEvery{200};

std::chrono::milliseconds since(steady_clock::time_point then)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - then);
}

/// Here the first success must not end the others, so nothing is called one.
struct Never {};
constexpr auto kGoOn = Errc::closed;

asio::awaitable<Result<Never>> check_row(const RelayTarget& relay, const DialOptions& dial, PlannedTry plan,
                                         CheckRow& row)
{
    row.route = plan.route;
    row.port = plan.port;
    row.encapsulation = plan.encapsulation;
    auto options = dial;
    options.trace = [&](const RelayTry& each) {
        if (row.end != TryEnd::reached && each.end != TryEnd::beaten) {
            row.end = each.end;
            row.long_poll = each.long_poll;
        }
        if (dial.trace)
            dial.trace(each);
    };
    const auto start = steady_clock::now();
    (void)co_await try_relay(relay, plan, std::move(options));
    row.time = since(start);
    row.long_poll = row.long_poll && row.end == TryEnd::reached;
    co_return kGoOn;
}

asio::awaitable<void> check_rows(const RelayTarget& relay, const DialOptions& dial,
                                 std::vector<CheckRow>& rows)
{
    const auto plans = plan_tries(relay.ports, relay.encapsulations, dial.proxy.has_value(), dial.stagger);
    rows.resize(plans.size());
    std::vector<Lane<Never>> lanes(2);
    for (auto& lane : lanes)
        lane.stagger = dial.stagger;
    for (std::size_t i = 0; i < plans.size(); ++i)
        lanes[plans[i].route == Route::direct ? 1 : 0].attempts.push_back(
            check_row(relay, dial, plans[i], rows[i]));
    (void)co_await first_success(std::move(lanes));
}

asio::awaitable<Result<Never>> enter_into(const RelayTarget& relay, const DialOptions& dial,
                                          const RelayPass& pass, std::optional<RelayLeg>& out)
{
    auto reached = co_await reach_relay(relay, dial);
    if (!reached)
        co_return reached.error();
    auto leg = co_await enter_relay(std::move(*reached), pass);
    if (leg)
        out.emplace(std::move(*leg));
    co_return kGoOn;
}

/// The relay sends nobody anything before it knows where they are, so both sides speak.
asio::awaitable<Result<void>> probe(DatagramSocket& socket, const RelayLeg& from, const RelayLeg& to)
{
    asio::steady_timer pause{co_await asio::this_coro::executor};
    for (;;) {
        (void)socket.send(to.udp_token, {}, *to.udp);
        (void)socket.send(from.udp_token, as_view("probe"), *from.udp);
        pause.expires_after(kProbeEvery);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<Result<void>> await_probe(DatagramSocket& socket)
{
    for (;;) {
        const auto datagram = co_await socket.receive();
        if (!datagram)
            co_return datagram.error();
        if (as_text(datagram->bytes) == "probe")
            co_return Result<void>{};
    }
}

asio::awaitable<void> check_udp(CheckReport& report, const CheckOptions& options)
{
    const auto executor = co_await asio::this_coro::executor;
    std::optional<RelayLeg> one, other;
    auto dial = options.dial;
    dial.trace = {};
    std::vector<Lane<Never>> sides(2);
    sides[0].attempts.push_back(enter_into(report.relay, dial, options.passes->first, one));
    sides[1].attempts.push_back(enter_into(report.relay, dial, options.passes->second, other));
    (void)co_await first_success(std::move(sides));
    if (!one || !other)
        co_return;
    report.udp = UdpEnd::not_offered;
    if (!one->udp || !other->udp)
        co_return;
    report.udp_port = one->udp->port();
    auto socket = DatagramSocket::open(executor);
    if (!socket)
        co_return;
    report.udp = UdpEnd::no_answer;
    const auto start = steady_clock::now();
    auto both = race(await_probe(*socket), probe(*socket, *one, *other));
    if (co_await with_deadline(options.udp_deadline, std::move(both)))
        report.udp = UdpEnd::works;
    report.udp_time = since(start);
}

void check_direct(const asio::any_io_executor& executor, bool only_loopback, CheckReport& report)
{
    DirectListenerOptions options;
    options.only_loopback = only_loopback;
    const auto listener = DirectListener::open(executor, options);
    if (!listener)
        return;
    report.direct_port = listener->port();
    report.candidates = own_candidates(report.direct_port, only_loopback);
}

} // namespace

asio::awaitable<CheckReport> check_relay(RelayTarget relay, CheckOptions options)
{
    const auto executor = co_await asio::this_coro::executor;
    CheckReport report;
    report.relay = std::move(relay);
    check_direct(executor, options.only_loopback, report);
    auto& dial = options.dial;
    if (dial.proxy && is_excepted(dial.no_proxy, report.relay.host))
        dial.proxy.reset();
    const Lookup lookup{executor, report.relay.host};
    co_await check_rows(report.relay, dial, report.rows);
    if (const auto known = lookup.known(); !known.empty())
        report.ip = known.front();
    if (options.passes && working_ports(report) > 0)
        co_await check_udp(report, options);
    co_return report;
}

std::size_t working_ports(const CheckReport& report)
{
    std::vector<std::uint16_t> ports;
    for (const auto& row : report.rows)
        if (row.end == TryEnd::reached && std::find(ports.begin(), ports.end(), row.port) == ports.end())
            ports.push_back(row.port);
    return ports.size();
}

} // namespace cordee::transport
