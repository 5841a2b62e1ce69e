#include "core/transport/datagram_socket.hpp"

#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using asio::ip::udp;

BOOST_AUTO_TEST_SUITE(datagram_socket)

namespace {

udp::endpoint place(const DatagramSocket& socket)
{
    return {asio::ip::address_v4::loopback(), socket.local_port()};
}

DatagramSocket open_socket(asio::io_context& io, bool only_loopback)
{
    return DatagramSocket::open(io.get_executor(), {0, only_loopback}).value();
}

asio::awaitable<void> exchange(DatagramSocket& a, DatagramSocket& b)
{
    BOOST_TEST(a.send(as_view("token"), as_view("record"), place(b)));
    const auto got = (co_await b.receive()).value();
    BOOST_TEST(as_text(got.bytes) == "tokenrecord");
    BOOST_TEST(got.from == place(a)); // IPv4, though the socket may be of IPv6
    BOOST_TEST(b.send(as_view("back"), got.from));
    BOOST_TEST(as_text((co_await a.receive()).value().bytes) == "back");
}

} // namespace

BOOST_AUTO_TEST_CASE(datagrams_go_both_ways)
{
    for (const bool only_loopback : {true, false}) {
        asio::io_context io;
        auto a = open_socket(io, only_loopback);
        auto b = open_socket(io, only_loopback);
        run_awaitable(io, exchange(a, b));
    }
}

BOOST_AUTO_TEST_CASE(the_longest_passes_and_a_longer_one_does_not)
{
    asio::io_context io;
    auto a = open_socket(io, true);
    auto b = open_socket(io, true);
    const Bytes longest(kMaxDatagram, 7);
    const Bytes longer(kMaxDatagram + 1, 7);
    BOOST_TEST(!a.send(longer, place(b)));
    udp::socket stranger{io, udp::endpoint{asio::ip::address_v4::loopback(), 0}};
    stranger.send_to(asio::buffer(longer), place(b));
    stranger.send_to(asio::const_buffer{}, place(b));
    stranger.send_to(asio::buffer(longest), place(b));
    const auto size = run_awaitable(io, [](DatagramSocket& at) -> asio::awaitable<std::size_t> {
        co_return (co_await at.receive()).value().bytes.size();
    }(b));
    BOOST_TEST(size == kMaxDatagram);
}

BOOST_AUTO_TEST_CASE(sending_to_nobody_ends_nothing_and_closing_does)
{
    asio::io_context io;
    auto a = open_socket(io, true);
    auto gone = place(open_socket(io, true));
    for (int i = 0; i < 10; ++i)
        (void)a.send(as_view("x"), gone);
    auto b = open_socket(io, true);
    run_awaitable(io, exchange(a, b));
    asio::post(io, [&] { a.close(); });
    run_awaitable(io, [](DatagramSocket& at) -> asio::awaitable<void> {
        BOOST_TEST((co_await at.receive()).error() == Errc::closed);
        BOOST_TEST((co_await at.receive()).error() == Errc::closed);
        BOOST_TEST(!at.send(as_view("x"), udp::endpoint{asio::ip::address_v4::loopback(), 9}));
    }(a));
}

BOOST_AUTO_TEST_SUITE_END()
