#include "protocol/decoder.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <zstd.h>

using namespace cordee::remote;

namespace {

Update update_with(Rect area, Encoding encoding, const Bytes& data)
{
    return {1, {8, 8}, false, {{area, static_cast<std::uint8_t>(encoding), data}}};
}

bool accepts(Rect area, Encoding encoding, const Bytes& data)
{
    UpdateDecoder decoder;
    return decoder.apply(update_with(area, encoding, data));
}

Bytes zstd(const Bytes& bytes)
{
    Bytes out(ZSTD_compressBound(bytes.size()));
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

Bytes joined(Bytes head, const Bytes& tail)
{
    head.insert(head.end(), tail.begin(), tail.end());
    return head;
}

} // namespace

BOOST_AUTO_TEST_CASE(each_encoding_paints_what_it_says)
{
    UpdateDecoder decoder;
    BOOST_REQUIRE(decoder.apply(update_with({0, 0, 8, 8}, Encoding::solid, {1, 2, 3})));
    BOOST_TEST(decoder.resized());
    BOOST_TEST(decoder.picture().at(7, 7) == 0x010203u);
    BOOST_REQUIRE(decoder.apply(
        update_with({1, 1, 3, 1}, Encoding::palette, {2, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0b00011000})));
    BOOST_TEST(!decoder.resized());
    BOOST_TEST(decoder.picture().at(1, 1) == 1u);
    BOOST_TEST(decoder.picture().at(2, 1) == 2u);
    BOOST_TEST(decoder.picture().at(3, 1) == 3u);
    BOOST_REQUIRE(decoder.apply(update_with({0, 2, 2, 1}, Encoding::raw, {0, 0, 9, 8, 7, 6, 5, 4})));
    BOOST_TEST(decoder.picture().at(1, 2) == 0x060504u);
    BOOST_REQUIRE(
        decoder.apply(update_with({0, 3, 2, 1}, Encoding::raw, joined({1, 1}, zstd({9, 8, 7, 255, 0, 1})))));
    BOOST_TEST(decoder.picture().at(1, 3) == 0x080808u);
    BOOST_REQUIRE(decoder.apply(update_with({2, 1, 3, 1}, Encoding::copy, {0, 1, 0, 1})));
    BOOST_TEST(decoder.picture().at(2, 1) == 1u);
    BOOST_TEST(decoder.picture().at(3, 1) == 2u);
    BOOST_TEST(decoder.picture().at(4, 1) == 3u);
    BOOST_TEST(!decoder.incomplete());
}

BOOST_AUTO_TEST_CASE(an_unknown_encoding_is_skipped_and_known_to_be_missing)
{
    UpdateDecoder decoder;
    BOOST_TEST(decoder.apply(update_with({0, 0, 8, 8}, static_cast<Encoding>(99), {1, 2, 3, 4})));
    BOOST_TEST(decoder.incomplete());
}

BOOST_AUTO_TEST_CASE(hostile_rectangles_are_refused)
{
    BOOST_TEST(!accepts({7, 7, 2, 1}, Encoding::solid, {1, 2, 3}));
    BOOST_TEST(!accepts({0, 0, 0, 1}, Encoding::solid, {1, 2, 3}));
    BOOST_TEST(!accepts({65535, 65535, 65535, 65535}, Encoding::solid, {1, 2, 3}));
    BOOST_TEST(!accepts({0, 0, 8, 8}, Encoding::solid, {1, 2}));
    BOOST_TEST(!accepts({0, 0, 8, 8}, Encoding::solid, {1, 2, 3, 4}));
    BOOST_TEST(!accepts({0, 0, 2, 2}, Encoding::copy, {0, 7, 0, 0}));
    BOOST_TEST(!accepts({0, 0, 2, 2}, Encoding::copy, {0, 7, 0}));
    BOOST_TEST(!accepts({0, 0, 1, 1}, Encoding::palette, {1, 0, 0, 1, 0, 0, 2})); // no indexes
    BOOST_TEST(
        !accepts({0, 0, 1, 1}, Encoding::palette, {2, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0xc0})); // index 3 of 3
    BOOST_TEST(!accepts({0, 0, 1, 1}, Encoding::palette, {255, 0, 0}));
    BOOST_TEST(!accepts({0, 0, 1, 1}, Encoding::raw, {2, 0, 1, 2, 3})); // no such filter
    BOOST_TEST(!accepts({0, 0, 1, 1}, Encoding::raw, {0, 2, 1, 2, 3})); // no such method
    BOOST_TEST(!accepts({0, 0, 1, 1}, Encoding::raw, {0, 0, 1, 2, 3, 4}));
    BOOST_TEST(!accepts({0, 0, 1, 1}, Encoding::raw, {}));
}

BOOST_AUTO_TEST_CASE(a_decompression_bomb_stops_at_its_rectangle)
{
    BOOST_TEST(accepts({0, 0, 2, 1}, Encoding::raw, joined({0, 1}, zstd(Bytes(6, 7)))));
    BOOST_TEST(!accepts({0, 0, 2, 1}, Encoding::raw, joined({0, 1}, zstd(Bytes(5, 7)))));
    BOOST_TEST(!accepts({0, 0, 2, 1}, Encoding::raw, joined({0, 1}, zstd(Bytes(7, 7)))));
    BOOST_TEST(!accepts({0, 0, 2, 1}, Encoding::raw, joined({0, 1}, zstd(Bytes(100'000'000, 7)))));
}

BOOST_AUTO_TEST_CASE(random_updates_do_no_harm)
{
    std::mt19937 random{5};
    UpdateDecoder decoder;
    for (int round = 0; round < 20000; ++round) {
        Bytes data(random() % 24);
        for (auto& byte : data)
            byte = static_cast<std::uint8_t>(random() % 2 ? random() % 3 : random());
        const auto side = [&] { return static_cast<std::uint16_t>(random() % 9); };
        (void)decoder.apply(
            update_with({side(), side(), side(), side()}, static_cast<Encoding>(1 + random() % 5), data));
    }
}
