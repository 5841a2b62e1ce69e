#include "core/session/sas.hpp"

#include "tests/core/crypto/vectors.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cordee;
using namespace cordee::session;
using cordee::test::hex_field;

namespace {

crypto::KeySchedule keys(std::uint8_t k1 = 1)
{
    return crypto::KeySchedule{crypto::Keys{Secret<32>{{k1}}, Secret<32>{{2}}, {3}}};
}

struct Two {
    SeededRandom random;
    SasExchange initiator{true, keys(), {3}, random};
    SasExchange responder{false, keys(), {3}, random};

    SasCommitment commitment() { return responder.begin().value(); }
    static SasMessage answer(SasExchange& side, const SasMessage& message)
    {
        return side.take(message).value().value();
    }
    void run()
    {
        const auto nonce = answer(initiator, commitment());
        const auto reveal = answer(responder, nonce);
        BOOST_TEST(!initiator.take(reveal).value().has_value());
    }
};

bool refused(SasExchange& side, const SasMessage& message, Errc with)
{
    const auto taken = side.take(message);
    return taken.has_error() && taken.error() == with && side.failed() && !side.digits();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sas, Two)

// SEC-28
BOOST_AUTO_TEST_CASE(both_sides_come_to_the_same_six_digits)
{
    run();
    BOOST_REQUIRE(initiator.digits().has_value());
    BOOST_TEST(*initiator.digits() == responder.digits().value());
    BOOST_TEST(initiator.digits()->size() == 6u);
}

// SEC-2
BOOST_AUTO_TEST_CASE(the_published_commitment_and_digits)
{
    const auto code = json::get_object(*cordee::test::load_vectors("rs1-protocol.json"), "code");
    const auto vector = json::get_object(*code, "sas");
    const auto hash = to_array<32>(hex_field(*code, "handshake_hash")).value();
    const auto schedule = [&] {
        return crypto::KeySchedule{crypto::Keys{cordee::test::secret_field<32>(*code, "k1"),
                                                cordee::test::secret_field<32>(*code, "k2"), hash}};
    };
    cordee::test::FixedRandom ni{hex_field(*vector, "ni")};
    cordee::test::FixedRandom nr{hex_field(*vector, "nr")};
    SasExchange first{true, schedule(), hash, ni};
    SasExchange second{false, schedule(), hash, nr};
    const auto commitment = second.begin().value();
    BOOST_TEST(to_hex(commitment.hash) == cordee::test::text_field(*vector, "commit"));
    const auto reveal = answer(second, answer(first, commitment));
    BOOST_TEST(first.take(reveal).has_value());
    BOOST_TEST(first.digits().value() == cordee::test::text_field(*vector, "digits"));
    BOOST_TEST(second.digits().value() == cordee::test::text_field(*vector, "digits"));
}

// SEC-28
BOOST_AUTO_TEST_CASE(a_reveal_that_was_not_committed_to_ends_it)
{
    const auto nonce = answer(initiator, commitment());
    auto reveal = std::get<SasReveal>(answer(responder, nonce));
    reveal.value[0] ^= 1;
    BOOST_TEST(refused(initiator, reveal, Errc::bad_signature));
    reveal.value[0] ^= 1;
    BOOST_TEST(refused(initiator, reveal, Errc::unexpected)); // too late
}

// SEC-28: a commitment made for another handshake.
BOOST_AUTO_TEST_CASE(a_commitment_of_another_session_ends_it)
{
    SasExchange other{false, keys(), {4}, random};
    const auto nonce = answer(initiator, other.begin().value());
    BOOST_TEST(refused(initiator, answer(other, nonce), Errc::bad_signature));
}

// SEC-28
BOOST_AUTO_TEST_CASE(another_order_ends_it)
{
    BOOST_TEST(refused(responder, SasNonce{}, Errc::unexpected)); // before the commitment
    BOOST_TEST(refused(initiator, SasReveal{}, Errc::unexpected));
    Two second;
    BOOST_TEST(refused(second.initiator, SasNonce{}, Errc::unexpected)); // the own side's messages
    BOOST_TEST(refused(second.responder, SasCommitment{}, Errc::unexpected));
    Two third;
    const auto commitment = third.commitment();
    (void)answer(third.initiator, commitment);
    BOOST_TEST(refused(third.initiator, commitment, Errc::unexpected)); // a second commitment
    BOOST_TEST(refused(third.responder, SasReveal{}, Errc::unexpected));
    Two fourth;
    BOOST_TEST((fourth.initiator.begin().error() == Errc::unexpected));
}

// SEC-28
BOOST_AUTO_TEST_CASE(a_second_run_ends_it)
{
    run();
    BOOST_TEST((responder.begin().error() == Errc::unexpected));
    BOOST_TEST(responder.failed());
    BOOST_TEST(refused(initiator, SasCommitment{}, Errc::unexpected));
    Two second;
    second.run();
    BOOST_TEST(refused(second.responder, SasNonce{}, Errc::unexpected));
}

// SEC-28: with somebody in the middle there are two handshakes, and the digits differ.
BOOST_AUTO_TEST_CASE(two_handshakes_have_other_digits)
{
    SasExchange towards_him{false, keys(9), {3}, random};
    const auto nonce = answer(initiator, commitment());
    (void)towards_him.begin();
    (void)answer(towards_him, nonce);
    BOOST_TEST(initiator.take(answer(responder, nonce)).has_value());
    BOOST_TEST(*initiator.digits() != towards_him.digits().value());
}

BOOST_AUTO_TEST_CASE(the_digits_are_six_even_when_the_number_is_small)
{
    std::set<std::string> seen;
    for (int i = 0; i < 3000; ++i) {
        SasExchange first{true, keys(), {3}, random};
        SasExchange second{false, keys(), {3}, random};
        (void)answer(second, answer(first, second.begin().value()));
        BOOST_REQUIRE(second.digits()->size() == 6u);
        seen.insert(*second.digits());
    }
    BOOST_TEST(seen.size() > 2950u);
    BOOST_TEST((*seen.begin())[0] == '0');
}

BOOST_AUTO_TEST_SUITE_END()
