#include "core/crypto/ed25519.hpp"

#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_bytes;

namespace {

/// L, the order of the base point, little-endian.
const Bytes& group_order()
{
    static const auto order = hex_bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    return order;
}

/// The same signature with S + L: equal for a verifier that reduces S first.
ByteArray<64> malleated(ByteArray<64> signature)
{
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += static_cast<unsigned>(signature[32 + i]) + group_order()[i];
        signature[32 + i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    return signature;
}

} // namespace

BOOST_AUTO_TEST_SUITE(signatures)

BOOST_AUTO_TEST_CASE(a_key_that_was_read_once_judges_every_signature_by_itself)
{
    const auto signer = make_signing_key(system_random());
    VerifyingKey key{signer.public_key};
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(key.verify(as_view("one"), sign(signer, as_view("one"))));
        BOOST_TEST(key.verify(as_view("two"), sign(signer, as_view("two"))));
        BOOST_TEST(!key.verify(as_view("one"), sign(signer, as_view("two"))));
        BOOST_TEST(!key.verify(as_view("one"), malleated(sign(signer, as_view("one")))));
        BOOST_TEST(!key.verify(as_view("one"), View{}));
    }
    VerifyingKey none{ByteArray<32>{1}}; // of small order
    BOOST_TEST(!none.verify(as_view("one"), sign(signer, as_view("one"))));
    none = std::move(key);
    BOOST_TEST(none.verify(as_view("one"), sign(signer, as_view("one"))));
}

// SEC-2: RFC 8032 section 7.1, tests 1 and 2.
BOOST_AUTO_TEST_CASE(known_answers)
{
    const auto first = signing_key(
        Secret<32>::from(hex_bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
            .value());
    BOOST_TEST(to_hex(first.public_key) ==
               "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    BOOST_TEST(to_hex(sign(first, {})) == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                                          "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    const auto second = signing_key(
        Secret<32>::from(hex_bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
            .value());
    BOOST_TEST(to_hex(second.public_key) ==
               "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    BOOST_TEST(to_hex(sign(second, Bytes{0x72})) ==
               "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

BOOST_AUTO_TEST_CASE(only_the_signed_message_under_the_signing_key_verifies)
{
    const auto key = make_signing_key(system_random());
    const auto signature = sign(key, as_view("message"));
    BOOST_TEST(verify(key.public_key, as_view("message"), signature));
    BOOST_TEST(!verify(key.public_key, as_view("massage"), signature));
    BOOST_TEST(!verify(make_signing_key(system_random()).public_key, as_view("message"), signature));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        auto wrong = signature;
        wrong[i] ^= 1;
        BOOST_TEST(!verify(key.public_key, as_view("message"), wrong));
    }
    BOOST_TEST(!verify(key.public_key, as_view("message"), View{signature}.first(63)));
    BOOST_TEST(!verify(key.public_key, as_view("message"), {}));
}

// SEC-33: one message, one signature.
BOOST_AUTO_TEST_CASE(a_second_spelling_of_a_signature_is_refused)
{
    const auto key = make_signing_key(system_random());
    BOOST_TEST(!verify(key.public_key, as_view("m"), malleated(sign(key, as_view("m")))));
}

// With A of small order, R = A or the neutral point and S = 0 pass for many messages.
BOOST_AUTO_TEST_CASE(keys_of_small_order_or_with_a_second_spelling_verify_nothing)
{
    for (const char* text : {"0100000000000000000000000000000000000000000000000000000000000000",
                             "0100000000000000000000000000000000000000000000000000000000000080",
                             "0000000000000000000000000000000000000000000000000000000000000000",
                             "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                             "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                             "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                             "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                             "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                             "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"}) {
        const auto key = to_array<32>(hex_bytes(text)).value();
        ByteArray<64> signature{1};
        for (std::uint8_t message = 0; message < 16; ++message)
            BOOST_TEST(!verify(key, View{&message, 1}, signature), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
