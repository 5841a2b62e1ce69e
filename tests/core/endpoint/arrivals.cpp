// Strangers at the door of a direct listener.
#include "core/endpoint/arrivals.hpp"

#include "core/endpoint/run.hpp"
#include "core/transport/pipe.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;
using namespace std::chrono_literals;

namespace {

namespace asio = boost::asio;
using transport::Connection;
using Ends = std::vector<std::unique_ptr<Connection>>;

std::unique_ptr<Connection> come(Arrivals& arrivals, asio::io_context& context, const std::string& address)
{
    auto pipe = transport::make_pipe(context.get_executor());
    arrivals.add({std::move(pipe.first), "from " + address, {}, asio::ip::make_address(address)});
    return std::move(pipe.second);
}

asio::awaitable<bool> is_closed(Connection& end)
{
    const auto sent = co_await end.send(as_view("?"));
    co_return !sent;
}

} // namespace

BOOST_AUTO_TEST_SUITE(arrivals)

BOOST_AUTO_TEST_CASE(two_of_one_address_are_listened_to_and_eight_in_all)
{
    asio::io_context context;
    Arrivals arrivals{context.get_executor(), 1h};
    Ends ends;
    for (int i = 0; i < 3; ++i)
        ends.push_back(come(arrivals, context, "192.0.2.1"));
    for (int i = 2; i < 10; ++i)
        ends.push_back(come(arrivals, context, "192.0.2." + std::to_string(i)));
    std::vector<bool> closed;
    auto look = [&]() -> asio::awaitable<void> {
        for (const auto& end : ends) {
            const bool now = co_await is_closed(*end);
            closed.push_back(now);
        }
        co_await arrivals.end();
    };
    run(context, look());
    const std::vector<bool> expected{false, false, true,  false, false, false,
                                     false, false, false, true,  true};
    BOOST_TEST(closed == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_one_who_speaks_is_heard_with_what_was_said)
{
    asio::io_context context;
    Arrivals arrivals{context.get_executor(), 1h};
    const auto silent = come(arrivals, context, "192.0.2.1");
    const auto speaking = come(arrivals, context, "192.0.2.2");
    auto meet = [&]() -> asio::awaitable<std::string> {
        (void)co_await speaking->send(as_view("HS1"));
        auto heard = co_await arrivals.first_heard();
        const auto record = co_await heard.connection->receive();
        auto out = heard.name + " " + std::string{as_text(record.value())};
        co_await arrivals.end();
        co_return out;
    };
    BOOST_TEST(run(context, meet()) == "from 192.0.2.2 HS1");
    BOOST_TEST(run(context, is_closed(*silent)));
}

BOOST_AUTO_TEST_CASE(who_says_nothing_in_time_makes_room)
{
    asio::io_context context;
    Arrivals arrivals{context.get_executor(), 1ms};
    Ends ends;
    for (int i = 0; i < 2; ++i)
        ends.push_back(come(arrivals, context, "192.0.2.1"));
    auto again = [&]() -> asio::awaitable<std::string> {
        for (const auto& end : ends)
            (void)co_await end->receive(); // until it is closed
        const auto late = come(arrivals, context, "192.0.2.1");
        (void)co_await late->send(as_view("HS1"));
        auto heard = co_await arrivals.first_heard();
        co_await arrivals.end();
        co_return heard.name;
    };
    BOOST_TEST(run(context, again()) == "from 192.0.2.1");
}

BOOST_AUTO_TEST_SUITE_END()
