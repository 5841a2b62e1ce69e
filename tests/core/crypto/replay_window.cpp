#include "core/crypto/replay_window.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <set>

using namespace cordee::crypto;

BOOST_AUTO_TEST_SUITE(replay_window)

// SEC-23
BOOST_AUTO_TEST_CASE(each_counter_is_new_once)
{
    ReplayWindow window;
    BOOST_TEST(!window.highest().has_value());
    for (const std::uint64_t counter : {5u, 0u, 3u, 63u, 64u, 65u, 2000u}) {
        BOOST_TEST(window.is_new(counter));
        BOOST_TEST(window.is_new(counter)); // looking marks nothing
        window.mark(counter);
        BOOST_TEST(!window.is_new(counter));
    }
    BOOST_TEST(window.highest().value() == 2000u);
    BOOST_TEST(window.is_new(1999));
    BOOST_TEST(window.is_new(4));
}

// SEC-23
BOOST_AUTO_TEST_CASE(what_is_older_than_the_window_is_not_new)
{
    for (const std::uint64_t top : {2048ull, 2111ull, 2112ull, 100'000ull, 1ull << 47}) {
        ReplayWindow window;
        window.mark(top);
        BOOST_TEST(window.is_new(top - 2047), top);
        BOOST_TEST(!window.is_new(top - 2048), top);
        window.mark(top - 2048); // changes nothing
        BOOST_TEST(window.highest().value() == top);
        BOOST_TEST(window.is_new(top - 1));
    }
}

// SEC-23: against a set that forgets nothing.
BOOST_AUTO_TEST_CASE(it_agrees_with_a_plain_set)
{
    std::mt19937_64 random{7};
    ReplayWindow window;
    std::set<std::uint64_t> seen;
    std::uint64_t top = 0;
    for (int i = 0; i < 200'000; ++i) {
        const auto dice = random() % 1000;
        const std::uint64_t ahead = dice == 0 ? random() % 10'000 : random() % 40;
        const std::uint64_t behind = random() % 2100;
        const auto counter = dice < 300 ? top + ahead : top - std::min(top, behind);
        const bool expected =
            seen.empty() || counter > top || (top - counter < 2048 && !seen.contains(counter));
        BOOST_REQUIRE(window.is_new(counter) == expected);
        if (!expected)
            continue;
        window.mark(counter);
        seen.insert(counter);
        top = std::max(top, counter);
    }
}

BOOST_AUTO_TEST_SUITE_END()
