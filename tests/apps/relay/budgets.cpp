// What a ticket allows a pair is what it gets, whatever carries it.
#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using test::Carrier;
using test::RelayFixture;
using transport::Connection;

BOOST_AUTO_TEST_SUITE(budgets)

namespace {

constexpr Carrier kTwoCarriers[] = {Carrier::native, Carrier::http};

std::pair<test::Side, test::Side> pair(RelayFixture& relay, Carrier agent,
                                       std::optional<crypto::RelayBudget> of_agent,
                                       std::optional<crypto::RelayBudget> of_operator)
{
    auto one = relay.broker.ticket(1, "agent");
    one.budget = of_agent;
    auto two = relay.broker.ticket(1, "operator");
    two.budget = of_operator;
    const auto first = relay.begin(agent, relay.broker.pass(relay.broker.sign(one)));
    const auto second = relay.begin(Carrier::native, relay.broker.pass(relay.broker.sign(two)));
    BOOST_REQUIRE(!relay.answer(first));
    BOOST_REQUIRE(!relay.answer(second));
    return {std::move(*first->result), std::move(*second->result)};
}

/// Sends until the pair ends, and says how much came through.
asio::awaitable<std::size_t> send_all(Connection& from, Connection& to, std::size_t records)
{
    const std::string record(10'000, 'x');
    std::size_t out = 0;
    for (std::size_t i = 0; i < records; ++i) {
        const auto sent = co_await from.send(as_view(record));
        if (!sent)
            break;
        const auto received = co_await to.receive();
        if (!received)
            break;
        out += received->size();
    }
    co_return out;
}

asio::awaitable<std::size_t> send_for(Connection& from, Connection& to, std::chrono::milliseconds& took)
{
    const auto start = std::chrono::steady_clock::now();
    const auto out = co_await send_all(from, to, 40);
    took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    co_return out;
}

} // namespace

BOOST_DATA_TEST_CASE(bytes_end_the_pair, data::make(kTwoCarriers), carrier)
{
    RelayFixture relay;
    auto [agent, controlling] = pair(relay, carrier, crypto::RelayBudget{0, 0, 0s},
                                     crypto::RelayBudget{200'000, 0, 0s}); // the smaller one counts
    const auto through = run_awaitable(relay.io, send_all(*agent.connection, *controlling.connection, 200));
    BOOST_TEST(through >= 190'000U);
    BOOST_TEST(through <= 400'000U);
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0U; }));
}

BOOST_DATA_TEST_CASE(a_rate_slows_and_ends_nothing, data::make(kTwoCarriers), carrier)
{
    RelayFixture relay;
    auto [agent, controlling] = pair(relay, carrier, crypto::RelayBudget{0, 500'000, 0s}, std::nullopt);
    std::chrono::milliseconds took{0};
    const auto through = run_awaitable(relay.io, send_for(*agent.connection, *controlling.connection, took));
    BOOST_TEST(through == 400'000U);
    BOOST_TEST(took >= 200ms); // 250,000 at once, the rest in 300 ms but for what one turn may overdraw
    BOOST_TEST(relay.relay.sessions() == 1U);
}

BOOST_DATA_TEST_CASE(time_ends_the_pair, data::make(kTwoCarriers), carrier)
{
    RelayFixture relay;
    auto [agent, controlling] = pair(relay, carrier, std::nullopt, crypto::RelayBudget{0, 0, 1s});
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0U; }));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 900ms));
}

BOOST_DATA_TEST_CASE(tickets_that_say_nothing_have_what_the_relay_gives, data::make(kTwoCarriers), carrier)
{
    relay::Limits limits;
    limits.budget.bytes = 100'000;
    RelayFixture relay{limits};
    auto [agent, controlling] = pair(relay, carrier, std::nullopt, std::nullopt);
    BOOST_TEST(run_awaitable(relay.io, send_all(*agent.connection, *controlling.connection, 200)) < 400'000U);
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0U; }));
    auto [free_agent, free_operator] =
        pair(relay, carrier, crypto::RelayBudget{}, crypto::RelayBudget{}); // they say: no limit
    BOOST_TEST(run_awaitable(relay.io, send_all(*free_agent.connection, *free_operator.connection, 60)) ==
               600'000U);
}

BOOST_AUTO_TEST_SUITE_END()
