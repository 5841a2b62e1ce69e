#include "controlled/encode/scroll.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cordee::remote;

namespace {

Picture noise(Size size)
{
    std::mt19937 random{3};
    Picture out{size};
    for (std::size_t y = 0; y < size.height; ++y)
        for (std::size_t x = 0; x < size.width; ++x)
            out.row(y)[x] = random() & 0xffffff;
    return out;
}

TileSet all(Size size)
{
    TileSet out{size};
    out.add_all();
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_moved_page_is_one_copy)
{
    const auto before = noise({640, 480});
    auto now = before;
    now.copy({0, 20}, {0, 0, 640, 460});
    const auto copies = find_scrolls(before, now, all({640, 480}));
    BOOST_REQUIRE(copies.size() == 1u);
    BOOST_TEST((copies[0].to == Rect{0, 0, 640, 460}));
    BOOST_TEST((copies[0].from == Point{0, 20}));
}

BOOST_AUTO_TEST_CASE(two_panes_may_move_differently)
{
    const auto before = noise({640, 480});
    auto now = before;
    now.copy({0, 30}, {0, 0, 320, 450});
    now.copy({320, 0}, {320, 11, 320, 469});
    const auto copies = find_scrolls(before, now, all({640, 480}));
    BOOST_REQUIRE(copies.size() == 2u);
    BOOST_TEST((copies[0].to == Rect{0, 0, 320, 450}));
    BOOST_TEST((copies[1].to == Rect{320, 11, 320, 469}));
}

BOOST_AUTO_TEST_CASE(nothing_moved_is_no_copy)
{
    const auto before = noise({640, 480});
    BOOST_TEST(find_scrolls(before, before, all({640, 480})).empty());
    BOOST_TEST(find_scrolls(before, Picture{{640, 480}}, all({640, 480})).empty());
}
