#include "core/crypto/sframe.hpp"

#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

namespace {

std::uint64_t number(const json::Object& of, const std::string& key)
{
    return std::stoull(test::text_field(of, key), nullptr, 16);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sframe)

// SEC-2
BOOST_AUTO_TEST_CASE(the_published_object)
{
    const auto vector = json::get_object(*test::load_vectors("sframe-aes256-gcm.json"), "sframe");
    SFrameCipher cipher{test::hex_field(*vector, "base_key"), number(*vector, "kid")};
    const auto metadata = test::hex_field(*vector, "metadata");
    const auto plaintext = test::hex_field(*vector, "pt");
    const auto object = cipher.seal(number(*vector, "ctr"), metadata, plaintext);
    BOOST_TEST(to_hex(object) == test::text_field(*vector, "ct"));
    BOOST_TEST(to_hex(cipher.open(split_sframe(object).value(), metadata).value()) == to_hex(plaintext));
}

// SEC-2
BOOST_AUTO_TEST_CASE(the_published_headers)
{
    const auto rows = json::get_objects(*test::load_vectors("sframe-aes256-gcm.json"), "headers").value();
    BOOST_REQUIRE(rows.size() > 40u);
    for (const auto& row : rows) {
        const SFrameHeader header{number(*row, "kid"), number(*row, "ctr")};
        BOOST_TEST(to_hex(encode_sframe_header(header)) == test::text_field(*row, "encoded"));
        auto object = encode_sframe_header(header);
        const auto size = object.size();
        object.resize(size + kTagSize);
        const auto parts = split_sframe(object).value();
        BOOST_TEST((parts.header == header));
        BOOST_TEST(parts.encoded_header.size() == size);
    }
}

// SEC-26
BOOST_AUTO_TEST_CASE(a_number_has_one_spelling_and_nothing_is_cut_off)
{
    for (const std::string wrong : {"", "00", "8800", "0807", "0900ff", "80", "8f0100", "0f00ffffffffffffff"})
        BOOST_TEST(
            (split_sframe(from_hex(wrong + (wrong.size() > 2 ? std::string(32, '0') : "")).value()).error() ==
             Errc::malformed),
            wrong);
    Bytes shortest(1 + kTagSize);
    BOOST_TEST(split_sframe(shortest).has_value());
    shortest.pop_back();
    BOOST_TEST((split_sframe(shortest).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(no_bit_can_be_changed_and_the_metadata_counts)
{
    SFrameCipher cipher{Bytes(32, 1), 0x0203};
    const auto object = cipher.seal(300, as_view("meta"), as_view("frame"));
    for (std::size_t bit = 0; bit < object.size() * 8; ++bit) {
        auto wrong = object;
        wrong[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        const auto parts = split_sframe(wrong);
        BOOST_TEST((!parts || !cipher.open(*parts, as_view("meta"))), bit);
    }
    const auto parts = split_sframe(object).value();
    BOOST_TEST((cipher.open(parts, as_view("other")).error() == Errc::bad_signature));
    SFrameCipher other_key{Bytes(32, 2), 0x0203};
    SFrameCipher other_id{Bytes(32, 1), 0x0204};
    BOOST_TEST((other_key.open(parts, as_view("meta")).error() == Errc::bad_signature));
    BOOST_TEST((other_id.open(parts, as_view("meta")).error() == Errc::unexpected));
}

BOOST_AUTO_TEST_SUITE_END()
