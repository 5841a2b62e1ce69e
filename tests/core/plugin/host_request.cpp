#include "core/plugin/host_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin;

BOOST_AUTO_TEST_SUITE(host_request)

BOOST_AUTO_TEST_CASE(a_request_is_read_as_it_was_written)
{
    const auto bytes = encode_request({RequestKind::memory, 0x0102030405060708});
    const auto read = decode_request(bytes).value();
    BOOST_TEST((read.kind == RequestKind::memory));
    BOOST_TEST(read.value == 0x0102030405060708u);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        BOOST_TEST(decode_request(View{bytes}.first(size)).has_error());
    for (std::size_t at = 1; at < 8; ++at) {
        auto other = bytes;
        other[at] = 1;
        BOOST_TEST(decode_request(other).has_error());
    }
    for (const auto kind : Bytes{0, 5, 255}) {
        auto other = bytes;
        other[0] = kind;
        BOOST_TEST(decode_request(other).has_error());
    }
}

BOOST_AUTO_TEST_CASE(an_answer_is_read_as_it_was_written)
{
    const auto bytes = encode_answer({6, 0xfffefdfc});
    const auto read = decode_answer(bytes).value();
    BOOST_TEST(read.status == 6u);
    BOOST_TEST(read.handle == 0xfffefdfcu);
    BOOST_TEST(decode_answer(View{bytes}.first(7)).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
