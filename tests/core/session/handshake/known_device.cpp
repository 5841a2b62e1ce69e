// A known device: who is answered, and what an answer is worth.
#include "meeting_sides.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;
using namespace cordee::test;

namespace {

/// Only ever the refusal: no HS2.
bool got_no_answer(const Outcome& met)
{
    return met.to_initiator.size() == 1 && to_hex(met.to_initiator[0]) == "7f0002";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(known_device, MeetingSides)

// SEC-30
BOOST_AUTO_TEST_CASE(an_unknown_key_gets_no_answer)
{
    auto stranger = config(Way::known_device, true);
    stranger.key = crypto::make_x25519_key_pair(random);
    // The broker lists it, the device's own list does not.
    grant.parts[0].key = stranger.key.public_key;
    stranger.grant = grant;
    auto responder = config(Way::known_device, false);
    responder.credential = PairingLookup{[&](const ByteArray<32>& key) -> std::optional<Secret<32>> {
        ++look_ups;
        if (key == operator_key.public_key)
            return pairing.clone();
        return std::nullopt;
    }};
    const auto met = meet(std::move(stranger), std::move(responder));
    BOOST_TEST(met.none_established());
    BOOST_TEST(look_ups == 1);
    BOOST_TEST(got_no_answer(met));
    BOOST_TEST((met.responder->error().ending == Ending::auth));
}

// SEC-30: one that is on the list and not in the grant gets none either.
BOOST_AUTO_TEST_CASE(a_known_key_that_the_grant_does_not_list_gets_no_answer)
{
    auto responder = config(Way::known_device, false);
    responder.grant.parts[0].key[0] ^= 1;
    const auto met = meet(config(Way::known_device, true), std::move(responder));
    BOOST_TEST(met.none_established());
    BOOST_TEST(got_no_answer(met));
}

// SEC-46: the broker names another key than the one of the pairing; nothing is said to whoever has it.
BOOST_AUTO_TEST_CASE(a_changed_device_key_stops_the_initiator_before_it_speaks)
{
    auto initiator = config(Way::known_device, true);
    initiator.grant.parts[1].key[0] ^= 1;
    const auto met = meet(std::move(initiator), config(Way::known_device, false));
    BOOST_TEST(met.none_established());
    BOOST_TEST(to_hex(met.to_responder.at(0)) == "7f0002");
    BOOST_TEST((met.initiator->error().ending == Ending::identity));
}

// SEC-12: a repeated HS1 gets an answer that nobody can use, and a session that is not confirmed.
BOOST_AUTO_TEST_CASE(a_repeated_first_message_yields_nothing)
{
    const auto genuine = meet(Way::known_device);
    BOOST_REQUIRE(genuine.both_established());
    const Tamper replayed = [&](std::size_t, const Bytes&) { return deliver(genuine.to_responder.at(0)); };
    const auto met = meet(Way::known_device, replayed);
    BOOST_TEST(!met.initiator->has_value());
    BOOST_REQUIRE(met.responder->has_value());
    BOOST_TEST((**met.responder).unconfirmed);
    for (const auto* of : {&**genuine.initiator, &**genuine.responder})
        BOOST_TEST(to_hex(of->keys.stream_key(true, 0).view()) !=
                   to_hex((**met.responder).keys.stream_key(true, 0).view()));
}

// SEC-5: the initiator's identity is sealed to the device's key; another device learns nothing of it.
BOOST_AUTO_TEST_CASE(another_device_cannot_read_who_calls)
{
    auto responder = config(Way::known_device, false);
    responder.key = crypto::make_x25519_key_pair(random);
    const auto met = meet(config(Way::known_device, true), std::move(responder));
    BOOST_TEST(met.none_established());
    BOOST_TEST(look_ups == 0);
    BOOST_TEST(got_no_answer(met));
}

BOOST_AUTO_TEST_SUITE_END()
