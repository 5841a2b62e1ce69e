#include "apps/relay/trusted_proxies.hpp"

#include "core/base/options.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::relay;

BOOST_AUTO_TEST_SUITE(trusted_proxies)

namespace {

bool trusted(const std::vector<std::string>& list, const char* address)
{
    return TrustedProxies{list}.contains(boost::asio::ip::make_address(address));
}

} // namespace

BOOST_AUTO_TEST_CASE(nobody_is_trusted_who_is_not_named)
{
    BOOST_TEST(!trusted({}, "127.0.0.1"));
    BOOST_TEST(!trusted({"192.0.2.7"}, "192.0.2.8"));
    BOOST_TEST(!trusted({"2001:db8::7"}, "192.0.2.7"));
}

BOOST_AUTO_TEST_CASE(addresses_and_networks_of_either_family)
{
    BOOST_TEST(trusted({"192.0.2.7"}, "192.0.2.7"));
    BOOST_TEST(trusted({"192.0.2.7"}, "::ffff:192.0.2.7")); // as a socket of both families says it
    BOOST_TEST(trusted({"10.0.0.0/8", "2001:db8::/32"}, "10.255.0.1"));
    BOOST_TEST(trusted({"10.0.0.0/8", "2001:db8::/32"}, "2001:db8:ffff::1"));
    BOOST_TEST(!trusted({"10.0.0.0/8", "2001:db8::/32"}, "11.0.0.0"));
    BOOST_TEST(!trusted({"10.0.0.0/8", "2001:db8::/32"}, "2001:db9::1"));
    BOOST_TEST(trusted({"fe80::1"}, "fe80::1%1"));
    BOOST_TEST(trusted({"::ffff:192.0.2.7"}, "192.0.2.7"));
    BOOST_TEST(trusted({"::ffff:192.0.2.7"}, "::ffff:192.0.2.7"));
    BOOST_TEST(trusted({"::ffff:192.0.2.0/120"}, "::ffff:192.0.2.200"));
    BOOST_TEST(!trusted({"::ffff:192.0.2.0/120"}, "192.0.3.1"));
}

BOOST_AUTO_TEST_CASE(what_is_neither_is_named)
{
    for (const char* wrong : {"", "proxy.example.org", "192.0.2", "192.0.2.0/33", "192.0.2.1/24",
                              "2001:db8::/129", "2001:db8::1/32", "192.0.2.7:443", "192.0.2.0/", "/8", "*"}) {
        const auto complains = [&](const UsageError& error) {
            return std::string{error.what()}.find('\'' + std::string{wrong} + '\'') != std::string::npos;
        };
        BOOST_CHECK_EXCEPTION((TrustedProxies{{"192.0.2.7", wrong}}), UsageError, complains);
    }
}

BOOST_AUTO_TEST_SUITE_END()
