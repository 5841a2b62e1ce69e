#include "core/transport/address.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;

BOOST_AUTO_TEST_SUITE(address)

BOOST_AUTO_TEST_CASE(names_and_numbers_with_a_port)
{
    BOOST_TEST((parse_address("relay.example.org:11438").value() == Address{"relay.example.org", 11438}));
    BOOST_TEST((parse_address("192.0.2.1:1").value() == Address{"192.0.2.1", 1}));
    BOOST_TEST((parse_address("[2001:db8::1]:65535").value() == Address{"2001:db8::1", 65535}));
    BOOST_TEST(to_string({"2001:db8::1", 443}) == "[2001:db8::1]:443");
    BOOST_TEST(to_string({"localhost", 443}) == "localhost:443");
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused)
{
    for (const char* wrong : {"", ":", "host", "host:", ":443", "host:0", "host:65536", "host:+1", "host: 1",
                              "host:1 ", "host:0443", "ho st:1", "host/x:1", "user@host:1", "2001:db8::1:443",
                              "[]:1", "[x]y:1", "h\n:1", "host:99999999999999999999"})
        BOOST_TEST(parse_address(wrong).has_error(), wrong);
    BOOST_TEST(parse_address(std::string(254, 'h') + ":1").has_error());
}

BOOST_AUTO_TEST_CASE(a_host_is_a_name_or_an_address_and_no_more)
{
    for (const char* good : {"relay.example.org", "relay_1", "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"})
        BOOST_TEST(is_host(good), good);
    for (const char* wrong : {"", "relay.example.org:443", "192.0.2.1:80", "[::1]", "fe80::1%eth0", "a b",
                              "a/b", "relay:example::org"})
        BOOST_TEST(!is_host(wrong), wrong);
    BOOST_TEST(!is_host(std::string(254, 'h')));
}

BOOST_AUTO_TEST_SUITE_END()
