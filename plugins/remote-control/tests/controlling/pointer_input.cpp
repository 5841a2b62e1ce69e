// The operator's pointer: the newest place wins, and nothing overtakes a button.
#include "controlling/pointer_input.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace cordee::remote;
using namespace std::chrono_literals;

namespace {

struct PointerLog final : PointerSink {
    void send(const InputMessage& message) override { sent.push_back(message); }
    bool blocked() override { return full; }
    std::vector<InputMessage> sent;
    bool full = false;
};

struct PointerDesk {
    PointerLog log;
    PointerInput pointer{log};
    PointerInput::Time now{1s};
    using Sent = std::vector<InputMessage>;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pointer_input, PointerDesk)

BOOST_AUTO_TEST_CASE(the_first_motion_goes_at_once_and_the_rest_is_paced)
{
    pointer.moved({1, 1}, now);
    pointer.moved({2, 2}, now + 1ms);
    pointer.moved({3, 3}, now + 2ms);
    BOOST_TEST((log.sent == Sent{PointerMove{{1, 1}}}));
    BOOST_TEST((pointer.due() == now + PointerInput::kPace));
    pointer.tick(now + 7ms);
    BOOST_TEST(log.sent.size() == 1u);
    pointer.tick(now + 8ms);
    BOOST_TEST((log.sent == Sent{PointerMove{{1, 1}}, PointerMove{{3, 3}}}));
    BOOST_TEST(!pointer.due());
}

BOOST_AUTO_TEST_CASE(a_button_goes_where_it_was_pressed)
{
    pointer.moved({1, 1}, now);
    pointer.moved({2, 2}, now + 1ms);
    pointer.button(1, true, {3, 3}, now + 2ms);
    pointer.button(1, false, {3, 3}, now + 3ms);
    BOOST_TEST((log.sent == Sent{PointerMove{{1, 1}}, PointerMove{{3, 3}}, Button{1, true},
                                 PointerMove{{3, 3}}, Button{1, false}}));
    pointer.tick(now + 1s);
    BOOST_TEST(log.sent.size() == 5u);
}

BOOST_AUTO_TEST_CASE(motion_waits_while_the_path_is_full_and_only_the_newest_remains)
{
    log.full = true;
    for (std::uint16_t i = 0; i < 100; ++i)
        pointer.moved({i, i}, now + i * 10ms);
    BOOST_TEST(log.sent.empty());
    log.full = false;
    pointer.tick(now + 2s);
    BOOST_TEST((log.sent == Sent{PointerMove{{99, 99}}}));
}

BOOST_AUTO_TEST_CASE(the_wheel_gathers_parts_of_a_notch)
{
    pointer.wheel(0, 0.001f, {9, 9}, now);
    BOOST_TEST(log.sent.empty());
    pointer.wheel(0, -1, {9, 9}, now);
    BOOST_REQUIRE(log.sent.size() == 2u);
    BOOST_TEST((log.sent[0] == InputMessage{PointerMove{{9, 9}}}));
    BOOST_TEST(std::abs(std::get<Wheel>(log.sent[1]).y + kWheelNotch) <= 1);
    pointer.wheel(1, 0, {9, 9}, now);
    BOOST_TEST((std::get<Wheel>(log.sent.back()).x == kWheelNotch));
    pointer.wheel(1e30f, 0, {9, 9}, now);
    BOOST_TEST(std::get<Wheel>(log.sent.back()).x == 32767);
}

BOOST_AUTO_TEST_CASE(held_buttons_are_released_once)
{
    pointer.button(1, true, {9, 9}, now);
    pointer.button(3, true, {9, 9}, now);
    log.sent.clear();
    pointer.release_all();
    BOOST_TEST((log.sent == Sent{Button{1, false}, Button{3, false}}));
    pointer.button(1, false, {9, 9}, now);
    BOOST_TEST(log.sent.size() == 2u);
}

BOOST_AUTO_TEST_CASE(places_sent_lately_are_known)
{
    pointer.moved({5, 6}, now);
    BOOST_TEST(pointer.sent_lately({5, 6}));
    BOOST_TEST(!pointer.sent_lately({6, 5}));
    for (std::uint16_t i = 0; i < 64; ++i)
        pointer.moved({i, 1000}, now + (i + 1) * 10ms);
    BOOST_TEST(!pointer.sent_lately({5, 6}));
}

BOOST_AUTO_TEST_SUITE_END()
