// Behind a load balancer: whom the relay counts, and whom it believes.
#include "tests/apps/relay/crowd.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::Crowd;
using test::RelayFixture;

BOOST_AUTO_TEST_SUITE(proxies)

namespace {

/// As a load balancer sends it for 192.0.2.`last`.
std::string header(std::uint8_t last)
{
    auto bytes = from_hex("0d0a0d0a000d0a515549540a2111000cc0000200c6336407dc0401bb").value();
    bytes[19] = last;
    return std::string{as_text(bytes)};
}

relay::Refusal last_reason(RelayFixture& relay)
{
    const auto counts = relay.relay.snapshot().refused;
    const auto found = std::find_if(counts.begin(), counts.end(), [](auto count) { return count > 0; });
    return static_cast<relay::Refusal>(found - counts.begin());
}

/// The greeting that whoever spoke correctly gets.
bool is_greeted(RelayFixture& relay, tcp::socket& socket)
{
    return run_awaitable(relay.io, [](tcp::socket& from) -> asio::awaitable<bool> {
        ByteArray<wire::kRelayGreetingSize> greeting;
        const auto [error, size] =
            co_await asio::async_read(from, asio::buffer(greeting), asio::as_tuple(asio::use_awaitable));
        co_return !error && wire::decode_relay_greeting(greeting).has_value();
    }(socket));
}

} // namespace

BOOST_AUTO_TEST_CASE(clients_are_counted_one_by_one_behind_a_proxy)
{
    RelayFixture relay{{.entries = 100, .entries_per_address = 1}, 1, {"127.0.0.2"}};
    Crowd crowd{relay};
    for (std::uint8_t client = 1; client <= 20; ++client) {
        crowd.come(2, header(client) + "RLYC");
        BOOST_TEST(is_greeted(relay, crowd.sockets.back()));
    }
    BOOST_TEST(relay.relay.entries() == 20U);
    crowd.come(2, header(1) + "RLYC"); // once more: its first one makes room
    BOOST_TEST(is_greeted(relay, crowd.sockets.back()));
    BOOST_TEST(relay.relay.entries() == 20U);
    BOOST_TEST(relay.soon([&] { return !Crowd::is_here(crowd.sockets.front()); }));
}

BOOST_AUTO_TEST_CASE(http_and_tls_come_behind_the_header_too)
{
    RelayFixture relay{{}, 1, {"127.0.0.0/24"}};
    Crowd crowd{relay};
    crowd.come(2, header(1) + "GET / HTTP/1.1\r\nHost: relay\r\n\r\n");
    const auto page = run_awaitable(relay.io, test::hear_all(crowd.sockets.back()));
    BOOST_TEST(page.starts_with("HTTP/1.1 200"));
}

BOOST_AUTO_TEST_CASE(a_proxy_without_a_header_is_refused)
{
    RelayFixture relay{{}, 1, {"127.0.0.2"}};
    Crowd crowd{relay};
    crowd.come(2, "RLYC and more than sixteen bytes");
    BOOST_TEST(run_awaitable(relay.io, test::hear_all(crowd.sockets.back())).empty());
    BOOST_TEST((last_reason(relay) == relay::Refusal::proxy));
    crowd.come(3, "RLYC");
    BOOST_TEST(is_greeted(relay, crowd.sockets.back())); // is no proxy
}

BOOST_AUTO_TEST_CASE(a_proxy_that_says_nothing_is_not_waited_for)
{
    relay::Limits limits;
    limits.first_byte_time = 30ms;
    RelayFixture relay{limits, 1, {"127.0.0.2"}};
    Crowd crowd{relay};
    crowd.come(2, header(1).substr(0, 20));
    BOOST_TEST(run_awaitable(relay.io, test::hear_all(crowd.sockets.back())).empty());
    BOOST_TEST((last_reason(relay) == relay::Refusal::proxy));
}

BOOST_AUTO_TEST_CASE(connections_whose_header_does_not_come_make_room)
{
    RelayFixture relay{{.entries = 4, .entries_per_address = 4, .first_byte_time = 10min}, 1, {"127.0.0.2"}};
    Crowd crowd{relay};
    for (int i = 0; i < 20; ++i)
        crowd.come(2);
    BOOST_TEST(relay.soon([&] { return !Crowd::is_here(crowd.sockets.front()); }));
    crowd.come(2, header(1) + "RLYC");
    BOOST_TEST(is_greeted(relay, crowd.sockets.back()));
    BOOST_TEST(relay.relay.entries() == 1U);
}

BOOST_AUTO_TEST_CASE(a_header_from_anybody_else_is_garbage)
{
    RelayFixture relay{{}, 1, {"127.0.0.2"}};
    Crowd crowd{relay};
    crowd.come(3, header(1) + "RLYC");
    BOOST_TEST(run_awaitable(relay.io, test::hear_all(crowd.sockets.back())).empty());
    BOOST_TEST((last_reason(relay) == relay::Refusal::garbage));
}

BOOST_AUTO_TEST_SUITE_END()
