// Strangers in numbers, and those who take their time: whoever has a ticket gets in beside them.
#include "tests/apps/relay/crowd.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::Crowd;
using test::RelayFixture;

BOOST_AUTO_TEST_SUITE(floods)

namespace {

constexpr relay::Limits kSmall{.entries = 16, .entries_per_address = 8};

void pairs_up(RelayFixture& relay, std::uint8_t sid)
{
    const auto agent = relay.dial(sid, "agent");
    const auto controlling = relay.dial(sid, "operator");
    BOOST_TEST(!relay.answer(agent));
    BOOST_TEST(!relay.answer(controlling));
}

/// Says one byte after the other, for ever, until the relay hangs up. How long that took.
asio::awaitable<std::chrono::milliseconds> trickle(tcp::endpoint to, std::string begin, char then)
{
    const auto start = std::chrono::steady_clock::now();
    tcp::socket socket{co_await asio::this_coro::executor};
    co_await test::come(socket, to, 2, begin);
    asio::steady_timer pause{socket.get_executor()};
    for (boost::system::error_code gone; !gone;) {
        pause.expires_after(5ms);
        co_await pause.async_wait(asio::use_awaitable);
        std::tie(gone, std::ignore) =
            co_await asio::async_write(socket, asio::buffer(&then, 1), asio::as_tuple(asio::use_awaitable));
    }
    co_return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

} // namespace

BOOST_AUTO_TEST_CASE(connections_that_say_nothing_make_room)
{
    RelayFixture relay{kSmall};
    Crowd crowd{relay};
    for (int i = 0; i < 100; ++i)
        crowd.come(2);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 8U; }));
    for (std::uint8_t address = 10; address < 110; ++address)
        crowd.come(address);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 16U; }));
    pairs_up(relay, 1);
    const auto& refused = relay.relay.snapshot().refused;
    BOOST_TEST(refused.at(static_cast<std::size_t>(relay::Refusal::shed)) >= 184U);
    BOOST_TEST(refused.at(static_cast<std::size_t>(relay::Refusal::full)) == 0U);
    BOOST_TEST(relay.relay.snapshot().pairs == 1U);
}

BOOST_AUTO_TEST_CASE(garbage_of_every_kind_makes_room_too)
{
    RelayFixture relay{kSmall};
    Crowd crowd{relay};
    const std::string garbage[] = {"R",
                                   "RLYC",
                                   "GET / HTTP/1.1\r\n",
                                   "GET ",
                                   "\x16\x03\x01\x02",
                                   "\n",
                                   "POST /cordee/1/poll HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
                                   std::string("RLYC\x00\x10", 6),
                                   std::string(100, '\xff')};
    for (std::uint8_t i = 0; i < 120; ++i)
        crowd.come(static_cast<std::uint8_t>(10 + i), garbage[i % std::size(garbage)]);
    for (std::uint8_t sid = 1; sid < 6; ++sid)
        pairs_up(relay, sid);
    BOOST_TEST(relay.relay.snapshot().pairs == 5U);
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_its_partner_is_not_displaced)
{
    RelayFixture relay{kSmall};
    Crowd crowd{relay};
    const auto agent = relay.waiting(1, "agent");
    for (int round = 0; round < 20; ++round)
        for (std::uint8_t address = 1; address < 20; ++address) // of its own address too
            crowd.come(address);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 16U; }));
    const auto controlling = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(agent));
    BOOST_TEST(!relay.answer(controlling));
}

BOOST_AUTO_TEST_CASE(whoever_waits_by_long_poll_is_not_displaced_either)
{
    RelayFixture relay{kSmall};
    Crowd crowd{relay};
    const auto agent = relay.begin(test::Carrier::http_poll, 1, "agent");
    int quiet = 0; // both its connections have asked for something
    BOOST_TEST(relay.soon([&] { return relay.relay.waiting() == 1U && ++quiet > 20; }));
    BOOST_TEST(relay.relay.entries() == 3U);
    for (int round = 0; round < 20; ++round)
        for (std::uint8_t address = 1; address < 20; ++address)
            crowd.come(address);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 16U; }));
    const auto controlling = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(agent));
    BOOST_TEST(!relay.answer(controlling));
}

BOOST_AUTO_TEST_CASE(a_flood_of_one_address_does_not_hold_up_another)
{
    RelayFixture relay{kSmall};
    Crowd crowd{relay};
    crowd.come(3, "RLYC"); // slow, but honest
    for (int i = 0; i < 300; ++i)
        crowd.come(2);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 9U; }));
    BOOST_TEST(Crowd::is_here(crowd.sockets.front()));
    pairs_up(relay, 1);
}

BOOST_AUTO_TEST_CASE(a_flood_over_several_threads)
{
    RelayFixture relay{kSmall, 3};
    Crowd crowd{relay};
    for (std::uint8_t i = 0; i < 200; ++i)
        crowd.come(static_cast<std::uint8_t>(10 + i), i % 2 == 0 ? "RLYC" : "");
    BOOST_TEST(relay.soon([&] { // all of them have been accepted
        return relay.relay.snapshot().refused.at(static_cast<std::size_t>(relay::Refusal::shed)) == 184U;
    }));
    pairs_up(relay, 1);
    pairs_up(relay, 2);
    BOOST_TEST(relay.relay.entries() <= 16U);
}

BOOST_AUTO_TEST_CASE(wrong_proofs_use_up_no_tickets_and_leave_nothing_behind)
{
    relay::Limits limits;
    limits.used_tickets = 2;
    RelayFixture relay{limits};
    for (int i = 0; i < 50; ++i) {
        const auto token = relay.broker.sign(relay.broker.ticket(1, "agent"));
        transport::RelayPass stolen{token, [](View) { return wire::RelayProof{}; }};
        BOOST_TEST((relay.answer(relay.dial(stolen)) == Errc::refused));
    }
    pairs_up(relay, 1); // there is room for the two that are real
}

BOOST_AUTO_TEST_CASE(the_first_byte_has_a_deadline_of_its_own)
{
    relay::Limits limits;
    limits.first_byte_time = 30ms;
    RelayFixture relay{limits};
    Crowd crowd{relay};
    crowd.come(2);
    BOOST_TEST(run_awaitable(relay.io, test::hear_all(crowd.sockets.front())).empty());
    BOOST_TEST(relay.relay.snapshot().refused.at(static_cast<std::size_t>(relay::Refusal::silent)) == 1U);
    crowd.come(2, "R"); // the rest has more time
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 1U; }));
}

BOOST_AUTO_TEST_CASE(byte_by_byte_nobody_stays_for_ever)
{
    relay::Limits limits;
    limits.entry_time = 60ms;
    RelayFixture relay{limits};
    const std::pair<std::string, char> ways[] = {
        {"RLYC", '\x03'},
        {"GET / HTTP/1.1\r\nX: ", 'a'},
        {"POST /cordee/1/poll HTTP/1.1\r\nContent-Length: 1000\r\n\r\n", 'a'},
        {"\x16\x03\x01\x02", '\x01'}};
    for (const auto& [begin, then] : ways) {
        const auto took = run_awaitable(relay.io, trickle(relay.endpoint, begin, then));
        BOOST_TEST(took >= 50ms, begin);
        BOOST_TEST(took < 5s, begin);
    }
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 0U; }));
}

BOOST_AUTO_TEST_SUITE_END()
