#include "core/wire/proxy_header.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cordee;
using namespace cordee::wire;

BOOST_AUTO_TEST_SUITE(proxy_header)

namespace {

Bytes bytes_of(const std::string& hex)
{
    return from_hex(hex).value();
}

const std::string kSignature = "0d0a0d0a000d0a515549540a";
// 192.0.2.33:56324 -> 198.51.100.7:443
const std::string kFour = "c0000221c6336407dc0401bb";
// [2001:db8::21]:56324 -> [2001:db8::7]:443
const std::string kSix = "20010db8000000000000000000000021"
                         "20010db8000000000000000000000007dc0401bb";

Result<ProxiedClient> decoded(const std::string& hex)
{
    return decode_proxy_header(bytes_of(hex));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_client_is_named_by_either_family)
{
    const auto four = decoded(kSignature + "2111000c" + kFour).value();
    BOOST_TEST((four == ProxiedClient{{192, 0, 2, 33}, 56324}));
    const auto six = decoded(kSignature + "21210024" + kSix).value();
    BOOST_TEST(to_hex(six.address) == "20010db8000000000000000000000021");
    BOOST_TEST(six.port == 56324);
}

BOOST_AUTO_TEST_CASE(extensions_are_passed_over_and_have_to_fit)
{
    // ALPN "h2", then padding (NOOP) of three bytes, then an empty one of a type that nobody knows
    const std::string extensions = "0100026832"
                                   "040003000000"
                                   "ee0000";
    BOOST_TEST((decoded(kSignature + "2111001a" + kFour + extensions).value() ==
                ProxiedClient{{192, 0, 2, 33}, 56324}));
    for (const char* bad : {"01", "0100", "010003", "010003aabb"}) {
        const auto size = 12 + std::string_view{bad}.size() / 2;
        const std::string length{"00" + to_hex(Bytes{static_cast<std::uint8_t>(size)})};
        BOOST_TEST(decoded(kSignature + "2111" + length + kFour + bad).error() == Errc::malformed, bad);
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_may_speak_for_itself_or_know_nothing)
{
    BOOST_TEST((decoded(kSignature + "20000000").value() == ProxiedClient{}));
    BOOST_TEST(
        (decoded(kSignature + "2011000c" + kFour).value() == ProxiedClient{})); // addresses do not count
    BOOST_TEST((decoded(kSignature + "21000000").value() == ProxiedClient{}));
    BOOST_TEST((decoded(kSignature + "21000003abcdef").value() == ProxiedClient{}));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_stream_of_a_network_is_not_spoken)
{
    for (const char* kind : {"12", "22", "31", "32", "41", "10", "20", "ff"})
        BOOST_TEST(decoded(kSignature + "21" + kind + "000c" + kFour).error() == Errc::unsupported, kind);
    for (const char* command : {"22", "2f", "11", "31", "01"})
        BOOST_TEST(decoded(kSignature + command + "11000c" + kFour).error() == Errc::unsupported, command);
}

BOOST_AUTO_TEST_CASE(a_header_cut_anywhere_or_with_more_behind_it_is_refused)
{
    const auto whole = bytes_of(kSignature + "21210024" + kSix);
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_TEST(decode_proxy_header(View{whole}.first(size)).has_error());
    auto more = whole;
    more.push_back(0);
    BOOST_TEST(decode_proxy_header(more).error() == Errc::malformed);
    // the addresses are longer than it says
    BOOST_TEST(decoded(kSignature + "2121000c" + kFour).error() == Errc::malformed);
    BOOST_TEST(decoded(kSignature + "2111000b" + kFour.substr(2)).error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(the_length_is_judged_before_anything_is_read)
{
    BOOST_TEST(decode_proxy_header_size(bytes_of(kSignature + "21110400")).value() == kMaxProxyHeader);
    BOOST_TEST(decode_proxy_header_size(bytes_of(kSignature + "21110401")).error() == Errc::too_large);
    BOOST_TEST(decode_proxy_header_size(bytes_of(kSignature + "2111ffff")).error() == Errc::too_large);
}

BOOST_AUTO_TEST_CASE(another_beginning_is_no_header)
{
    auto prefix = bytes_of(kSignature + "2111000c");
    for (std::size_t i = 0; i < 12; ++i) {
        auto wrong = prefix;
        wrong[i] ^= 1U;
        BOOST_TEST(decode_proxy_header_size(wrong).error() == Errc::malformed);
    }
    BOOST_TEST(decode_proxy_header_size(as_view("PROXY TCP4 192.0")).error() == Errc::malformed); // version 1
    BOOST_TEST(decode_proxy_header_size({}).error() == Errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
