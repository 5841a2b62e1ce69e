// The load that the broker believes, whatever a relay reports.
#include "apps/broker/relays/relay_load.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace cordee::broker;

namespace {

void assign(RelayLoad& load, int sessions)
{
    for (int i = 0; i < sessions; ++i)
        load.assigned();
}

void report(RelayLoad& load, double sessions, int times)
{
    for (int i = 0; i < times; ++i)
        load.report({sessions, 0.5});
}

} // namespace

BOOST_AUTO_TEST_SUITE(relay_load)

BOOST_AUTO_TEST_CASE(what_was_assigned_since_the_last_report_counts_at_once)
{
    RelayLoad load;
    assign(load, 20);
    report(load, 20, 3);
    assign(load, 5);
    BOOST_TEST(load.believed().sessions == 25);
    load.report({20, 0.5}); // they may not have come yet when it was sent
    BOOST_TEST(load.believed().sessions == 25);
    report(load, 25, 2);
    BOOST_TEST(load.believed().sessions == 25);
    BOOST_TEST(load.believed().busy == 0.5);
}

BOOST_AUTO_TEST_CASE(one_that_plays_idle_is_believed_to_carry_what_the_broker_counts)
{
    RelayLoad load;
    assign(load, 50);
    report(load, 0, 5);
    BOOST_TEST(load.believed().sessions == 50);
    BOOST_TEST(load.believed().reported == 0);
    BOOST_TEST(load.believed().counted == 50);
    BOOST_TEST(load.believed().contradicted);
}

BOOST_AUTO_TEST_CASE(one_that_plays_busy_is_believed_for_a_minute)
{
    RelayLoad load;
    assign(load, 3);
    report(load, 100, 11);
    BOOST_TEST(load.believed().sessions == 100);
    BOOST_TEST(!load.believed().contradicted);
    load.report({100, 1});
    BOOST_TEST(load.believed().sessions == 3);
    BOOST_TEST(load.believed().busy == 0);
    BOOST_TEST(load.believed().contradicted);
    load.report({5, 0.2}); // it found its way back
    BOOST_TEST(load.believed().sessions == 5);
    BOOST_TEST(!load.believed().contradicted);
}

BOOST_AUTO_TEST_CASE(sessions_that_moved_there_untold_are_no_lie)
{
    RelayLoad load;
    assign(load, 40);
    report(load, 75, 30);
    BOOST_TEST(load.believed().sessions == 75);
    BOOST_TEST(!load.believed().contradicted);
}

BOOST_AUTO_TEST_CASE(those_that_left_count_no_longer)
{
    RelayLoad load;
    assign(load, 20);
    report(load, 22, 3);
    load.left();
    load.left();
    BOOST_TEST(load.believed().sessions == 20);
    for (int i = 0; i < 100; ++i)
        load.left();
    BOOST_TEST(load.believed().counted == 0);
    BOOST_TEST(load.believed().sessions >= 0);
}

BOOST_AUTO_TEST_CASE(numbers_without_sense_report_nothing)
{
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const auto infinite = std::numeric_limits<double>::infinity();
    for (const auto wrong : {nan, infinite, -infinite, -5.0, 1e300}) {
        RelayLoad load;
        assign(load, 4);
        load.report({wrong, wrong});
        const auto believed = load.believed();
        BOOST_TEST((believed.sessions >= 4 && believed.sessions < 1e8), wrong);
        BOOST_TEST((believed.busy >= 0 && believed.busy <= 1), wrong);
    }
}

BOOST_AUTO_TEST_SUITE_END()
