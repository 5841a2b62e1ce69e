// The server of the database goes away and comes back, and the disk takes nothing any more.
#include "apps/broker/storage/durability.hpp"
#include "tests/apps/broker/any_database.hpp"
#include "tests/apps/broker/broker_fixture.hpp"
#include "tests/support/run_awaitable.hpp"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/Session.h>
#include <boost/test/unit_test.hpp>

#include <optional>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

/// What a restart of the server does to a broker: every connection of this database ends.
void cut_all(const DatabasePlace& place)
{
    using Poco::Data::Keywords::now;
    Poco::Data::Session other{Poco::Data::PostgreSQL::Connector::KEY,
                              std::get<PostgresPlace>(place).connection};
    // As a list of what to do, not a condition, which might be tried on this session first.
    other << "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
             "application_name = 'cordee-broker'",
        now;
}

boost::test_tools::assertion_result runs_on_postgresql(boost::unit_test::test_unit_id)
{
    return on_postgresql();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(database_loss, BrokerFixture)

BOOST_AUTO_TEST_CASE(a_request_is_refused_and_the_next_one_answered,
                     *boost::unit_test::precondition(runs_on_postgresql))
{
    const auto token = ada();
    cut_all(options.database);
    const auto refused = call("GET", "/api/v1/me", {}, token);
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(refused.code() == "unavailable");
    BOOST_TEST(!refused.text("hint").empty());
    BOOST_TEST(call("GET", "/api/v1/me", {}, token).status == 200);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_lost_its_connection_does_not_go_on_by_another_one,
                     *boost::unit_test::precondition(runs_on_postgresql))
{
    auto& database = broker->database;
    const auto rules = database.query("SELECT position FROM policy_rule").size();
    {
        Database::Transaction transaction{database};
        database.run("DELETE FROM policy_rule");
        cut_all(options.database);
        BOOST_CHECK_THROW(database.run("DELETE FROM installation"), DatabaseUnavailable);
        BOOST_CHECK_THROW(database.run("DELETE FROM installation"), DatabaseUnavailable);
        BOOST_CHECK_THROW(transaction.commit(), std::runtime_error);
    }
    BOOST_TEST(database.query("SELECT position FROM policy_rule").size() == rules);
}

BOOST_AUTO_TEST_CASE(durability_comes_back_with_the_server,
                     *boost::unit_test::precondition(runs_on_postgresql))
{
    auto& database = broker->database;
    database.make_durable();
    cut_all(options.database);
    BOOST_CHECK_THROW(database.make_durable(), DatabaseUnavailable);
    database.make_durable();
}

BOOST_AUTO_TEST_CASE(one_broker_alone_uses_a_database, *boost::unit_test::precondition(runs_on_postgresql))
{
    BOOST_CHECK_THROW(Database{options.database}, UserError);
}

BOOST_AUTO_TEST_CASE(what_was_changed_is_settled_and_a_second_look_does_not_wait)
{
    Durability durability{loop.get_executor(), broker->database};
    ada();
    run_awaitable(loop, durability.settle());
    const auto before = broker->database.changes();
    run_awaitable(loop, durability.settle());
    BOOST_TEST(broker->database.changes() == before);
}

BOOST_AUTO_TEST_CASE(an_answer_waits_until_it_is_settled)
{
    std::vector<std::string> events;
    broker->router.settle_by([&]() -> boost::asio::awaitable<void> {
        events.push_back(broker->database.query("SELECT 1 FROM operator").empty() ? "too early" : "written");
        co_return;
    });
    BOOST_TEST(set_up().status == 201);
    BOOST_TEST(events == std::vector<std::string>{"written"}, boost::test_tools::per_element());
    broker->router.settle_by([]() -> boost::asio::awaitable<void> {
        throw DatabaseUnavailable{"gone"};
        co_return;
    });
    BOOST_TEST(call("GET", "/healthz").status == 503);
}

BOOST_AUTO_TEST_SUITE_END()
