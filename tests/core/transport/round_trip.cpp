#include "core/transport/round_trip.hpp"

#include "tests/support/fake_relay.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

Result<microseconds> measured(boost::asio::io_context& io, Address address, milliseconds time,
                              bool inner = true)
{
    auto keep = [](Address to, milliseconds patience, bool also_inner,
                   Result<microseconds>& into) -> boost::asio::awaitable<void> {
        into = co_await measure_round_trip(std::move(to), patience, also_inner);
    };
    Result<microseconds> out = Errc::internal;
    run_awaitable(io, keep(std::move(address), time, inner, out));
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(round_trips)

BOOST_AUTO_TEST_CASE(a_listener_is_some_time_away)
{
    boost::asio::io_context io;
    const auto listener = test::loopback_listener(io);
    const auto took = measured(io, {"127.0.0.1", listener.local_endpoint().port()}, std::chrono::seconds{20});
    BOOST_REQUIRE(took.has_value());
    BOOST_TEST(took->count() >= 0);
    BOOST_TEST((*took < std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_CASE(what_is_inside_a_network_is_not_looked_at_for_a_broker_outside)
{
    boost::asio::io_context io;
    const auto listener = test::loopback_listener(io);
    const auto port = listener.local_endpoint().port();
    for (const char* inner : {"127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.1.1", "::1", "fe80::1",
                              "fd00::1", "::ffff:10.0.0.1", "0.0.0.0", "::", "localhost.invalid"})
        BOOST_TEST(
            (measured(io, {inner, port}, std::chrono::seconds{20}, false).error() == Errc::not_permitted),
            inner);
}

BOOST_AUTO_TEST_CASE(who_does_not_answer_or_says_no_is_no_distance)
{
    boost::asio::io_context io;
    const test::FakeRelay ports{io, {test::Gate::dropped, test::Gate::refused}};
    BOOST_TEST((measured(io, {"127.0.0.1", ports.ports()[0]}, milliseconds{30}).error() == Errc::timed_out));
    BOOST_TEST((measured(io, {"127.0.0.1", ports.ports()[1]}, std::chrono::seconds{20}).error() ==
                Errc::unreachable));
}

BOOST_AUTO_TEST_SUITE_END()
