#include "apps/relay/quota.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cordee::relay;

BOOST_AUTO_TEST_SUITE(quota)

namespace {

boost::asio::ip::address at(const char* text)
{
    return boost::asio::ip::make_address(text);
}

} // namespace

BOOST_AUTO_TEST_CASE(places_are_counted_and_come_back)
{
    Quota quota{2, 2};
    {
        auto one = quota.take(at("192.0.2.1"));
        const auto two = quota.take(at("192.0.2.2"));
        BOOST_TEST(!quota.take(at("192.0.2.3")));
        BOOST_TEST(quota.taken() == 2U);
        one.reset();
        BOOST_TEST(quota.take(at("192.0.2.3")).has_value());
    }
    BOOST_TEST(quota.taken() == 0U);
}

BOOST_AUTO_TEST_CASE(one_address_cannot_take_all)
{
    Quota quota{10, 1};
    const auto one = quota.take(at("192.0.2.1"));
    BOOST_TEST(!quota.take(at("192.0.2.1")));
    BOOST_TEST(!quota.take(at("::ffff:192.0.2.1")));
    BOOST_TEST(quota.take(at("192.0.2.2")).has_value());
}

BOOST_AUTO_TEST_CASE(a_subscriber_has_many_addresses_of_ipv6)
{
    Quota quota{10, 1};
    const auto one = quota.take(at("2001:db8::1"));
    BOOST_TEST(!quota.take(at("2001:db8::ffff:1")));
    BOOST_TEST(quota.take(at("2001:db8:0:1::1")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
