#include "core/crypto/spake2.hpp"

#include "tests/core/crypto/vectors.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

using namespace cordee;
using namespace cordee::crypto;
using test::hex_field;
using test::text_field;

namespace {

const Secret<32> kOne = [] {
    ByteArray<32> bytes{};
    bytes[31] = 1;
    return Secret<32>{bytes};
}();

Spake2 start(Spake2Side side, const Secret<32>& w, Random& random, Spake2Setup setup = {"a", "b", {}})
{
    return Spake2::start(side, std::move(setup), w.clone(), random).value();
}

/// The point that hides B's share, in the uncompressed form.
Bytes uncompressed(std::string_view compressed)
{
    EC_GROUP* group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT* point = EC_POINT_new(group);
    const auto bytes = from_hex(compressed).value();
    Bytes out(65);
    EC_POINT_oct2point(group, point, bytes.data(), bytes.size(), nullptr);
    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(), nullptr);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(spake2)

// SEC-2
BOOST_AUTO_TEST_CASE(the_published_vectors)
{
    const auto vectors = json::get_objects(*test::load_vectors("spake2-p256.json"), "vectors").value();
    BOOST_REQUIRE(vectors.size() == 2u);
    for (const auto& vector : vectors) {
        const Spake2Setup setup{text_field(*vector, "idA"), text_field(*vector, "idB"), {}};
        const auto w = test::secret_field<32>(*vector, "w");
        test::FixedRandom x{hex_field(*vector, "x")};
        test::FixedRandom y{hex_field(*vector, "y")};
        const auto a = start(Spake2Side::a, w, x, setup);
        const auto b = start(Spake2Side::b, w, y, setup);
        BOOST_TEST(to_hex(a.share()) == text_field(*vector, "pA"));
        BOOST_TEST(to_hex(b.share()) == text_field(*vector, "pB"));
        const auto of_a = a.finish(b.share()).value();
        const auto of_b = b.finish(a.share()).value();
        for (const auto* keys : {&of_a, &of_b})
            BOOST_TEST(to_hex(keys->shared.view()) == text_field(*vector, "Ke"));
        BOOST_TEST(to_hex(of_a.own_confirmation) == text_field(*vector, "confA"));
        BOOST_TEST(to_hex(of_a.peer_confirmation) == text_field(*vector, "confB"));
        BOOST_TEST(to_hex(of_b.own_confirmation) == text_field(*vector, "confB"));
        BOOST_TEST(to_hex(of_b.peer_confirmation) == text_field(*vector, "confA"));
    }
}

// SEC-3
BOOST_AUTO_TEST_CASE(another_code_identity_or_context_leads_to_other_keys)
{
    SeededRandom random;
    const auto a = start(Spake2Side::a, kOne, random);
    const auto shared = [&](const Spake2& b) {
        const auto of_a = a.finish(b.share()).value();
        const auto of_b = b.finish(a.share()).value();
        return to_hex(of_a.shared.view()) == to_hex(of_b.shared.view()) &&
               of_a.own_confirmation == of_b.peer_confirmation;
    };
    BOOST_TEST(shared(start(Spake2Side::b, kOne, random)));
    BOOST_TEST(!shared(start(Spake2Side::b, Secret<32>{ByteArray<32>{2}}, random)));
    BOOST_TEST(!shared(start(Spake2Side::b, kOne, random, {"a", "c", {}})));
    BOOST_TEST(!shared(start(Spake2Side::b, kOne, random, {"a", "b", {1}})));
    BOOST_TEST(!shared(start(Spake2Side::a, kOne, random))); // a reflected run
}

// SEC-7
BOOST_AUTO_TEST_CASE(what_is_no_uncompressed_point_of_the_curve_is_refused)
{
    SeededRandom random;
    const auto a = start(Spake2Side::a, kOne, random);
    const auto good = to_bytes(start(Spake2Side::b, kOne, random).share());
    BOOST_TEST(Spake2::is_share(good));
    std::vector<Bytes> wrong{{}, Bytes{0}, Bytes(65, 0), Bytes(65, 0xff), Bytes(64, 4), Bytes(66, 4)};
    wrong.push_back(good);
    wrong.back()[64] ^= 1;                                    // beside the curve
    for (const std::uint8_t form : Bytes{0, 2, 3, 5, 6, 7}) { // 6 and 7: both coordinates, and the sign again
        wrong.push_back(good);
        wrong.back()[0] = form;
        wrong.emplace_back(good.begin(), good.begin() + 33);
        wrong.back()[0] = form;
    }
    // A coordinate that is not reduced: x of the point (0, y) written as the field's prime.
    wrong.push_back(from_hex("04ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
                             "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4")
                        .value());
    for (const auto& share : wrong) {
        BOOST_TEST(!Spake2::is_share(share), to_hex(share));
        BOOST_TEST((a.finish(share).error() == Errc::bad_key), to_hex(share));
    }
    BOOST_TEST(a.finish(good).has_value());
}

// SEC-7
BOOST_AUTO_TEST_CASE(a_share_that_leads_to_infinity_is_refused)
{
    SeededRandom random;
    const auto n = uncompressed("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");
    const auto m = uncompressed("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");
    BOOST_TEST((start(Spake2Side::a, kOne, random).finish(n).error() == Errc::bad_key)); // y = 0
    BOOST_TEST((start(Spake2Side::b, kOne, random).finish(m).error() == Errc::bad_key)); // x = 0
    BOOST_TEST(start(Spake2Side::a, kOne, random).finish(m).has_value());
}

// SEC-7
BOOST_AUTO_TEST_CASE(a_code_that_is_no_scalar_is_refused)
{
    SeededRandom random;
    const Bytes order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
    for (const auto& w : {Bytes(32, 0), order, Bytes(32, 0xff)})
        BOOST_TEST(
            (Spake2::start(Spake2Side::a, {}, Secret<32>::from(w).value(), random).error() == Errc::bad_key));
}

// SEC-45: a scalar beyond the order is drawn again, not reduced.
BOOST_AUTO_TEST_CASE(scalars_are_uniform)
{
    Bytes drawn(32, 0xff);
    append(drawn, Bytes(32, 0));
    append(drawn, kOne.view());
    test::FixedRandom random{drawn};
    const auto a = start(Spake2Side::a, kOne, random);
    test::FixedRandom only_one{to_bytes(kOne.view())};
    BOOST_TEST(to_hex(a.share()) == to_hex(start(Spake2Side::a, kOne, only_one).share()));
}

BOOST_AUTO_TEST_SUITE_END()
