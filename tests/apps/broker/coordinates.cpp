// Distances on the earth, and what light makes of them.
#include "apps/broker/relays/coordinates.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace cordee::broker;

BOOST_AUTO_TEST_SUITE(coordinates)

BOOST_AUTO_TEST_CASE(distances_are_those_of_the_atlas)
{
    const Coordinates paris{48.857, 2.352};
    const Coordinates new_york{40.713, -74.006};
    const Coordinates auckland{-36.848, 174.763};
    BOOST_TEST(distance_km(paris, new_york) == 5837, boost::test_tools::tolerance(0.005));
    BOOST_TEST(distance_km(paris, auckland) == 18530, boost::test_tools::tolerance(0.005));
    BOOST_TEST(distance_km(paris, paris) == 0);
    BOOST_TEST(distance_km({0, 179.9}, {0, -179.9}) < 30);
    BOOST_TEST(distance_km({90, 0}, {-90, 123}) == 20015, boost::test_tools::tolerance(0.001));
}

BOOST_AUTO_TEST_CASE(light_takes_a_hundredth_of_a_millisecond_for_each_kilometre_there_and_back)
{
    BOOST_TEST(least_round_trip_ms(5837) == 58.37, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(likely_round_trip_ms(5837) > least_round_trip_ms(5837));
    BOOST_TEST(least_round_trip_ms(-300) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_place_on_the_earth_is_refused)
{
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const auto infinite = std::numeric_limits<double>::infinity();
    for (const auto wrong : {nan, infinite, -infinite, 1e300, 180.1, -180.1}) {
        BOOST_TEST(!make_coordinates(wrong, 0));
        BOOST_TEST(!make_coordinates(0, wrong));
    }
    BOOST_TEST(!make_coordinates(90.1, 0));
    BOOST_TEST(make_coordinates(-90, 180).has_value());
}

BOOST_AUTO_TEST_CASE(a_radius_that_makes_no_sense_means_anywhere)
{
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    for (const auto wrong : {nan, -1.0, 1e300})
        BOOST_TEST(make_coordinates(0, 0, wrong)->radius_km > 20'000);
    BOOST_TEST(make_coordinates(0, 0, 50)->radius_km == 50);
}

BOOST_AUTO_TEST_SUITE_END()
