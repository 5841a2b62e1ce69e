#include <cordee/octets.hpp>

#include <boost/test/unit_test.hpp>

using cordee::sdk::as_view;
using cordee::sdk::Bytes;
using cordee::sdk::cut_utf8;
using cordee::sdk::next_code_point;
using cordee::sdk::Reader;
using cordee::sdk::valid_utf8;
using cordee::sdk::View;
using cordee::sdk::Writer;

namespace {

bool valid(std::string_view text)
{
    return valid_utf8(as_view(text));
}

} // namespace

BOOST_AUTO_TEST_CASE(numbers_come_back_as_they_were_written)
{
    Bytes bytes;
    Writer out{bytes};
    out.u8(1);
    out.u16(0x0203);
    out.u32(0x04050607);
    out.u64(0x08090a0b0c0d0e0f);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        BOOST_TEST(bytes[i] == i + 1);
    Reader in{bytes};
    BOOST_TEST(in.u8() == 1);
    BOOST_TEST(in.u16() == 0x0203);
    BOOST_TEST(in.u32() == 0x04050607u);
    BOOST_TEST(in.u64() == 0x08090a0b0c0d0e0fu);
    BOOST_TEST(in.finished());
}

BOOST_AUTO_TEST_CASE(reading_beyond_the_end_fails_for_good)
{
    const Bytes bytes{1, 2, 3};
    Reader in{bytes};
    in.u32();
    BOOST_TEST(!in.ok());
    BOOST_TEST(in.u8() == 0);
    BOOST_TEST(in.take(1).empty());
    BOOST_TEST(!in.finished());
}

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
    View left = as_view(text);
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
