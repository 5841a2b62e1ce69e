#include "core/transport/check.hpp"

#include "core/base/language.hpp"
#include "core/transport/direct_listener.hpp"
#include "core/transport/try_text.hpp"
#include "tests/support/fake_relay.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using std::chrono::milliseconds;
using test::FakeRelay;
using test::Gate;

BOOST_AUTO_TEST_SUITE(check)

namespace {

RelayTarget target_of(const FakeRelay& relay)
{
    return {"relay",
            "127.0.0.1",
            relay.ports(),
            {Encapsulation::native, Encapsulation::https, Encapsulation::http}};
}

CheckOptions quick()
{
    CheckOptions out;
    out.only_loopback = true;
    out.dial.stagger = milliseconds{5};
    out.dial.websocket_patience = milliseconds{50};
    out.dial.deadline = milliseconds{1000};
    return out;
}

CheckReport checked(const std::vector<Gate>& gates, test::FirewallRules rules = {})
{
    asio::io_context io;
    const FakeRelay relay{io, gates, rules};
    return run_awaitable(io, check_relay(target_of(relay), quick()));
}

std::vector<TryEnd> ends(const CheckReport& report, std::size_t port)
{
    std::vector<TryEnd> out;
    for (const auto& row : report.rows)
        if (row.port == report.relay.ports[port])
            out.push_back(row.end);
    return out;
}

RelayTry a_try(std::uint16_t port, TryEnd end, Route route = Route::direct)
{
    RelayTry out;
    out.port = port;
    out.end = end;
    out.route = route;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_way_has_its_row)
{
    const auto report = checked({Gate::open, Gate::refused, Gate::dropped, Gate::mute, Gate::foreign});
    BOOST_TEST(report.rows.size() == 15u);
    BOOST_TEST((ends(report, 0) == std::vector<TryEnd>(3, TryEnd::reached)));
    BOOST_TEST((ends(report, 1) == std::vector<TryEnd>(3, TryEnd::refused)));
    BOOST_TEST((ends(report, 2) == std::vector<TryEnd>(3, TryEnd::dropped)));
    BOOST_TEST((ends(report, 3) == std::vector<TryEnd>(3, TryEnd::silent)));
    for (const auto end : ends(report, 4))
        BOOST_TEST((end == TryEnd::not_a_relay || end == TryEnd::no_tls), to_string(end));
    BOOST_TEST(working_ports(report) == 1u);
    BOOST_TEST(report.ip.value().to_string() == "127.0.0.1");
    BOOST_TEST((report.udp == UdpEnd::not_tested));
    BOOST_TEST(report.direct_port != 0);
    BOOST_TEST(!report.candidates.empty());
}

BOOST_AUTO_TEST_CASE(long_poll_is_named_where_it_is_what_works)
{
    test::FirewallRules rules;
    rules.upgrade = test::Upgrade::declined;
    for (const auto& row : checked({Gate::open}, rules).rows) {
        BOOST_TEST((row.end == TryEnd::reached));
        BOOST_TEST(row.long_poll == (row.encapsulation != Encapsulation::native));
    }
}

BOOST_AUTO_TEST_CASE(datagrams_that_nobody_sends_back)
{
    asio::io_context io;
    const FakeRelay relay{io, {Gate::open}};
    auto options = quick();
    RelayPass pass;
    pass.ticket = "a-ticket";
    pass.prove = [](View nonce) { return *to_array<32>(nonce); };
    options.passes.emplace(pass, pass);
    options.udp_deadline = milliseconds{50};
    const auto report = run_awaitable(io, check_relay(target_of(relay), options));
    BOOST_TEST((report.udp == UdpEnd::no_answer));
    BOOST_TEST(report.udp_port == 11438);
    const auto help = remedies(report);
    BOOST_TEST(std::any_of(help.begin(), help.end(), [](const auto& each) {
        return each.nft == "nft insert rule inet filter output ip daddr 127.0.0.1 udp dport 11438 accept";
    }));
}

BOOST_AUTO_TEST_CASE(the_rule_that_would_help)
{
    CheckReport report;
    report.relay = {"relay", "relay.example.org; reboot", {443, 80}, {Encapsulation::native}};
    report.ip = asio::ip::make_address("2001:db8::7");
    report.direct_port = kDirectPort;
    report.rows.resize(2);
    report.rows[0].port = 443;
    report.rows[0].end = TryEnd::reached;
    report.rows[1].port = 80;
    report.rows[1].end = TryEnd::dropped;
    auto help = remedies(report);
    BOOST_TEST(help.size() == 2u);
    BOOST_TEST(help[0].nft ==
               "nft insert rule inet filter output ip6 daddr 2001:db8::7 tcp dport { 80 } accept");
    BOOST_TEST(help[0].iptables ==
               "ip6tables -I OUTPUT -p tcp -d 2001:db8::7 -m multiport --dports 80 -j ACCEPT");
    BOOST_TEST(help[1].iptables == "iptables -I INPUT -p tcp --dport 110 -j ACCEPT");
    for (const auto& each : help) // what a broker says never gets into a command
        BOOST_TEST((each.nft + each.iptables).find("reboot") == std::string::npos);
    report.rows[1].end = TryEnd::reached;
    help = remedies(report);
    BOOST_TEST(help.size() == 1u);
}

BOOST_AUTO_TEST_CASE(tries_in_words)
{
    const std::vector<RelayTry> tries{a_try(443, TryEnd::dropped),
                                      a_try(443, TryEnd::cut),
                                      a_try(80, TryEnd::dropped),
                                      a_try(21, TryEnd::dropped),
                                      a_try(443, TryEnd::proxy_refused, Route::proxy),
                                      a_try(80, TryEnd::proxy_refused, Route::proxy)};
    BOOST_TEST(explain(tries) ==
               "port 443: connected, then cut off; ports 80, 21: no answer, as from a firewall; through "
               "the proxy, ports 443, 80: the proxy does not let pass");
    BOOST_TEST(explain(std::vector<RelayTry>{}).empty());
    BOOST_TEST(explain({a_try(443, TryEnd::proxy_password, Route::proxy),
                        a_try(80, TryEnd::proxy_password, Route::proxy)}) ==
               "the proxy did not accept the name and password, or wants some");
}

BOOST_AUTO_TEST_CASE(advice_fits_what_was_found)
{
    const auto advised = [](TryEnd end) { return advice({a_try(443, TryEnd::dropped), a_try(80, end)}); };
    BOOST_TEST(advised(TryEnd::proxy_password).find("connection.proxy") != std::string::npos);
    BOOST_TEST(advised(TryEnd::proxy_scheme).find("Basic") != std::string::npos);
    BOOST_TEST(advised(TryEnd::proxy_unreachable).find("https_proxy") != std::string::npos);
    BOOST_TEST(advised(TryEnd::refused).find("open one of these ports") != std::string::npos);
    BOOST_TEST(advice({a_try(443, TryEnd::refused)}).find("is running") != std::string::npos);
    BOOST_TEST(advice({}).find("allow ports") != std::string::npos);
    for (int end = 0; end <= static_cast<int>(TryEnd::not_a_proxy); ++end) {
        const auto english = explain(static_cast<TryEnd>(end));
        BOOST_TEST(!english.empty());
        BOOST_TEST(tr(english, Language::french) != english);
    }
}

BOOST_AUTO_TEST_SUITE_END()
