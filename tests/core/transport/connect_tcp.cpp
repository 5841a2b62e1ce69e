#include "core/transport/connect_tcp.hpp"

#include "tests/support/fake_relay.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(connect_to)

namespace {

tcp::endpoint place(std::uint16_t port)
{
    return {asio::ip::address_v4::loopback(), port};
}

using Connecting = asio::awaitable<Result<tcp::socket>>;

boost::system::error_code outcome(asio::io_context& io, Connecting connecting)
{
    return run_awaitable(io, [](Connecting from) -> asio::awaitable<boost::system::error_code> {
        const auto socket = co_await std::move(from);
        co_return socket ? boost::system::error_code{} : socket.error();
    }(std::move(connecting)));
}

boost::system::error_code connected(asio::io_context& io, std::vector<tcp::endpoint> endpoints)
{
    return outcome(io, connect_first(std::move(endpoints), milliseconds{5}));
}

} // namespace

BOOST_AUTO_TEST_CASE(an_address_that_does_not_answer_does_not_hide_the_next)
{
    asio::io_context io;
    const test::FakeRelay ports{io, {test::Gate::dropped, test::Gate::refused, test::Gate::open}};
    BOOST_TEST(!connected(io, {place(ports.ports()[0]), place(ports.ports()[1]), place(ports.ports()[2])}));
    BOOST_TEST(connected(io, {place(ports.ports()[1])}) == Errc::refused);
    BOOST_TEST(connected(io, {}) == Errc::unreachable);
}

BOOST_AUTO_TEST_CASE(a_name_has_several_addresses)
{
    asio::io_context io;
    auto listener = test::loopback_listener(io); // IPv4 only, while localhost may be ::1 first
    const auto port = listener.local_endpoint().port();
    BOOST_TEST(!outcome(io, connect_tcp({"localhost", port}, std::chrono::seconds{20})));
}

BOOST_AUTO_TEST_CASE(silence_ends_with_the_time)
{
    asio::io_context io;
    const test::FakeRelay ports{io, {test::Gate::dropped}};
    BOOST_TEST(outcome(io, connect_tcp({"127.0.0.1", ports.ports()[0]}, milliseconds{30})) ==
               Errc::timed_out);
}

BOOST_AUTO_TEST_SUITE_END()
