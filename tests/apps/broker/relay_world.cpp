// The choice of relays in a simulated world: near the best possible, and nobody overloaded beside an idle
// one. The full world of 100,000 sessions is `./dev bench relay_world`.
#include "tests/apps/broker/relay_world/world.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>

using namespace cordee::world;

namespace {

/// An afternoon in Europe, a morning in America, as dense as the full world.
Figures afternoon(const Policy& policy)
{
    const auto out = run(policy, {10'000, 4, 12, 25}, 1);
    std::cout << out << std::endl;
    return out;
}

bool near_the_best(const Figures& figures)
{
    return figures.median <= 1.10 && figures.p95 <= 1.25;
}

} // namespace

BOOST_AUTO_TEST_SUITE(relay_world)

BOOST_AUTO_TEST_CASE(the_brokers_choice_is_near_the_best_possible_and_overloads_nobody_beside_an_idle_one)
{
    const auto figures = afternoon(as_the_broker_does());
    BOOST_TEST(figures.breakdowns > 0);
    BOOST_TEST(figures.moved > 0);
    BOOST_TEST(near_the_best(figures));
    BOOST_TEST(figures.needless == 0);
    BOOST_TEST(figures.needless_minutes <= 0.0005 * figures.relay_minutes);
    BOOST_TEST(static_cast<double>(figures.needless_moves) <= 0.02 * static_cast<double>(figures.moved));
}

BOOST_AUTO_TEST_CASE(chance_fails_in_the_same_world)
{
    const auto figures = afternoon(at_random());
    BOOST_TEST(!near_the_best(figures));
    BOOST_TEST(figures.needless > 0);
}

BOOST_AUTO_TEST_CASE(the_nearest_relay_alone_overloads)
{
    BOOST_TEST(afternoon(nearest_only()).needless > 0);
}

BOOST_AUTO_TEST_CASE(believing_what_relays_report_overloads_those_that_lie)
{
    BOOST_TEST(afternoon(believing()).needless > 0);
}

BOOST_AUTO_TEST_CASE(coordinates_without_measurements_miss_the_best)
{
    BOOST_TEST(!near_the_best(afternoon(by_coordinates())));
}

BOOST_AUTO_TEST_SUITE_END()
