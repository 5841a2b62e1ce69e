// The state that the window shows.
#include "controlling/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <list>

using namespace cordee::remote;

namespace {

struct Stage {
    /// Fills a rectangle of a screen.
    bool fill(Size size, Rect area, std::array<std::uint8_t, 3> colour, bool more = false)
    {
        return scene.apply(
            {++number, size, more, {{area, static_cast<std::uint8_t>(Encoding::solid), colour}}});
    }
    Scene::Changes changes()
    {
        Scene::Changes out;
        scene.look([&](const Picture&, const Scene::Changes& changed) { out = changed; });
        return out;
    }
    std::uint32_t pixel(std::size_t x, std::size_t y)
    {
        std::uint32_t out = 0;
        scene.look([&](const Picture& picture, const Scene::Changes&) { out = picture.at(x, y); });
        return out;
    }
    Scene scene;
    std::uint32_t number = 0;
};

PointerShape shape(std::uint8_t number, std::uint32_t colour)
{
    return {number, {1, 1}, {0, 0}, {colour}};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(scene_state, Stage)

BOOST_AUTO_TEST_CASE(changes_gather_until_somebody_looks)
{
    BOOST_TEST(fill({100, 100}, {0, 0, 10, 10}, {255, 0, 0}));
    BOOST_TEST(fill({100, 100}, {5, 5, 10, 10}, {0, 0, 255}));
    BOOST_TEST(changes().areas.size() == 3u); // the new screen, and two rectangles
    BOOST_TEST(changes().areas.empty());
    BOOST_TEST(pixel(2, 2) == 0xff0000u);
    BOOST_TEST(pixel(6, 6) == 0x0000ffu);
}

BOOST_AUTO_TEST_CASE(many_changes_become_one)
{
    for (std::uint16_t i = 0; i < 500; ++i)
        BOOST_TEST(fill({1000, 10}, {i, 0, 1, 1}, {1, 2, 3}));
    const auto seen = changes();
    BOOST_TEST(seen.areas.size() <= 65u);
}

BOOST_AUTO_TEST_CASE(areas_of_a_former_larger_screen_are_forgotten)
{
    BOOST_TEST(fill({100, 100}, {90, 90, 10, 10}, {1, 2, 3}));
    BOOST_TEST(fill({50, 50}, {0, 0, 5, 5}, {1, 2, 3}));
    const auto seen = changes();
    BOOST_TEST((seen.size == Size{50, 50}));
    for (const auto& area : seen.areas)
        BOOST_TEST(area.inside(seen.size));
}

BOOST_AUTO_TEST_CASE(a_wrong_update_is_refused)
{
    BOOST_TEST(!fill({100, 100}, {95, 0, 10, 10}, {1, 2, 3}));
    BOOST_TEST(!fill({0, 100}, {0, 0, 1, 1}, {1, 2, 3}));
    changes();
}

BOOST_AUTO_TEST_CASE(it_is_live_from_the_first_whole_picture)
{
    BOOST_TEST((scene.standing().condition == Condition::waiting));
    BOOST_TEST(fill({10, 10}, {0, 0, 1, 1}, {1, 2, 3}, true));
    BOOST_TEST((scene.standing().condition == Condition::waiting));
    BOOST_TEST(fill({10, 10}, {0, 0, 1, 1}, {1, 2, 3}));
    BOOST_TEST((scene.standing().condition == Condition::live));
}

BOOST_AUTO_TEST_CASE(after_a_restart_the_old_picture_is_seen_and_nothing_may_be_sent)
{
    BOOST_TEST(fill({10, 10}, {0, 0, 1, 1}, {1, 2, 3}));
    scene.set_mode(Mode::control);
    scene.peer_restarted();
    BOOST_TEST((scene.standing() == Standing{Condition::renewing, Mode::view}));
    BOOST_TEST(pixel(0, 0) == 0x010203u);
}

BOOST_AUTO_TEST_CASE(shapes_are_remembered_until_a_restart)
{
    scene.define_shape(shape(3, 0xff000001));
    scene.define_shape(shape(4, 0xff000002));
    scene.use_shape(3);
    scene.use_shape(60);
    auto pointer = scene.pointer(0);
    BOOST_REQUIRE(pointer.shape);
    BOOST_TEST(pointer.shape->pixels.at(0) == 0xff000001u);
    BOOST_TEST(!scene.pointer(pointer.shape_version).shape);
    scene.peer_restarted();
    scene.use_shape(4);
    BOOST_TEST(!scene.pointer(pointer.shape_version).shape);
}

BOOST_AUTO_TEST_SUITE_END()
