// What endpoints tell of a relay, and how little one of them can do with it.
#include "apps/broker/relays/relay_outcomes.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(relay_outcomes)

BOOST_AUTO_TEST_CASE(a_relay_fails_when_several_say_so_and_more_than_say_the_contrary)
{
    RelayOutcomes outcomes;
    const SteadyTime now{1h};
    outcomes.note("a", false, now);
    outcomes.note("b", false, now);
    BOOST_TEST(!is_failing(outcomes.standing(now)));
    outcomes.note("c", false, now);
    BOOST_TEST(is_failing(outcomes.standing(now)));
    for (const auto* source : {"d", "e", "f"})
        outcomes.note(source, true, now);
    BOOST_TEST(!is_failing(outcomes.standing(now)));
}

BOOST_AUTO_TEST_CASE(one_source_is_one_voice)
{
    RelayOutcomes outcomes;
    const SteadyTime now{1h};
    for (int i = 0; i < 1000; ++i)
        outcomes.note("a", false, now);
    BOOST_TEST(outcomes.standing(now).failed == 1);
    BOOST_TEST(!is_failing(outcomes.standing(now)));
    outcomes.note("a", true, now);
    BOOST_TEST(outcomes.standing(now).failed == 0);
    BOOST_TEST(outcomes.standing(now).reached == 1);
}

BOOST_AUTO_TEST_CASE(it_gets_another_chance_after_three_minutes)
{
    RelayOutcomes outcomes;
    const SteadyTime now{1h};
    for (int i = 0; i < 100; ++i)
        outcomes.note(std::to_string(i), false, now);
    BOOST_TEST(is_failing(outcomes.standing(now + 2min)));
    BOOST_TEST(!is_failing(outcomes.standing(now + 3min)));
    BOOST_TEST((outcomes.standing(now + 3min) == Standing{}));
}

BOOST_AUTO_TEST_CASE(the_share_grows_with_what_is_known)
{
    const SteadyTime now{1h};
    RelayOutcomes outcomes;
    BOOST_TEST(failed_share(outcomes.standing(now)) == 0);
    outcomes.note("a", false, now);
    BOOST_TEST(failed_share(outcomes.standing(now)) == 0.2);
    for (int i = 0; i < 96; ++i)
        outcomes.note(std::to_string(i), false, now);
    BOOST_TEST(failed_share(outcomes.standing(now)) > 0.9);
    BOOST_TEST(failed_share(outcomes.standing(now)) < 1);
}

BOOST_AUTO_TEST_CASE(its_memory_is_bounded_and_a_clock_that_stands_or_goes_back_does_no_harm)
{
    RelayOutcomes outcomes;
    const SteadyTime now{1h};
    for (int i = 0; i < 5000; ++i)
        outcomes.note(std::to_string(i), i % 2 == 0, now);
    const auto standing = outcomes.standing(now - 30min);
    BOOST_TEST(standing.failed + standing.reached <= 128);
}

BOOST_AUTO_TEST_SUITE_END()
