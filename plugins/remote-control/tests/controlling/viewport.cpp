// Where the remote screen appears in the window.
#include "controlling/viewport.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>

using namespace cordee::remote;

BOOST_AUTO_TEST_SUITE(viewport)

BOOST_AUTO_TEST_CASE(a_screen_that_fits_opens_one_to_one)
{
    BOOST_TEST((first_window_size({1280, 800}, {1920, 1080}) == Size{1280, 800}));
    BOOST_TEST((first_window_size({1920, 1080}, {1920, 1080}) == Size{1920, 1080}));
}

BOOST_AUTO_TEST_CASE(a_larger_screen_is_fitted_in_its_proportions)
{
    BOOST_TEST((first_window_size({3840, 2160}, {1920, 1040}) == Size{1849, 1040}));
    BOOST_TEST((first_window_size({1080, 1920}, {1920, 960}) == Size{540, 960}));
    BOOST_TEST((first_window_size({16384, 1}, {100, 100}) == Size{100, 1}));
}

BOOST_AUTO_TEST_CASE(the_bars_lie_on_both_sides)
{
    BOOST_TEST((Viewport{{100, 100}, {300, 100}}.picture() == Area{100, 0, 100, 100}));
    BOOST_TEST((Viewport{{200, 100}, {200, 300}}.picture() == Area{0, 100, 200, 100}));
    BOOST_TEST((Viewport{{200, 100}, {0, 0}}.picture().empty()));
    BOOST_TEST((Viewport{{0, 0}, {200, 100}}.picture().empty()));
}

BOOST_AUTO_TEST_CASE(at_one_to_one_every_point_is_itself)
{
    const Viewport view{{640, 480}, {640, 480}};
    BOOST_TEST(view.one_to_one());
    for (const int x : {0, 1, 320, 639})
        BOOST_TEST((view.to_remote({x, 7}) == Point{static_cast<std::uint16_t>(x), 7}));
}

BOOST_AUTO_TEST_CASE(points_come_back_to_where_they_were)
{
    // Enlarged: every remote pixel can be reached, and is shown where it is pointed at.
    const Viewport view{{333, 211}, {1000, 700}};
    for (std::uint16_t x = 0; x < 333; ++x)
        BOOST_TEST((view.to_remote(view.to_window({x, 100})) == Point{x, 100}));
}

BOOST_AUTO_TEST_CASE(points_on_the_bars_and_outside_give_the_nearest_pixel)
{
    const Viewport view{{100, 100}, {300, 100}};
    BOOST_TEST((view.to_remote({0, 50}) == Point{0, 50}));
    BOOST_TEST((view.to_remote({299, 50}) == Point{99, 50}));
    BOOST_TEST((view.to_remote({-5000, 90000}) == Point{0, 99}));
    BOOST_TEST(!view.inside({99, 0}));
    BOOST_TEST(view.inside({100, 0}));
}

BOOST_AUTO_TEST_SUITE_END()
