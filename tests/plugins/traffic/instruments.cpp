// The plugin's instruments: they see what is lost, repeated and late.
#include "checks.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace traffic;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMost = 300;

struct Counted {
    CountCheck check;
    Clock::time_point now{100s};

    void take(std::uint64_t number, Clock::duration after = 10ms)
    {
        now += after;
        check.take(encode_counted(number, kMost), kMost, now);
    }
};

const Window kWindow{Clock::time_point{10s}, Clock::time_point{12s}, Clock::time_point{20s}};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_whole_stream_is_whole, Counted)
{
    for (std::uint64_t number = 0; number < 1000; ++number)
        take(number);
    BOOST_TEST(check.received() == 1000U);
    BOOST_TEST(check.missing() + check.repeated() + check.damaged() == 0U);
    BOOST_TEST(check.gaps().empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_missing_repeated_or_damaged_is_counted, Counted)
{
    for (const std::uint64_t number : {0U, 1U, 4U, 4U, 2U})
        take(number);
    BOOST_TEST(check.missing() == 2U);
    BOOST_TEST(check.repeated() == 2U);
    auto changed = encode_counted(5, kMost);
    changed.back() ^= 1;
    check.take(changed, kMost, now);
    auto shorter = encode_counted(6, kMost);
    shorter.pop_back();
    check.take(shorter, kMost, now);
    check.take(Bytes(3), kMost, now);
    BOOST_TEST(check.damaged() == 3U);
}

BOOST_FIXTURE_TEST_CASE(pauses_are_kept_with_their_times, Counted)
{
    take(0);
    const auto before = now;
    take(1, 700ms);
    take(2, 99ms);
    BOOST_REQUIRE_EQUAL(check.gaps().size(), 1U);
    BOOST_TEST((check.gaps()[0].from == before));
    BOOST_TEST((check.gaps()[0].until == before + 700ms));
}

BOOST_AUTO_TEST_CASE(counted_messages_have_sizes_of_all_kinds)
{
    std::vector<bool> seen(kMost + 1);
    for (std::uint64_t number = 0; number < 3000; ++number)
        seen.at(encode_counted(number, kMost).size()) = true;
    BOOST_TEST(std::count(seen.begin() + 8, seen.end(), true) == static_cast<int>(kMost) - 7);
}

BOOST_AUTO_TEST_CASE(delays_are_of_messages_sent_in_the_measured_time)
{
    DelayCheck check;
    check.take({0, Clock::time_point{11s}}, kWindow, Clock::time_point{13s}); // sent before it
    check.take({1, Clock::time_point{12s}}, kWindow, Clock::time_point{12s + 40ms});
    check.take({2, Clock::time_point{19s}}, kWindow, Clock::time_point{25s}); // arrived after it
    check.take({2, Clock::time_point{19s}}, kWindow, Clock::time_point{26s});
    BOOST_TEST(check.received() == 4U);
    BOOST_TEST(check.repeated() == 1U);
    BOOST_TEST(check.measured() == 2U);
    BOOST_TEST(check.quantile(0, 2) == 40'000);
    BOOST_TEST(check.quantile(1, 2) == 6'000'000);
}

BOOST_AUTO_TEST_CASE(what_never_came_is_slower_than_all_others)
{
    DelayCheck check;
    for (std::uint64_t number = 0; number < 96; ++number)
        check.take({number, Clock::time_point{15s}}, kWindow, Clock::time_point{15s + 50ms});
    BOOST_TEST(check.quantile(0.95, 100) == 50'000);
    BOOST_TEST(check.quantile(0.99, 100) == -1);
    BOOST_TEST(DelayCheck{}.quantile(0.5, 0) == -1);
}

BOOST_AUTO_TEST_CASE(a_rate_is_taken_between_arrivals)
{
    RateCheck check;
    check.take(1000, kWindow, Clock::time_point{11s});
    check.take(1000, kWindow, Clock::time_point{13s}); // its bytes came before
    check.take(1000, kWindow, Clock::time_point{15s});
    check.take(1000, kWindow, Clock::time_point{17s});
    check.take(1000, kWindow, Clock::time_point{21s});
    BOOST_TEST(check.bytes() == 5000U);
    BOOST_TEST(check.bytes_per_second() == 500.0);
}

BOOST_AUTO_TEST_CASE(an_order_is_read_and_what_makes_no_sense_refused)
{
    const auto order = parse_order("settle 1\nseconds 2.5\nvoice both\nbulk controlled\ncount 100\n");
    BOOST_TEST(order.settle.count() == 1.0);
    BOOST_TEST(order.measured.count() == 2.5);
    BOOST_TEST((order.voice == From::both && order.bulk == From::controlled && order.input == From::nobody));
    BOOST_TEST(order.count == 100.0);
    for (const char* wrong : {"voice nobody", "seconds", "seconds x", "video both"})
        BOOST_CHECK_THROW(parse_order(wrong), std::runtime_error);
}
