#include "protocol/utf8.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::remote;

namespace {

bool valid(std::string_view text)
{
    return valid_utf8({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

} // namespace

BOOST_AUTO_TEST_CASE(utf8_is_read_strictly)
{
    BOOST_TEST(valid(""));
    BOOST_TEST(valid("aé€𝄞"));
    BOOST_TEST(!valid("\x80"));
    BOOST_TEST(!valid("\xc0\xaf"));         // overlong
    BOOST_TEST(!valid("\xe0\x80\xaf"));     // overlong
    BOOST_TEST(!valid("\xed\xa0\x80"));     // surrogate
    BOOST_TEST(!valid("\xf4\x90\x80\x80")); // beyond Unicode
    BOOST_TEST(!valid("\xe2\x82"));         // cut
}

BOOST_AUTO_TEST_CASE(code_points_are_taken_one_by_one)
{
    const std::string_view text = "é€";
    View left{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    BOOST_TEST((next_code_point(left) == U'é'));
    BOOST_TEST((next_code_point(left) == U'€'));
    BOOST_TEST(!next_code_point(left));
}

BOOST_AUTO_TEST_CASE(text_is_cut_between_characters)
{
    BOOST_TEST(cut_utf8("aé€", 2) == "a");
    BOOST_TEST(cut_utf8("aé€", 3) == "aé");
    BOOST_TEST(cut_utf8("aé€", 6) == "aé€");
}
