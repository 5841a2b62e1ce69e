#include "core/transport/poll_server.hpp"

#include "core/wire/poll.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using namespace cordee;
using namespace cordee::transport;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

Bytes body_of(std::initializer_list<std::string_view> messages)
{
    Bytes out;
    for (const auto message : messages)
        BOOST_TEST(wire::append_poll_message(out, as_view(message)).has_value());
    return out;
}

/// The messages of an answer, with a bar behind each.
std::string text_of(const PollReply& reply)
{
    std::string out;
    if (!reply.body)
        return out;
    for (View rest{*reply.body}; !rest.empty();)
        out += std::string{as_text(wire::take_poll_message(rest).value())} + '|';
    return out;
}

struct PollServerFixture {
    asio::io_context io;
    std::shared_ptr<PollServer> server;
    std::unique_ptr<ServedConnection> connection;

    PollServerFixture() { begin({}); }
    void begin(PollServerOptions options)
    {
        server = std::make_shared<PollServer>(io.get_executor(), options);
        connection = server->connection();
    }

    /// A request that may have to wait.
    using Pending = std::shared_ptr<std::optional<PollReply>>;
    Pending start(asio::awaitable<PollReply> request)
    {
        auto out = std::make_shared<std::optional<PollReply>>();
        asio::co_spawn(
            io,
            [](asio::awaitable<PollReply> of, Pending to) -> asio::awaitable<void> {
                to->emplace(co_await std::move(of));
            }(std::move(request), out),
            [](std::exception_ptr error) { BOOST_TEST(!error); });
        settle();
        return out;
    }
    void settle()
    {
        io.restart();
        while (io.poll() != 0)
            continue;
    }
    PollReply up(std::uint64_t number, Bytes body)
    {
        return run_awaitable(io, server->up(number, std::move(body)));
    }
    PollReply down(std::uint64_t number) { return run_awaitable(io, server->down(number)); }
    std::string receive()
    {
        return run_awaitable(io, [](Connection& from) -> asio::awaitable<std::string> {
            const auto record = co_await from.receive();
            co_return record ? std::string{as_text(*record)} : record.error().message();
        }(*connection));
    }
    bool send(std::string_view record)
    {
        return run_awaitable(io, [](Connection& to, std::string_view text) -> asio::awaitable<bool> {
            co_return (co_await to.send(as_view(text))).has_value();
        }(*connection, record));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(poll_server, PollServerFixture)

BOOST_AUTO_TEST_CASE(records_go_both_ways_in_order)
{
    BOOST_TEST(up(0, body_of({"one", "two"})).status == 204U);
    BOOST_TEST(receive() == "one");
    BOOST_TEST(receive() == "two");
    BOOST_TEST(send("a"));
    BOOST_TEST(send("b"));
    BOOST_TEST(text_of(down(0)) == "a|b|");
    BOOST_TEST(send("c"));
    BOOST_TEST(text_of(down(1)) == "c|");
}

BOOST_AUTO_TEST_CASE(a_repeated_up_is_acknowledged_and_ignored)
{
    BOOST_TEST(up(0, body_of({"one"})).status == 204U);
    BOOST_TEST(up(0, body_of({"one"})).status == 204U);
    BOOST_TEST(receive() == "one");
    BOOST_TEST(up(1, body_of({"two"})).status == 204U);
    BOOST_TEST(up(1, body_of({"another"})).status == 204U);
    BOOST_TEST(receive() == "two");
    BOOST_TEST(up(0, body_of({"one"})).status == 409U);
    BOOST_TEST(up(3, body_of({"four"})).status == 409U);
    BOOST_TEST(up(2, body_of({"three"})).status == 204U);
    BOOST_TEST(receive() == "three");
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_given_again_until_the_next_number_comes)
{
    BOOST_TEST(send("a"));
    BOOST_TEST(text_of(down(0)) == "a|");
    BOOST_TEST(send("b"));
    BOOST_TEST(text_of(down(0)) == "a|");
    BOOST_TEST(text_of(down(0)) == "a|");
    BOOST_TEST(text_of(down(1)) == "b|");
    BOOST_TEST(down(0).status == 409U);
    BOOST_TEST(down(3).status == 409U);
    BOOST_TEST(text_of(down(1)) == "b|");
}

BOOST_AUTO_TEST_CASE(after_nothing_came_the_same_and_the_next_number_are_both_right)
{
    begin({.hold = 1ms});
    BOOST_TEST(down(0).status == 204U);
    BOOST_TEST(send("a"));
    BOOST_TEST(text_of(down(0)) == "a|");
    BOOST_TEST(down(1).status == 204U);
    BOOST_TEST(send("b"));
    BOOST_TEST(text_of(down(2)) == "b|");
}

BOOST_AUTO_TEST_CASE(a_newer_request_takes_the_place_of_one_whose_connection_is_gone)
{
    const auto older = start(server->down(0));
    const auto newer = start(server->down(0));
    BOOST_REQUIRE(older->has_value());
    BOOST_TEST((*older)->status == 409U);
    BOOST_TEST(!newer->has_value());
    BOOST_TEST(send("a"));
    settle();
    BOOST_REQUIRE(newer->has_value());
    BOOST_TEST(text_of(**newer) == "a|");
    BOOST_TEST(text_of(down(0)) == "a|");
}

BOOST_AUTO_TEST_CASE(up_is_not_answered_until_there_is_room)
{
    BOOST_TEST(up(0, body_of({"one"})).status == 204U);
    const auto waiting = start(server->up(1, body_of({"two"})));
    BOOST_TEST(!waiting->has_value());
    const auto stale = start(server->up(0, body_of({"one"}))); // a proxy that repeats what was answered
    BOOST_TEST((*stale)->status == 204U);
    BOOST_TEST(!waiting->has_value());
    const auto again = start(server->up(1, body_of({"two"}))); // on another connection
    BOOST_TEST((*waiting)->status == 409U);
    BOOST_TEST(receive() == "one");
    settle();
    BOOST_REQUIRE(again->has_value());
    BOOST_TEST((*again)->status == 204U);
    BOOST_TEST(receive() == "two");
}

BOOST_AUTO_TEST_CASE(send_waits_for_a_side_that_asks_for_nothing)
{
    bool sent = false;
    asio::co_spawn(
        io,
        [](Connection& to, bool& done) -> asio::awaitable<void> {
            const Bytes record(40'000);
            for (int i = 0; i < 2; ++i)
                co_await to.send(record);
            done = true;
        }(*connection, sent),
        [](std::exception_ptr error) { BOOST_TEST(!error); });
    settle();
    BOOST_TEST(!sent);
    BOOST_TEST(down(0).body->size() == 40'004U);
    settle();
    BOOST_TEST(sent);
    BOOST_TEST(down(1).body->size() == 40'004U);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_none_ends_it)
{
    BOOST_TEST(up(0, Bytes{0, 0, 0, 2, 'x'}).status == 400U);
    BOOST_TEST(server->is_closed());
    BOOST_TEST(up(0, body_of({"one"})).status == 404U);
    BOOST_TEST(down(0).status == 404U);
    BOOST_TEST(receive() == "closed");
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_the_end_still_arrives)
{
    BOOST_TEST(up(0, body_of({"last"})).status == 204U);
    server->end();
    BOOST_TEST(receive() == "last");
    BOOST_TEST(receive() == "closed");
    BOOST_TEST(!send("too late"));
    BOOST_TEST(down(0).status == 404U);
}

BOOST_AUTO_TEST_CASE(the_side_is_told_the_end_after_the_last_record)
{
    BOOST_TEST(send("last"));
    connection->finish();
    BOOST_TEST(!send("more"));
    BOOST_TEST(up(0, body_of({"heard"})).status == 204U);
    BOOST_TEST(text_of(down(0)) == "last|");
    BOOST_TEST(text_of(down(0)) == "last|");
    BOOST_TEST(receive() == "heard");
    BOOST_TEST(down(1).status == 410U);
    BOOST_TEST(receive() == "closed");
}

BOOST_AUTO_TEST_CASE(silence_ends_it)
{
    begin({.silence = 20ms});
    BOOST_TEST(receive() == "closed");
    BOOST_TEST(server->is_closed());
}

BOOST_AUTO_TEST_CASE(hanging_up_answers_who_waits)
{
    const auto waiting = start(server->down(0));
    connection.reset();
    settle();
    BOOST_REQUIRE(waiting->has_value());
    BOOST_TEST((*waiting)->status == 404U);
    settle(); // no timer is left that would keep a program from ending
    BOOST_TEST(io.run_one_for(0ms) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
