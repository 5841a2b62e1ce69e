#include "core/crypto/aead.hpp"

#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_bytes;

BOOST_AUTO_TEST_SUITE(authenticated_encryption)

// SEC-2: test case 16 of the GCM specification.
BOOST_AUTO_TEST_CASE(aes_256_gcm_known_answer)
{
    const auto key = hex_bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    const auto nonce = to_array<12>(hex_bytes("cafebabefacedbaddecaf888")).value();
    const auto associated = hex_bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const auto plaintext = hex_bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    AesGcm aead{Secret<32>::from(key).value()};
    Bytes sealed(plaintext.size() + kTagSize);
    aead.seal(nonce, associated, plaintext, sealed);
    BOOST_TEST(to_hex(sealed) == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                                 "76fc6ece0f4e1768cddf8853bb2d551b");
    Bytes opened(plaintext.size());
    BOOST_TEST(aead.open(nonce, associated, sealed, opened).has_value());
    BOOST_TEST(opened == plaintext, boost::test_tools::per_element());
}

// SEC-2: RFC 8439 section 2.8.2.
BOOST_AUTO_TEST_CASE(chacha20_poly1305_known_answer)
{
    Aead aead{AeadAlgorithm::chacha20_poly1305,
              hex_bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")};
    const std::string_view plaintext =
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
        "the future, sunscreen would be it.";
    Bytes sealed(plaintext.size() + kTagSize);
    aead.seal(to_array<12>(hex_bytes("070000004041424344454647")).value(),
              hex_bytes("50515253c0c1c2c3c4c5c6c7"), as_view(plaintext), sealed);
    BOOST_TEST(to_hex(View{sealed}.last(16)) == "1ae10b594f09e26a7e902ecbd0600691");
}

// SEC-18
BOOST_AUTO_TEST_CASE(every_flipped_bit_is_found_and_nothing_is_handed_out)
{
    AesGcm aead{system_random().secret<32>()};
    const Nonce nonce{9};
    const auto associated = to_bytes(std::string_view{"header"});
    Bytes sealed(5 + kTagSize);
    aead.seal(nonce, associated, as_view("hello"), sealed);
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        auto wrong = sealed;
        wrong[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        Bytes out(5, 0xee);
        BOOST_TEST(aead.open(nonce, associated, wrong, out).error() == Errc::bad_signature);
        BOOST_TEST((out == Bytes(5, 0)));
    }
    Bytes out(5);
    BOOST_TEST(aead.open(Nonce{8}, associated, sealed, out).has_error());
    BOOST_TEST(aead.open(nonce, as_view("Header"), sealed, out).has_error());
    BOOST_TEST(aead.open(nonce, associated, View{sealed}.first(15), {}).error() == Errc::malformed);
    BOOST_TEST(aead.open(nonce, associated, sealed, out).has_value());
}

BOOST_AUTO_TEST_CASE(sealing_and_opening_work_in_place_and_on_nothing)
{
    for (const auto algorithm : {AeadAlgorithm::aes_256_gcm, AeadAlgorithm::chacha20_poly1305}) {
        Aead aead{algorithm, Bytes(32, 1)};
        Bytes buffer(5 + kTagSize, 'x');
        aead.seal(Nonce{}, {}, View{buffer}.first(5), buffer);
        BOOST_TEST(aead.open(Nonce{}, {}, buffer, MutableView{buffer}.first(5)).has_value());
        BOOST_TEST(as_text(View{buffer}.first(5)) == "xxxxx");
        Bytes empty(kTagSize);
        aead.seal(Nonce{}, {}, {}, empty);
        BOOST_TEST(aead.open(Nonce{}, {}, empty, {}).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()
