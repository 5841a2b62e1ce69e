#include "core/wire/group_media.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::wire;

BOOST_AUTO_TEST_SUITE(group_media)

BOOST_AUTO_TEST_CASE(an_object_comes_back)
{
    const auto record = encode_group_media(as_view("object")).value();
    BOOST_TEST(to_hex(record) == "126f626a656374");
    BOOST_TEST(as_text(decode_group_media(record).value()) == "object");
}

// SEC-26
BOOST_AUTO_TEST_CASE(lengths_and_kind_are_checked)
{
    BOOST_TEST((encode_group_media({}).error() == Errc::malformed));
    BOOST_TEST(encode_group_media(Bytes(kMaxGroupMedia)).has_value());
    BOOST_TEST((encode_group_media(Bytes(kMaxGroupMedia + 1)).error() == Errc::too_large));
    BOOST_TEST((decode_group_media({}).error() == Errc::malformed));
    BOOST_TEST((decode_group_media(Bytes(1, 0x12)).error() == Errc::malformed));
    BOOST_TEST((decode_group_media(Bytes(65536, 0x12)).error() == Errc::too_large));
    BOOST_TEST((decode_group_media(Bytes(3, 0x11)).error() == Errc::unexpected));
}

BOOST_AUTO_TEST_SUITE_END()
