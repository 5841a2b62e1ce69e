#include "core/crypto/hash.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/hkdf.hpp"
#include "core/crypto/hmac.hpp"
#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_bytes;

BOOST_AUTO_TEST_SUITE(hashes)

BOOST_AUTO_TEST_CASE(known_answers)
{
    // FIPS 180-4 and RFC 7693 appendix A, both of "abc".
    BOOST_TEST(to_hex(sha256(as_view("abc"))) ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(to_hex(blake2b512(as_view("abc"))) ==
               "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
               "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    BOOST_TEST(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(pieces_hash_as_the_whole)
{
    Sha256 hash;
    for (const char* piece : {"a", "", "bc"})
        hash.update(as_view(piece));
    BOOST_TEST(to_hex(hash.finish()) == to_hex(sha256(as_view("abc"))));
}

BOOST_AUTO_TEST_CASE(hmac_known_answers)
{
    // RFC 4231, cases 1, 2 and 6.
    BOOST_TEST(to_hex(hmac_sha256(Bytes(20, 0x0b), as_view("Hi There"))) ==
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    BOOST_TEST(to_hex(hmac_sha256(as_view("Jefe"), as_view("what do ya want for nothing?"))) ==
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    BOOST_TEST(to_hex(hmac_sha256(Bytes(131, 0xaa),
                                  as_view("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    BOOST_TEST(to_hex(hmac_sha256({}, {})) ==
               "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

BOOST_AUTO_TEST_CASE(hkdf_known_answers)
{
    // RFC 5869, cases 1 and 3.
    const auto prk = hkdf_extract(hex_bytes("000102030405060708090a0b0c"), Bytes(22, 0x0b));
    BOOST_TEST(to_hex(prk.view()) == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    Bytes out(42);
    hkdf_expand(prk.view(), hex_bytes("f0f1f2f3f4f5f6f7f8f9"), out);
    BOOST_TEST(to_hex(out) ==
               "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    hkdf_expand(hkdf_extract({}, Bytes(22, 0x0b)).view(), {}, out);
    BOOST_TEST(to_hex(out) ==
               "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    Bytes too_long(255 * 32 + 1);
    BOOST_CHECK_THROW(hkdf_expand(prk.view(), {}, too_long), std::length_error);
}

// SEC-8
BOOST_AUTO_TEST_CASE(equality_takes_length_and_every_byte)
{
    BOOST_TEST(equal_constant_time(as_view("same"), as_view("same")));
    BOOST_TEST(equal_constant_time({}, {}));
    BOOST_TEST(!equal_constant_time(as_view("same"), as_view("sane")));
    BOOST_TEST(!equal_constant_time(as_view("same"), as_view("sam")));
}

BOOST_AUTO_TEST_SUITE_END()
