#include "apps/broker/http/rate_limiter.hpp"

#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(rate_limiter)

BOOST_AUTO_TEST_CASE(ten_in_a_minute_and_each_key_for_itself)
{
    ManualClock clock;
    RateLimiter limiter{{}, clock};
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(!limiter.refuse("a").has_value());
    BOOST_TEST((limiter.refuse("a") == seconds{60}));
    BOOST_TEST(!limiter.refuse("b").has_value());
    clock.advance(seconds{59});
    BOOST_TEST((limiter.refuse("a") == seconds{1}));
    clock.advance(seconds{1});
    BOOST_TEST(!limiter.refuse("a").has_value());
}

BOOST_AUTO_TEST_CASE(after_five_misses_the_delay_doubles_up_to_a_quarter_of_an_hour)
{
    ManualClock clock;
    RateLimiter limiter{{}, clock};
    for (int i = 0; i < 4; ++i)
        limiter.miss("a");
    BOOST_TEST(!limiter.refuse("a").has_value());
    for (const int expected : {30, 60, 120, 240, 480, 900, 900}) {
        limiter.miss("a");
        BOOST_TEST((limiter.refuse("a") == seconds{expected}));
        clock.advance(seconds{expected});
        BOOST_TEST(!limiter.refuse("a").has_value());
    }
    clock.advance(std::chrono::hours{1});
    limiter.miss("a");
    BOOST_TEST(!limiter.refuse("a").has_value());
}

BOOST_AUTO_TEST_CASE(an_ipv6_network_counts_as_one_address)
{
    BOOST_TEST(address_key("2001:db8::1") == address_key("2001:db8::ffff:1"));
    BOOST_TEST(address_key("2001:db8::1") != address_key("2001:db8:0:1::1"));
    BOOST_TEST(address_key("::ffff:192.0.2.1") == address_key("192.0.2.1"));
    BOOST_TEST(address_key("192.0.2.1") != address_key("192.0.2.2"));
}

BOOST_AUTO_TEST_CASE(its_memory_is_bounded_and_the_newest_are_kept)
{
    ManualClock clock;
    RateLimiter limiter{{}, clock};
    for (int i = 0; i < 10'100; ++i) {
        clock.advance(seconds{0});
        limiter.refuse(std::to_string(i));
    }
    for (int i = 0; i < 5; ++i)
        limiter.miss("10099");
    BOOST_TEST(limiter.refuse("10099").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
