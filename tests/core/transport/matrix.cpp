// Every encapsulation x every port x what firewalls do x with and without a proxy. The relay's ports are five
// of loopback; times are a tenth of the real ones, whose schedule relay_try.cpp computes; the last case is in
// real time.
#include "core/base/task_group.hpp"
#include "core/transport/relay_leg.hpp"
#include "tests/support/fake_relay.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <sstream>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using std::chrono::milliseconds;
using test::FakeProxy;
using test::FakeRelay;
using test::FirewallRules;
using test::Gate;
using test::ProxyManner;
using test::Upgrade;

BOOST_AUTO_TEST_SUITE(matrix)

namespace {

/// Where no other test takes ports, as the relay's own have to be free here too.
constexpr const char* kWall = "127.1.1.2";

constexpr std::size_t kPorts = 5;
const std::vector<Encapsulation> kAll{Encapsulation::native, Encapsulation::https, Encapsulation::http};
const std::vector<Gate> kClosed{Gate::refused, Gate::dropped, Gate::mute};

/// A network: the relay, what stands before it, and perhaps a proxy beside.
struct Network {
    std::string name;
    std::unique_ptr<FakeRelay> relay;
    std::unique_ptr<FakeRelay>
        wall; ///< at the address that is dialled, when only the proxy leads to the relay
    std::unique_ptr<FakeProxy> proxy;
    RelayTarget target;
    DialOptions options;
    std::vector<RelayTry> tries;
    boost::system::error_code failure;
    std::optional<RelayTry> by;
};

DialOptions quick()
{
    DialOptions out;
    out.stagger = milliseconds{15};
    out.websocket_patience = milliseconds{50};
    out.deadline = std::chrono::seconds{20}; // a busy computer is no failure; silence never ends by itself
    return out;
}

void add_proxy(Network& network, asio::io_context& io, test::FakeProxyRules rules = {})
{
    network.proxy = std::make_unique<FakeProxy>(io, std::move(rules));
    network.options.proxy.emplace(Address{"127.0.0.1", network.proxy->port()});
}

std::unique_ptr<Network> make_network(asio::io_context& io, const std::vector<Gate>& gates,
                                      FirewallRules rules = {})
{
    auto out = std::make_unique<Network>();
    out->relay = std::make_unique<FakeRelay>(io, gates, rules);
    out->target = {"relay", "127.0.0.1", out->relay->ports(), kAll};
    out->options = quick();
    return out;
}

/// The relay is behind a proxy, which alone reaches it. Direct, everything is like `wall`.
std::unique_ptr<Network> make_proxied_network(asio::io_context& io, const std::vector<Gate>& gates, Gate wall,
                                              FirewallRules rules = {})
{
    auto out = make_network(io, gates, rules);
    out->wall = std::make_unique<FakeRelay>(io, std::vector<Gate>(gates.size(), wall), FirewallRules{}, kWall,
                                            out->relay->ports());
    out->target.host = kWall;
    add_proxy(*out, io);
    return out;
}

RelayPass pass()
{
    return {"a-ticket", [](View nonce) { return *to_array<32>(nonce); }};
}

asio::awaitable<void> go(Network& network)
{
    network.options.trace = [&](const RelayTry& each) { network.tries.push_back(each); };
    auto reached = co_await reach_relay(network.target, network.options);
    if (!reached) {
        network.failure = reached.error();
        co_return;
    }
    network.by = reached->by;
    auto leg = co_await enter_relay(std::move(*reached), pass());
    BOOST_REQUIRE(leg.has_value());
    const Bytes record(20'000, 7);
    BOOST_TEST((co_await leg->connection->send(record)).has_value());
    const auto back = co_await leg->connection->receive();
    BOOST_TEST((back.has_value() && to_bytes(*back) == record), network.name);
}

asio::awaitable<void> go_all(std::deque<std::unique_ptr<Network>>& networks)
{
    TaskGroup group{co_await asio::this_coro::executor};
    for (auto& network : networks)
        group.spawn(go(*network));
    co_await group.join();
}

std::string told(const Network& network)
{
    std::ostringstream out;
    out << network.name << ": ";
    for (const auto& each : network.tries)
        out << describe(each) << " " << to_string(each.end) << "; ";
    return out.str();
}

bool any_end(const Network& network, TryEnd end)
{
    return std::any_of(network.tries.begin(), network.tries.end(),
                       [&](const auto& each) { return each.end == end; });
}

} // namespace

BOOST_AUTO_TEST_CASE(one_port_and_one_encapsulation_are_enough)
{
    for (const auto encapsulation : kAll)
        for (const auto closed : kClosed) {
            asio::io_context io;
            std::deque<std::unique_ptr<Network>> networks;
            for (std::size_t open = 0; open < kPorts; ++open) {
                std::vector<Gate> gates(kPorts, closed);
                gates[open] = Gate::open;
                FirewallRules rules;
                rules.only = encapsulation;
                networks.push_back(make_network(io, gates, rules));
                networks.push_back(make_proxied_network(io, gates, closed, rules));
                for (std::size_t i = networks.size() - 2; i < networks.size(); ++i)
                    networks[i]->name = std::string{to_string(encapsulation)} + " on port " +
                                        std::to_string(open) + (networks[i]->proxy ? " by proxy" : "") +
                                        ", else " + std::to_string(static_cast<int>(closed));
            }
            run_awaitable(io, go_all(networks));
            for (std::size_t i = 0; i < networks.size(); ++i) {
                const auto& network = *networks[i];
                BOOST_REQUIRE_MESSAGE(network.by.has_value(), told(network));
                BOOST_TEST((network.by->encapsulation == encapsulation), told(network));
                BOOST_TEST(network.by->port == network.target.ports[i / 2], told(network));
                BOOST_TEST((network.by->route == (network.proxy ? Route::proxy : Route::direct)),
                           told(network));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_leads_nowhere_does_not_hide_the_direct_way)
{
    asio::io_context io;
    std::deque<std::unique_ptr<Network>> networks;
    for (const auto manner : {ProxyManner::refuses, ProxyManner::wants_password, ProxyManner::wants_negotiate,
                              ProxyManner::is_foreign, ProxyManner::is_mute}) {
        networks.push_back(make_network(io, std::vector<Gate>(kPorts, Gate::open)));
        test::FakeProxyRules rules;
        rules.manner = manner;
        add_proxy(*networks.back(), io, rules);
    }
    run_awaitable(io, go_all(networks));
    for (const auto& network : networks) {
        BOOST_REQUIRE_MESSAGE(network->by.has_value(), told(*network));
        BOOST_TEST((network->by->route == Route::direct));
    }
}

BOOST_AUTO_TEST_CASE(where_websocket_is_broken_there_is_long_poll)
{
    asio::io_context io;
    std::deque<std::unique_ptr<Network>> networks;
    for (const auto encapsulation : {Encapsulation::http, Encapsulation::https})
        for (const auto upgrade : {Upgrade::declined, Upgrade::hung_up, Upgrade::swallowed})
            for (const bool by_proxy : {false, true}) {
                FirewallRules rules;
                rules.only = encapsulation;
                rules.upgrade = upgrade;
                networks.push_back(by_proxy ? make_proxied_network(io, {Gate::open}, Gate::dropped, rules)
                                            : make_network(io, {Gate::open}, rules));
            }
    run_awaitable(io, go_all(networks));
    for (const auto& network : networks) {
        BOOST_REQUIRE_MESSAGE(network->by.has_value(), told(*network));
        BOOST_TEST(network->by->long_poll, told(*network));
    }
}

BOOST_AUTO_TEST_CASE(when_nothing_is_left_it_is_said_why)
{
    asio::io_context io;
    std::deque<std::unique_ptr<Network>> networks;
    const auto add = [&](std::unique_ptr<Network> network, bool silence) {
        network->options.deadline = silence ? milliseconds{600} : milliseconds{20'000};
        networks.push_back(std::move(network));
    };
    add(make_network(io, std::vector<Gate>(kPorts, Gate::refused)), false);
    add(make_network(io, std::vector<Gate>(kPorts, Gate::dropped)), true);
    add(make_network(io, std::vector<Gate>(kPorts, Gate::mute)), true);
    add(make_network(io, std::vector<Gate>(kPorts, Gate::foreign)), false);
    networks.back()->target.encapsulations = {Encapsulation::native};
    const std::vector<std::pair<ProxyManner, TryEnd>> manners{
        {ProxyManner::refuses, TryEnd::proxy_refused},
        {ProxyManner::wants_password, TryEnd::proxy_password},
        {ProxyManner::wants_negotiate, TryEnd::proxy_scheme},
        {ProxyManner::is_foreign, TryEnd::not_a_proxy}};
    for (const auto& [manner, end] : manners) {
        auto network = make_network(io, std::vector<Gate>(kPorts, Gate::refused));
        test::FakeProxyRules rules;
        rules.manner = manner;
        add_proxy(*network, io, rules);
        add(std::move(network), false);
    }
    add(make_network(io, std::vector<Gate>(kPorts, Gate::refused)), false);
    networks.back()->options.proxy.emplace(Address{"127.0.0.1", networks.front()->target.ports[0]});
    add(make_proxied_network(io, std::vector<Gate>(kPorts, Gate::refused), Gate::refused), false);
    add(make_network(io, {}), false);
    run_awaitable(io, go_all(networks));

    const auto ended = [&](std::size_t i, Errc error, TryEnd end) {
        BOOST_TEST(networks[i]->failure == error,
                   i << " " << networks[i]->failure << " " << told(*networks[i]));
        BOOST_TEST(any_end(*networks[i], end), told(*networks[i]));
    };
    ended(0, Errc::unreachable, TryEnd::refused);
    ended(1, Errc::timed_out, TryEnd::dropped);
    ended(2, Errc::timed_out, TryEnd::silent);
    ended(3, Errc::malformed, TryEnd::not_a_relay);
    ended(4, Errc::unreachable, TryEnd::proxy_refused);
    ended(5, Errc::not_permitted, TryEnd::proxy_password);
    ended(6, Errc::not_permitted, TryEnd::proxy_scheme);
    ended(7, Errc::unreachable, TryEnd::not_a_proxy);
    ended(8, Errc::unreachable, TryEnd::proxy_unreachable);
    ended(9, Errc::unreachable, TryEnd::proxy_found_none);
    BOOST_TEST(networks[10]->failure == Errc::unsupported);
    BOOST_TEST(networks[10]->tries.empty());
}

BOOST_AUTO_TEST_CASE(a_proxy_that_knows_the_name_and_password_lets_pass)
{
    asio::io_context io;
    auto network = make_proxied_network(io, std::vector<Gate>(kPorts, Gate::open), Gate::dropped);
    test::FakeProxyRules rules;
    rules.manner = ProxyManner::wants_password;
    rules.credentials = "QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    network->proxy = std::make_unique<FakeProxy>(io, rules);
    network->options.proxy =
        parse_proxy("http://Aladdin:open%20sesame@127.0.0.1:" + std::to_string(network->proxy->port()))
            .value();
    run_awaitable(io, go(*network));
    BOOST_REQUIRE_MESSAGE(network->by.has_value(), told(*network));
    BOOST_TEST((network->by->route == Route::proxy));
}

BOOST_AUTO_TEST_CASE(whom_no_proxy_names_is_dialled_direct)
{
    asio::io_context io;
    auto network = make_network(io, std::vector<Gate>(kPorts, Gate::open));
    add_proxy(*network, io);
    network->options.no_proxy = {"127.0.0.0/8"};
    run_awaitable(io, go(*network));
    BOOST_TEST(network->by.has_value());
    BOOST_TEST(network->proxy->asked().empty());
}

BOOST_AUTO_TEST_CASE(a_host_that_is_none_is_not_asked_for)
{
    for (const auto* host : {"", "relay.example.org\r\nX-Evil: 1", "a b", "a/b", "::1\r\n"}) {
        asio::io_context io;
        auto network = make_network(io, {Gate::open});
        network->target.host = host;
        run_awaitable(io, go(*network));
        BOOST_TEST(network->failure == Errc::malformed, host);
        BOOST_TEST(network->tries.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_losers_are_closed)
{
    asio::io_context io;
    std::vector<Gate> gates(kPorts, Gate::mute);
    gates.back() = Gate::open;
    auto network = make_network(io, gates);
    network->target.encapsulations = {Encapsulation::native};
    run_awaitable(io, [](Network& in) -> asio::awaitable<void> {
        auto reached = co_await reach_relay(in.target, in.options);
        BOOST_REQUIRE(reached.has_value());
        BOOST_TEST(in.relay->connections() >= 1);
    }(*network));
    run_awaitable(io, [](Network& in) -> asio::awaitable<void> {
        // All are gone with the loser's sockets and the winner that was dropped above.
        while (in.relay->connections() > static_cast<int>(kPorts) - 1)
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }(*network));
    for (const auto& each : network->tries)
        BOOST_TEST((each.end == TryEnd::beaten || each.end == TryEnd::reached), told(*network));
}

BOOST_AUTO_TEST_CASE(the_leg_knows_where_datagrams_go)
{
    asio::io_context io;
    auto network = make_network(io, {Gate::open});
    run_awaitable(io, [](Network& in) -> asio::awaitable<void> {
        for (const auto encapsulation : kAll) {
            in.target.encapsulations.assign(1, encapsulation);
            auto leg =
                (co_await enter_relay((co_await reach_relay(in.target, in.options)).value(), pass())).value();
            BOOST_TEST(leg.udp.value().port() == 11438);
            BOOST_TEST(leg.udp.value().address().to_string() == "127.0.0.1");
            BOOST_TEST(leg.udp_token[15] == 5);
            BOOST_TEST(leg.name == "127.0.0.1:" + std::to_string(in.target.ports[0]) + " " +
                                       std::string{to_string(encapsulation)});
        }
    }(*network));
}

BOOST_AUTO_TEST_CASE(in_real_time_with_all_but_the_last_try_dropped)
{
    asio::io_context io;
    std::deque<std::unique_ptr<Network>> networks;
    for (const bool by_proxy : {false, true})
        for (const auto encapsulation : kAll) {
            std::vector<Gate> gates(kPorts, Gate::dropped);
            gates.back() = Gate::open;
            FirewallRules rules;
            rules.only = encapsulation;
            rules.upgrade = Upgrade::swallowed;
            networks.push_back(by_proxy ? make_proxied_network(io, gates, Gate::dropped, rules)
                                        : make_network(io, gates, rules));
            auto proxy = networks.back()->options.proxy;
            networks.back()->options = {};
            networks.back()->options.proxy = std::move(proxy);
            networks.back()->options.deadline = std::chrono::seconds{20};
        }
    run_awaitable(io, go_all(networks));
    for (const auto& network : networks) {
        BOOST_REQUIRE_MESSAGE(network->by.has_value(), told(*network));
        const auto whole = network->by->began + network->by->took;
        BOOST_TEST_MESSAGE(describe(*network->by) << ": " << whole.count() << " ms");
        BOOST_TEST((whole < milliseconds{3000}), describe(*network->by)
                                                     << " took " << whole.count() << " ms");
    }
}

BOOST_AUTO_TEST_SUITE_END()
