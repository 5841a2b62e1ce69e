#include "core/crypto/x25519.hpp"

#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_bytes;

namespace {

X25519KeyPair pair_of(std::string_view hex)
{
    return x25519_key_pair(Secret<32>::from(hex_bytes(hex)).value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(key_agreement)

// SEC-2: RFC 7748 section 5.2.
BOOST_AUTO_TEST_CASE(known_answer)
{
    const auto own = pair_of("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
    const auto peer =
        to_array<32>(hex_bytes("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")).value();
    BOOST_TEST(to_hex(x25519(own.secret, peer)->view()) ==
               "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

BOOST_AUTO_TEST_CASE(both_sides_agree)
{
    const auto a = make_x25519_key_pair(system_random());
    const auto b = make_x25519_key_pair(system_random());
    BOOST_TEST(to_hex(x25519(a.secret, b.public_key)->view()) ==
               to_hex(x25519(b.secret, a.public_key)->view()));
}

// SEC-7
BOOST_AUTO_TEST_CASE(public_keys_of_small_order_are_refused)
{
    const auto own = make_x25519_key_pair(system_random());
    for (const char* point : {"0000000000000000000000000000000000000000000000000000000000000000",
                              "0100000000000000000000000000000000000000000000000000000000000000",
                              "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                              "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                              "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                              "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
        BOOST_TEST(x25519(own.secret, to_array<32>(hex_bytes(point)).value()).error() == Errc::bad_key,
                   point);
}

// SEC-45
BOOST_AUTO_TEST_CASE(new_pairs_differ_and_come_from_the_given_generator)
{
    BOOST_TEST((make_x25519_key_pair(system_random()).public_key !=
                make_x25519_key_pair(system_random()).public_key));
    test::FixedRandom fixed{Bytes(32, 7)};
    BOOST_TEST(to_hex(make_x25519_key_pair(fixed).secret.view()) == to_hex(Bytes(32, 7)));
}

BOOST_AUTO_TEST_SUITE_END()
