#include "core/transport/direct_dialer.hpp"
#include "core/transport/direct_listener.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using asio::ip::tcp;

BOOST_AUTO_TEST_SUITE(direct)

namespace {

DirectListener open_listener(asio::io_context& io, std::uint16_t port = 0)
{
    return DirectListener::open(io.get_executor(), {port, true}).value();
}

tcp::endpoint place(std::uint16_t port)
{
    return {asio::ip::address_v4::loopback(), port};
}

std::vector<tcp::endpoint> places(std::uint16_t first, std::uint16_t second = 0)
{
    std::vector<tcp::endpoint> out(1, place(first));
    if (second != 0)
        out.push_back(place(second));
    return out;
}

/// A port at which nobody listens.
std::uint16_t closed_port(asio::io_context& io)
{
    return test::loopback_listener(io).local_endpoint().port();
}

} // namespace

BOOST_AUTO_TEST_CASE(records_go_both_ways)
{
    asio::io_context io;
    auto listener = open_listener(io);
    run_awaitable(io, [](DirectListener& at) -> asio::awaitable<void> {
        auto path = (co_await dial_direct(places(at.port()))).value();
        BOOST_TEST(path.name == "direct 127.0.0.1:" + std::to_string(at.port()));
        auto arrival = (co_await at.accept()).value();
        BOOST_TEST(arrival.from.address().is_loopback());
        (void)co_await path.connection->send(as_view("there"));
        BOOST_TEST(as_text((co_await arrival.connection->receive()).value()) == "there");
        (void)co_await arrival.connection->send(as_view("back"));
        BOOST_TEST(as_text((co_await path.connection->receive()).value()) == "back");
    }(listener));
}

BOOST_AUTO_TEST_CASE(the_first_candidate_that_answers_wins)
{
    asio::io_context io;
    auto listener = open_listener(io);
    const auto nobody = closed_port(io);
    run_awaitable(io, [](DirectListener& at, std::uint16_t closed) -> asio::awaitable<void> {
        const auto path = co_await dial_direct(places(closed, at.port()));
        BOOST_TEST(path.value().name.ends_with(":" + std::to_string(at.port())));
        BOOST_TEST((co_await dial_direct(places(closed))).error() == Errc::unreachable);
        BOOST_TEST((co_await dial_direct(std::vector<tcp::endpoint>())).error() == Errc::unreachable);
    }(listener, nobody));
}

BOOST_AUTO_TEST_CASE(a_taken_port_becomes_another_one)
{
    asio::io_context io;
    auto first = open_listener(io);
    auto second = open_listener(io, first.port());
    BOOST_TEST(second.port() != 0);
    BOOST_TEST(second.port() != first.port());
    auto public_one = DirectListener::open(io.get_executor(), {first.port(), false});
    BOOST_TEST(public_one.has_value());
}

BOOST_AUTO_TEST_CASE(ipv4_and_ipv6_on_one_port)
{
    asio::io_context io;
    auto listener = DirectListener::open(io.get_executor(), {0, false}).value();
    run_awaitable(io, [](DirectListener& at) -> asio::awaitable<void> {
        BOOST_TEST((co_await dial_direct(places(at.port()))).has_value());
        BOOST_TEST((co_await at.accept()).has_value());
    }(listener));
}

BOOST_AUTO_TEST_CASE(closing_ends_the_waiting)
{
    asio::io_context io;
    auto listener = open_listener(io);
    asio::post(io, [&] { listener.close(); });
    run_awaitable(io, [](DirectListener& at) -> asio::awaitable<void> {
        BOOST_TEST((co_await at.accept()).error() == Errc::closed);
        BOOST_TEST((co_await at.accept()).error() == Errc::closed);
    }(listener));
}

BOOST_AUTO_TEST_SUITE_END()
