// Datagrams between the two sides of a pair, and between nobody else.
#include "apps/relay/datagrams.hpp"

#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::udp;
using relay::Datagrams;
using test::Carrier;
using test::RelayFixture;

namespace {

struct RelayedDatagramsFixture {
    asio::io_context io;
    Datagrams datagrams{io.get_executor()};
    udp::endpoint at;

    RelayedDatagramsFixture()
    {
        BOOST_REQUIRE(!datagrams.open(asio::ip::address_v4::loopback(), 0));
        at = {asio::ip::address_v4::loopback(), datagrams.port()};
        asio::co_spawn(io, datagrams.run(), [](std::exception_ptr error) { BOOST_TEST(!error); });
    }
    ~RelayedDatagramsFixture()
    {
        datagrams.close();
        settle();
    }
    void settle()
    {
        io.restart();
        while (io.run_for(5ms) != 0)
            continue;
    }
};

/// A socket at one side.
struct Peer {
    udp::socket socket;
    udp::endpoint relay;

    Peer(asio::io_context& io, const udp::endpoint& to)
        : socket{io, udp::endpoint{asio::ip::address_v4::loopback(), 0}}, relay{to}
    {
        socket.non_blocking(true);
    }
    void send(View token, View record)
    {
        auto datagram = to_bytes(token);
        append(datagram, record);
        socket.send_to(asio::buffer(datagram), relay);
    }
    void send(View token, std::string_view record) { send(token, as_view(record)); }
    /// What has arrived, or nothing.
    std::string take()
    {
        std::string out(2000, '\0');
        boost::system::error_code nothing;
        udp::endpoint from;
        out.resize(socket.receive_from(asio::buffer(out), from, 0, nothing));
        if (!nothing)
            BOOST_TEST(from == relay);
        return nothing ? "" : out;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(datagrams_of_pairs, RelayedDatagramsFixture)

BOOST_AUTO_TEST_CASE(each_side_hears_the_other_without_the_token)
{
    Datagrams::Flow flow{datagrams, system_random()};
    const auto first = flow.paired(0);
    const auto second = flow.paired(1);
    BOOST_TEST(first.udp_port == at.port());
    BOOST_TEST((first.udp_token != second.udp_token));
    Peer one{io, at};
    Peer two{io, at};
    one.send(first.udp_token, "too early"); // nobody knows where the other one is
    settle();
    two.send(second.udp_token, "");
    settle();
    BOOST_TEST(one.take() == "");
    BOOST_TEST(two.take() == "");
    one.send(first.udp_token, "there");
    two.send(second.udp_token, "back");
    settle();
    BOOST_TEST(two.take() == "there");
    BOOST_TEST(one.take() == "back");
    BOOST_TEST(flow.forwarded() == 9U);
}

BOOST_AUTO_TEST_CASE(a_side_that_moved_is_followed)
{
    Datagrams::Flow flow{datagrams, system_random()};
    Peer one{io, at};
    Peer two{io, at};
    Peer moved{io, at};
    one.send(flow.paired(0).udp_token, "");
    two.send(flow.paired(1).udp_token, "");
    settle();
    moved.send(flow.paired(1).udp_token, "");
    settle();
    one.send(flow.paired(0).udp_token, "where are you");
    settle();
    BOOST_TEST(moved.take() == "where are you");
    BOOST_TEST(two.take() == "");
}

BOOST_AUTO_TEST_CASE(strangers_get_no_answer_and_change_nothing)
{
    Datagrams::Flow flow{datagrams, system_random()};
    Peer one{io, at};
    Peer two{io, at};
    one.send(flow.paired(0).udp_token, "");
    two.send(flow.paired(1).udp_token, "");
    settle();
    Peer stranger{io, at};
    auto nearly = flow.paired(0).udp_token;
    nearly[15] ^= 1U;
    stranger.send(nearly, "guessed");
    stranger.send(wire::UdpToken{}, "zeros");
    stranger.send({}, "");
    stranger.send({}, "short");
    stranger.send(View{flow.paired(0).udp_token}.first(15), "");
    settle();
    BOOST_TEST(stranger.take() == "");
    BOOST_TEST(one.take() == "");
    BOOST_TEST(two.take() == "");
    two.send(flow.paired(1).udp_token, "still here");
    settle();
    BOOST_TEST(one.take() == "still here");
}

BOOST_AUTO_TEST_CASE(lengths_at_their_edges) // SEC-26
{
    Datagrams::Flow flow{datagrams, system_random()};
    Peer one{io, at};
    Peer two{io, at};
    two.send(flow.paired(1).udp_token, "");
    settle();
    for (const std::size_t size : {1U, 1200U, 1201U, 1400U}) {
        one.send(flow.paired(0).udp_token, Bytes(size, 'x'));
        settle();
        BOOST_TEST(two.take().size() == (size <= relay::kMaxDatagram ? size : 0)); // never more than came
    }
}

BOOST_AUTO_TEST_CASE(a_token_lives_as_long_as_its_pair)
{
    Peer one{io, at};
    Peer two{io, at};
    wire::UdpToken first{};
    {
        Datagrams::Flow flow{datagrams, system_random()};
        first = flow.paired(0).udp_token;
        one.send(first, "");
        two.send(flow.paired(1).udp_token, "");
        settle();
        BOOST_TEST(datagrams.tokens() == 2U);
    }
    BOOST_TEST(datagrams.tokens() == 0U);
    one.send(first, "late");
    settle();
    BOOST_TEST(two.take() == "");
}

BOOST_AUTO_TEST_CASE(pairs_do_not_mix)
{
    Datagrams::Flow flow{datagrams, system_random()};
    Datagrams::Flow other{datagrams, system_random()};
    Peer one{io, at};
    Peer two{io, at};
    Peer elsewhere{io, at};
    two.send(flow.paired(1).udp_token, "");
    elsewhere.send(other.paired(1).udp_token, "");
    settle();
    one.send(flow.paired(0).udp_token, "for two");
    settle();
    BOOST_TEST(two.take() == "for two");
    BOOST_TEST(elsewhere.take() == "");
}

BOOST_AUTO_TEST_CASE(a_relay_without_datagrams_says_so)
{
    Datagrams none{io.get_executor()};
    const Datagrams::Flow flow{none, system_random()};
    BOOST_TEST((flow.paired(0) == wire::RelayPaired{}));
    BOOST_TEST(none.tokens() == 0U);
    BOOST_TEST(none.open(asio::ip::make_address("192.0.2.1"), 0).failed());
    BOOST_TEST(none.port() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(datagrams_at_a_relay)

BOOST_AUTO_TEST_CASE(a_pair_by_any_carrier_has_them)
{
    RelayFixture relay;
    for (const auto carrier : test::kCarriers) {
        const auto sides = relay.pair(carrier, Carrier::native);
        const udp::endpoint at{asio::ip::address_v4::loopback(), sides.first.paired.udp_port};
        BOOST_TEST(at.port() == relay.relay.datagram_port());
        Peer one{relay.io, at};
        Peer two{relay.io, at};
        two.send(sides.second.paired.udp_token, "");
        std::string heard;
        BOOST_TEST(relay.soon([&] { // it may take a moment until the first has been seen
            one.send(sides.first.paired.udp_token, "voice");
            relay.io.poll();
            heard = two.take();
            return !heard.empty();
        }));
        BOOST_TEST(heard == "voice");
    }
}

BOOST_AUTO_TEST_SUITE_END()
