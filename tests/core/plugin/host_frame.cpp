#include "core/plugin/host_frame.hpp"

#include "core/plugin/host/windows.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin;

BOOST_AUTO_TEST_SUITE(host_frame)

BOOST_AUTO_TEST_CASE(a_header_is_read_as_it_was_written)
{
    const auto bytes = encode_header({FrameType::message, 0x1234, 0x00abcdef});
    BOOST_TEST((bytes == ByteArray<kFrameHeader>{8, 0, 0x12, 0x34, 0x00, 0xab, 0xcd, 0xef}));
    const auto header = decode_header(bytes).value();
    BOOST_TEST((header.type == FrameType::message));
    BOOST_TEST(header.channel == 0x1234);
    BOOST_TEST(header.length == 0x00abcdefu);
}

BOOST_AUTO_TEST_CASE(lengths_types_and_cuts_are_checked)
{
    const auto error = [](FrameHeader header) {
        const auto decoded = decode_header(encode_header(header));
        return decoded ? boost::system::error_code{} : decoded.error();
    };
    BOOST_TEST(!error({FrameType::message, 0, kMaxMessage}));
    BOOST_TEST(error({FrameType::message, 0, kMaxMessage + 1}) == Errc::too_large);
    BOOST_TEST(error({FrameType::log, 0, kMaxControlPayload + 1}) == Errc::too_large);
    BOOST_TEST(error({FrameType{0}, 0, 0}) == Errc::malformed);
    BOOST_TEST(error({FrameType{99}, 0, 0}) == Errc::malformed);
    BOOST_TEST(decode_header(Bytes{7, 1, 0, 0, 0, 0, 0, 0}).error() == Errc::malformed);
    BOOST_TEST(decode_header(Bytes{7, 0, 0}).error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(an_order_is_read_as_it_was_written_and_every_cut_is_refused)
{
    const LoadOrder order{"/a/b.so", "/a", "chat", 2, "Ada", "fr", 3, 4096, {"read", "write"}};
    const auto bytes = encode_load(order);
    const auto read = decode_load(bytes).value();
    BOOST_TEST(read.library == order.library);
    BOOST_TEST(read.readable == order.readable);
    BOOST_TEST(read.module == order.module);
    BOOST_TEST(read.side == order.side);
    BOOST_TEST(read.peer_name == order.peer_name);
    BOOST_TEST(read.language == order.language);
    BOOST_TEST(read.channels == order.channels);
    BOOST_TEST(read.window == order.window);
    BOOST_TEST((read.permissions == order.permissions));
    for (std::size_t n = 0; n < bytes.size(); ++n)
        BOOST_TEST(decode_load(View{bytes}.first(n)).has_error(), n);
    auto longer = bytes;
    longer.push_back(0);
    BOOST_TEST(decode_load(longer).has_error());
    BOOST_TEST((decode_names(encode_names(order.permissions)).value() == order.permissions));
    BOOST_TEST(decode_credit(encode_credit(77)).value() == 77u);
    BOOST_TEST(decode_names(Bytes{0xff, 0xff}).has_error());
}

BOOST_AUTO_TEST_CASE(a_window_takes_one_message_of_any_size_and_tells_when_it_has_room)
{
    host::Windows windows;
    windows.open(2, 100);
    BOOST_TEST(windows.has(1));
    BOOST_TEST(!windows.has(2));
    BOOST_TEST(windows.take(0, 1000));
    BOOST_TEST(!windows.take(0, 1));
    BOOST_TEST(windows.take(1, 50)); // another channel
    BOOST_TEST(!windows.give_back(0, 900));
    BOOST_TEST(windows.give_back(0, 1));
    BOOST_TEST(!windows.give_back(0, 1)); // nobody waits any more
    BOOST_TEST(windows.take(0, 1));
    BOOST_TEST(!windows.give_back(0, 5000)); // more than is under way: ignored
}

BOOST_AUTO_TEST_SUITE_END()
