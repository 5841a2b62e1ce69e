#include "core/base/bytes.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(hex_goes_both_ways_and_refuses_the_rest)
{
    BOOST_TEST(to_hex(Bytes{0x00, 0x7f, 0xff}) == "007fff");
    BOOST_TEST((from_hex("007fFF") == Bytes{0x00, 0x7f, 0xff}));
    BOOST_TEST(!from_hex("0").has_value());
    BOOST_TEST(!from_hex("0g").has_value());
}

BOOST_AUTO_TEST_CASE(base64url_goes_both_ways_for_every_length)
{
    Bytes bytes;
    for (int length = 0; length < 70; ++length) {
        BOOST_TEST((from_base64url(to_base64url(bytes)) == bytes));
        bytes.push_back(static_cast<std::uint8_t>(length * 37 + 250));
    }
    BOOST_TEST(to_base64url(Bytes{0xfb, 0xff}) == "-_8");
}

BOOST_AUTO_TEST_CASE(base64url_has_one_spelling_for_each_value)
{
    BOOST_TEST(from_base64url("-_8").has_value());
    for (const char* wrong : {"-_8=", "-_9", "-_ 8", "+/8", "A", "-_8A="})
        BOOST_TEST(!from_base64url(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(base64_wants_its_padding)
{
    BOOST_TEST((from_base64("+/8=") == Bytes{0xfb, 0xff}));
    for (const char* wrong : {"+/8", "+/9=", "-_8=", "====", "+/8=="})
        BOOST_TEST(!from_base64(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(a_moved_secret_leaves_nothing_behind)
{
    auto first = Secret<4>::from(Bytes{1, 2, 3, 4});
    BOOST_REQUIRE(first.has_value());
    const Secret<4> second{std::move(*first)};
    BOOST_TEST(to_hex(second.view()) == "01020304");
    BOOST_TEST(to_hex(first->view()) == "00000000");
    BOOST_TEST(!Secret<4>::from(Bytes{1, 2, 3}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
