// When the remote pointer is drawn into the picture.
#include "controlling/overlay.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::remote;

namespace {

struct Silent final : PointerSink {
    void send(const InputMessage&) override {}
    bool blocked() override { return false; }
};

struct OverlayDesk {
    void report(Point at)
    {
        pointer.at = at;
        ++pointer.place_version;
        overlay.reported(pointer, input, now);
    }
    void move(Point at)
    {
        now += std::chrono::seconds{1};
        input.moved(at, now);
        overlay.moved_here();
    }
    [[nodiscard]] bool visible() const { return overlay.visible(now); }

    Silent sink;
    PointerInput input{sink};
    PointerInput::Time now{};
    RemotePointer pointer;
    OverlayRule overlay;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(overlay_rule, OverlayDesk)

BOOST_AUTO_TEST_CASE(where_it_is_at_the_start_is_no_motion)
{
    report({100, 100});
    BOOST_TEST(!visible());
}

BOOST_AUTO_TEST_CASE(echoes_of_what_was_sent_are_no_motion)
{
    report({100, 100});
    move({1, 1});
    move({2, 2});
    report({1, 1});
    report({2, 2});
    BOOST_TEST(!visible());
}

BOOST_AUTO_TEST_CASE(motion_there_shows_it_until_the_operator_moves)
{
    report({100, 100});
    report({150, 100});
    BOOST_TEST(visible());
    move({3, 3});
    BOOST_TEST(!visible());
    report({3, 3});
    BOOST_TEST(!visible());
}

BOOST_AUTO_TEST_CASE(a_resting_pointer_covers_nothing)
{
    report({100, 100});
    report({150, 100});
    now += OverlayRule::kShown;
    BOOST_TEST(!visible());
    report({151, 100});
    BOOST_TEST(visible());
}

BOOST_AUTO_TEST_CASE(a_known_report_changes_nothing)
{
    report({100, 100});
    report({150, 100});
    move({3, 3});
    overlay.reported(pointer, input, now);
    BOOST_TEST(!visible());
}

BOOST_AUTO_TEST_SUITE_END()
