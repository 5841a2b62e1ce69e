#include "core/wire/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <vector>

using namespace cordee;
using namespace cordee::wire;

namespace {

/// What a reader made of a record: its frames, or the error that ended it.
Result<std::vector<Frame>> read_all(View plaintext)
{
    std::vector<Frame> out;
    FrameReader reader{plaintext};
    for (;;) {
        const auto frame = reader.next();
        if (!frame)
            return frame.error();
        if (!*frame)
            return out;
        out.push_back(**frame);
    }
}

Bytes message(std::string_view text)
{
    Bytes out;
    put_fragment(out, 5, true, 7, as_view(text));
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame)

BOOST_AUTO_TEST_CASE(frames_come_back_in_order_and_padding_ends_them)
{
    Bytes plaintext = message("hello");
    put_ack(plaintext, 9);
    put_close(plaintext, {7, {}});
    pad(plaintext);
    const auto frames = read_all(plaintext).value();
    BOOST_REQUIRE(frames.size() == 3u);
    BOOST_TEST((frames[0].type == FrameType::message));
    BOOST_TEST(frames[0].channel == 5);
    BOOST_TEST(frames[0].last_fragment);
    BOOST_TEST(frames[0].seq == 7u);
    BOOST_TEST(as_text(frames[0].payload) == "hello");
    BOOST_TEST(decode_ack(frames[1].payload).value() == 9u);
    BOOST_TEST(decode_close(frames[2].payload).value().code == 7);
}

BOOST_AUTO_TEST_CASE(the_published_example_is_written_byte_for_byte)
{
    Bytes plaintext;
    put_fragment(plaintext, 5, true, 0, as_view("hello"));
    pad(plaintext);
    BOOST_TEST(to_hex(plaintext).starts_with("0101000500000005000000000000000068656c6c6f0000"));
    BOOST_TEST(plaintext.size() == 64u);
}

// SEC-27
BOOST_AUTO_TEST_CASE(small_records_grow_to_a_bucket_and_large_ones_do_not)
{
    for (std::size_t size : {0u, 1u, 63u, 64u, 65u, 1023u, 1024u, 1025u}) {
        Bytes plaintext(size, 1);
        pad(plaintext);
        BOOST_TEST(plaintext.size() == (size < 1024 ? (size + 63) / 64 * 64 : size));
    }
}

// SEC-27
BOOST_AUTO_TEST_CASE(padding_that_is_not_zero_is_refused)
{
    Bytes plaintext = message("x");
    pad(plaintext);
    plaintext.back() = 1;
    BOOST_TEST((read_all(plaintext).error() == Errc::malformed));
}

// SEC-26
BOOST_AUTO_TEST_CASE(lengths_beyond_the_record_are_refused)
{
    for (std::uint32_t length : {1u, 2u, 65535u, std::numeric_limits<std::uint32_t>::max()}) {
        Bytes plaintext{1, 1, 0, 5};
        put_u32(plaintext, length);
        put_u64(plaintext, 0);
        BOOST_TEST((read_all(plaintext).error() == Errc::malformed));
    }
    const auto whole = message("hello");
    for (std::size_t cut = 1; cut < whole.size(); ++cut)
        BOOST_TEST(read_all(View{whole}.first(cut)).has_error(), cut);
}

// SEC-26
BOOST_AUTO_TEST_CASE(unknown_types_and_flags_are_refused)
{
    for (int type = 0; type < 256; ++type) {
        Bytes plaintext(8);
        plaintext[0] = static_cast<std::uint8_t>(type);
        const bool known = type == 0 || type == 2 || (type >= 4 && type <= 7);
        if (type != 1)
            BOOST_TEST(read_all(plaintext).has_value() == known, type);
    }
    for (int flags = 2; flags < 256; ++flags) {
        auto plaintext = message("x");
        plaintext[1] = static_cast<std::uint8_t>(flags);
        BOOST_TEST((read_all(plaintext).error() == Errc::malformed));
    }
    Bytes ack;
    put_ack(ack, 1);
    ack[1] = kLastFragment;
    BOOST_TEST((read_all(ack).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(bodies_of_the_wrong_size_are_refused)
{
    for (std::size_t size : {0u, 7u, 9u})
        BOOST_TEST(decode_ack(Bytes(size)).has_error());
    for (std::size_t size : {0u, 33u, 35u})
        BOOST_TEST(decode_close(Bytes(size)).has_error());
    for (std::size_t size : {0u, 7u, 9u})
        BOOST_TEST(decode_path_token(Bytes(size)).has_error());
}

BOOST_AUTO_TEST_CASE(what_travels_by_datagram_comes_back)
{
    Bytes plaintext;
    put_unreliable(plaintext, 9, as_view("sound"));
    put_path_challenge(plaintext, {1, 2, 3});
    put_path_response(plaintext, {4, 5, 6});
    const auto frames = read_all(plaintext).value();
    BOOST_REQUIRE(frames.size() == 3u);
    BOOST_TEST((frames[0].type == FrameType::unreliable));
    BOOST_TEST(frames[0].channel == 9);
    BOOST_TEST(as_text(frames[0].payload) == "sound");
    BOOST_TEST((frames[1].type == FrameType::path_challenge));
    BOOST_TEST((decode_path_token(frames[1].payload).value() == PathToken{1, 2, 3}));
    BOOST_TEST((frames[2].type == FrameType::path_response));
    BOOST_TEST((decode_path_token(frames[2].payload).value() == PathToken{4, 5, 6}));
}

BOOST_AUTO_TEST_SUITE_END()
