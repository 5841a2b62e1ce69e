#include "core/transport/pipe.hpp"

#include "tests/support/hostile_pipe.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(in_memory_pipe)

BOOST_AUTO_TEST_CASE(records_arrive_whole_and_in_order)
{
    asio::io_context io;
    auto [first, second] = make_pipe(io.get_executor());
    run_awaitable(io, [](Connection& a, Connection& b) -> asio::awaitable<void> {
        BOOST_TEST((co_await a.send(as_view("one"))).has_value());
        BOOST_TEST((co_await a.send(as_view("two"))).has_value());
        BOOST_TEST(as_text((co_await b.receive()).value()) == "one");
        BOOST_TEST(as_text((co_await b.receive()).value()) == "two");
        BOOST_TEST((co_await b.send(as_view("back"))).has_value());
        BOOST_TEST(as_text((co_await a.receive()).value()) == "back");
    }(*first, *second));
}

BOOST_AUTO_TEST_CASE(a_full_direction_makes_the_sender_wait)
{
    asio::io_context io;
    auto [first, second] = make_pipe(io.get_executor(), 10);
    bool sent = false;
    asio::co_spawn(
        io,
        [](Connection& a, bool& done) -> asio::awaitable<void> {
            co_await a.send(Bytes(8));
            co_await a.send(Bytes(8));
            done = true;
        }(*first, sent),
        [](std::exception_ptr) {});
    io.poll();
    BOOST_TEST(!sent);
    run_awaitable(io, [](Connection& b) -> asio::awaitable<void> { co_await b.receive(); }(*second));
    io.poll();
    BOOST_TEST(sent);
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_the_end_still_arrives)
{
    asio::io_context io;
    auto [first, second] = make_pipe(io.get_executor());
    run_awaitable(io, [](std::unique_ptr<Connection> a, Connection& b) -> asio::awaitable<void> {
        co_await a->send(as_view("last"));
        a.reset();
        BOOST_TEST(as_text((co_await b.receive()).value()) == "last");
        BOOST_TEST((co_await b.receive()).error() == Errc::closed);
        BOOST_TEST((co_await b.send(as_view("x"))).error() == Errc::closed);
    }(std::move(first), *second));
}

BOOST_AUTO_TEST_CASE(records_have_their_limits)
{
    asio::io_context io;
    auto [first, second] = make_pipe(io.get_executor());
    run_awaitable(io, [](Connection& a) -> asio::awaitable<void> {
        BOOST_TEST((co_await a.send({})).error() == Errc::too_large);
        BOOST_TEST((co_await a.send(Bytes(kMaxRecord + 1))).error() == Errc::too_large);
        BOOST_TEST((co_await a.send(Bytes(kMaxRecord))).has_value());
    }(*first));
}

namespace {

/// What arrives of the records "a", "b", "c".
std::string through(test::Tamper tamper)
{
    asio::io_context io;
    auto [first, second] = test::make_hostile_pipe(io.get_executor(), std::move(tamper));
    std::string out;
    run_awaitable(io, [](Connection& a, Connection& b, std::string& seen) -> asio::awaitable<void> {
        for (const char* each : {"a", "b", "c"})
            co_await a.send(as_view(each));
        a.close();
        while (const auto record = co_await b.receive())
            seen += as_text(*record);
    }(*first, *second, out));
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_hostile_pipe_does_what_it_says)
{
    BOOST_TEST(through(test::honest()) == "abc");
    BOOST_TEST(through(test::edit(1, 0)) == "acc"); // b with its lowest bit flipped
    BOOST_TEST(through(test::drop(1)) == "ac");
    BOOST_TEST(through(test::repeat(0)) == "aabc");
    BOOST_TEST(through(test::swap(0)) == "bac");
    BOOST_TEST(through(test::delay(0, 2)) == "bca");
    BOOST_TEST(through(test::replay(2, 0)) == "aba");
    BOOST_TEST(through(test::cut(2)) == "ab");
}

BOOST_AUTO_TEST_SUITE_END()
