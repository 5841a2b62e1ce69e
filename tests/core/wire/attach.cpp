#include "core/wire/attach.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::wire;

BOOST_AUTO_TEST_SUITE(attach)

BOOST_AUTO_TEST_CASE(both_records_come_back)
{
    for (const auto kind : {Kind::attach1, Kind::attach2}) {
        const auto record = encode_attach(kind, {{1, 2, 3}, 0x01020304, as_view("noise")});
        const auto back = decode_attach(kind, record).value();
        BOOST_TEST((back.id == ByteArray<16>{1, 2, 3}));
        BOOST_TEST(back.epoch == 0x01020304u);
        BOOST_TEST(as_text(back.noise) == "noise");
    }
    const auto record = encode_attach(Kind::attach1, {});
    BOOST_TEST((decode_attach(Kind::attach2, record).error() == Errc::unexpected));
}

BOOST_AUTO_TEST_CASE(both_payloads_come_back)
{
    const Counters counters{3, 9};
    const auto first = encode_attach_payload(Kind::attach1, counters);
    BOOST_TEST(to_hex(first) == "0000000000000003000000000000000900000000");
    BOOST_TEST((decode_attach_payload(Kind::attach1, first).value() == counters));
    const auto second = encode_attach_payload(Kind::attach2, counters);
    BOOST_TEST(to_hex(second) == "00000000000000030000000000000009");
    BOOST_TEST((decode_attach_payload(Kind::attach2, second).value() == counters));
}

// SEC-26
BOOST_AUTO_TEST_CASE(lengths_and_the_reserved_number_are_checked)
{
    for (std::size_t size = 0; size < 21; ++size)
        BOOST_TEST((decode_attach(Kind::attach1, Bytes(size, 8)).error() == Errc::malformed), size);
    BOOST_TEST((decode_attach(Kind::attach1, Bytes(kMaxHandshakeRecord + 1, 8)).error() == Errc::too_large));
    for (std::size_t size = 0; size < 24; ++size) {
        BOOST_TEST(decode_attach_payload(Kind::attach1, Bytes(size)).has_value() == (size == 20), size);
        BOOST_TEST(decode_attach_payload(Kind::attach2, Bytes(size)).has_value() == (size == 16), size);
    }
    auto reserved = encode_attach_payload(Kind::attach1, {});
    reserved.back() = 1;
    BOOST_TEST((decode_attach_payload(Kind::attach1, reserved).error() == Errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
