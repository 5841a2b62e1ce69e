// Every way in leads to one session, and nothing but what both sides agree on leads to any.
#include "meeting_sides.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;

namespace {

bool same_keys(const Established& a, const Established& b)
{
    const auto all = [](const Established& of) {
        return to_hex(of.keys.stream_key(true, 0).view()) + to_hex(of.keys.stream_key(false, 0).view()) +
               to_hex(of.keys.datagram_key(true, 0).view()) + to_hex(of.keys.resume_secret().view());
    };
    return all(a) == all(b) && a.handshake_hash == b.handshake_hash;
}

/// One bit of the secret of whatever way it is.
void change_secret(Credential& credential)
{
    if (auto* code = std::get_if<CodeSecret>(&credential))
        code->digits.mutable_view()[0] ^= 1;
    if (auto* link = std::get_if<LinkSecret>(&credential))
        link->secret.mutable_view()[15] ^= 1;
    if (auto* pairing = std::get_if<Pairing>(&credential))
        pairing->psk.mutable_view()[0] ^= 1;
    if (auto* introduction = std::get_if<IntroSecret>(&credential))
        introduction->secret.mutable_view()[31] ^= 1;
}

bool shows(const std::vector<Bytes>& records, View what)
{
    return std::any_of(records.begin(), records.end(), [&](const Bytes& record) {
        return std::search(record.begin(), record.end(), what.begin(), what.end()) != record.end();
    });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(ways_in, MeetingSides)

BOOST_AUTO_TEST_CASE(each_way_leads_to_a_session_with_the_right_peer)
{
    for (const auto way : kWays)
        BOOST_TEST_CONTEXT(name_of(way))
        {
            const auto met = meet(way);
            BOOST_REQUIRE(met.both_established());
            const auto& initiator = **met.initiator;
            const auto& responder = **met.responder;
            BOOST_TEST(same_keys(initiator, responder));
            for (const auto* side : {&initiator, &responder}) {
                BOOST_TEST((side->way == way));
                BOOST_TEST((side->session == grant.sid));
                BOOST_TEST(side->initiator == (side == &initiator));
                const auto peer = side == &initiator ? other(initiator_of(way)) : initiator_of(way);
                BOOST_TEST((side->peer_key == key_of(peer).public_key));
                BOOST_TEST(side->peer.name == (peer == Role::agent ? "reception" : "Olga's desk"));
                BOOST_TEST((side->peer.capabilities == std::vector<std::string>{"datagram"}));
                BOOST_TEST(side->peer.grant_seq == 4u);
            }
            BOOST_TEST(responder.unconfirmed == (way == Way::known_device));
            BOOST_TEST(!initiator.unconfirmed);
        }
}

BOOST_AUTO_TEST_CASE(each_way_takes_the_flights_that_the_design_counts)
{
    for (const auto& [way, forth, back] : {std::tuple{Way::code, 3u, 2u},
                                           {Way::link, 2u, 1u},
                                           {Way::known_device, 1u, 1u},
                                           {Way::introduced, 2u, 1u},
                                           {Way::account, 2u, 1u}}) {
        const auto met = meet(way);
        BOOST_TEST(met.to_responder.size() == forth, name_of(way));
        BOOST_TEST(met.to_initiator.size() == back, name_of(way));
    }
}

// SEC-3
BOOST_AUTO_TEST_CASE(two_different_secrets_never_meet)
{
    for (const auto way : {Way::code, Way::link, Way::known_device, Way::introduced}) {
        auto initiator = config(way, true);
        change_secret(initiator.credential);
        const auto met = meet(std::move(initiator), config(way, false));
        BOOST_TEST(!met.initiator->has_value(), name_of(way));
        if (way == Way::known_device) // where the initiator has the last word, which never comes
            BOOST_TEST((**met.responder).unconfirmed);
        else
            BOOST_TEST(!met.responder->has_value(), name_of(way));
    }
}

// SEC-3
BOOST_AUTO_TEST_CASE(two_views_of_the_session_never_meet)
{
    const std::map<std::string, std::function<void(HandshakeConfig&)>> changes{
        {"session", [](HandshakeConfig& of) { of.session[15] ^= 1; }},
        {"grant", [](HandshakeConfig& of) { of.grant_token += "x"; }},
        {"no grant", [](HandshakeConfig& of) { of.grant_token.clear(); }},
        {"own role", [](HandshakeConfig& of) { of.self = Role::observer; }},
        {"both roles", [](HandshakeConfig& of) { std::swap(of.self, of.peer); }},
    };
    for (const auto way : kWays)
        for (const auto& [what, change] : changes)
            for (const bool of_initiator : {true, false}) {
                auto initiator = config(way, true);
                auto responder = config(way, false);
                change(of_initiator ? initiator : responder);
                BOOST_TEST(!meet(std::move(initiator), std::move(responder)).both_established(),
                           name_of(way) << " " << what);
            }
}

// SEC-1, SEC-3: there is no way from one way into another.
BOOST_AUTO_TEST_CASE(two_different_ways_never_meet)
{
    for (const auto one : kWays)
        for (const auto another : kWays)
            if (one != another)
                BOOST_TEST(meet(config(one, true), config(another, false)).none_established(),
                           name_of(one) << " and " << name_of(another));
}

// SEC-1, SEC-3: version, suite, way, role and hello are in CTX; a relay that edits them ends the handshake.
BOOST_AUTO_TEST_CASE(an_edited_context_or_hello_is_refused)
{
    constexpr std::size_t kContext = 1; // behind the kind
    for (const auto way : kWays)
        for (const std::size_t at : {3u, 4u, 5u, 6u, 7u, 8u, 24u, 56u, 88u, 95u}) {
            const auto met = meet(way, cordee::test::edit(0, kContext + at, 3));
            BOOST_TEST(met.none_established(), name_of(way) << " byte " << at);
            BOOST_TEST(met.to_initiator.size() == 1u); // the refusal, and no answer
        }
}

// SEC-1: a credential that is not the way's, or is missing, ends it before anything is said.
BOOST_AUTO_TEST_CASE(a_way_without_its_own_secret_is_no_way)
{
    for (const auto way : kWays)
        for (const auto another : kWays) {
            if (way == another)
                continue;
            auto initiator = config(way, true);
            initiator.credential = credential(another, true);
            const auto met = meet(std::move(initiator), config(way, false));
            BOOST_TEST(met.none_established());
            BOOST_TEST(to_hex(met.to_responder.at(0)) == "7f0002");
            auto responder = config(way, false);
            responder.credential = credential(another, false);
            BOOST_TEST(meet(config(way, true), std::move(responder)).none_established());
        }
    auto holder = config(Way::code, false);
    std::get<CodeSecret>(holder.credential).guesses = nullptr;
    BOOST_TEST(meet(config(Way::code, true), std::move(holder)).none_established());
}

// SEC-6
BOOST_AUTO_TEST_CASE(a_key_that_the_grant_does_not_name_is_refused)
{
    for (const auto way : kWays)
        for (const std::size_t part : {0u, 1u}) {
            grant.parts[part].key[0] ^= 1;
            const auto met = meet(way);
            BOOST_TEST(!met.both_established(), name_of(way));
            const auto identity = [](const std::optional<HandshakeResult>& of) {
                return !of->has_value() && of->error().ending == Ending::identity;
            };
            BOOST_TEST((identity(met.initiator) || identity(met.responder)), name_of(way));
            grant.parts[part].key[0] ^= 1;
        }
}

// SEC-6
BOOST_AUTO_TEST_CASE(a_grant_of_another_session_way_or_role_is_refused)
{
    const std::map<std::string, std::function<void(crypto::Grant&)>> changes{
        {"session", [](crypto::Grant& of) { of.sid[0] ^= 1; }},
        {"no ways", [](crypto::Grant& of) { of.ways.clear(); }},
        {"revocation", [](crypto::Grant& of) { of.typ = "revoke"; }},
        {"swapped roles", [](crypto::Grant& of) { std::swap(of.parts[0].role, of.parts[1].role); }},
        {"a role twice", [](crypto::Grant& of) { of.parts.push_back(of.parts[0]); }},
        {"one side", [](crypto::Grant& of) { of.parts.pop_back(); }},
        {"observer", [](crypto::Grant& of) { of.parts[0].role = "observer"; }},
    };
    for (const auto way : kWays)
        for (const auto& [what, change] : changes) {
            auto initiator = config(way, true);
            auto responder = config(way, false);
            change(initiator.grant);
            change(responder.grant);
            BOOST_TEST(meet(std::move(initiator), std::move(responder)).none_established(),
                       name_of(way) << " " << what);
        }
    for (const auto way : kWays) {
        std::erase(grant.ways, name_of(way));
        BOOST_TEST(meet(way).none_established(), name_of(way));
        grant.ways.emplace_back(name_of(way));
    }
}

// SEC-5: neither static key nor name is readable on the way, and who does not know the psk gets no answer.
BOOST_AUTO_TEST_CASE(keys_and_payloads_are_not_readable_on_the_way)
{
    for (const auto way : kWays) {
        const auto met = meet(way);
        for (const auto* records : {&met.to_responder, &met.to_initiator}) {
            BOOST_TEST(!shows(*records, agent_key.public_key), name_of(way));
            BOOST_TEST(!shows(*records, operator_key.public_key), name_of(way));
            BOOST_TEST(!shows(*records, as_view("reception")), name_of(way));
            BOOST_TEST(!shows(*records, as_view("desk")), name_of(way));
        }
    }
    auto relay = config(Way::link, true);
    change_secret(relay.credential);
    const auto met = meet(std::move(relay), config(Way::link, false));
    BOOST_TEST(met.to_initiator.size() == 1u);
    BOOST_TEST(to_hex(met.to_initiator.at(0)) == "7f0002");
}

// SEC-31: the introducer announced another key than the one that came, although the grant lists it.
BOOST_AUTO_TEST_CASE(a_colleague_with_another_key_than_announced_is_refused)
{
    for (const bool of_initiator : {true, false}) {
        auto initiator = config(Way::introduced, true);
        auto responder = config(Way::introduced, false);
        std::get<IntroSecret>((of_initiator ? initiator : responder).credential).peer_key[5] ^= 1;
        const auto met = meet(std::move(initiator), std::move(responder));
        const auto& refusing = of_initiator ? met.initiator : met.responder;
        BOOST_REQUIRE(!refusing->has_value());
        BOOST_TEST((refusing->error().ending == Ending::identity));
    }
}

BOOST_AUTO_TEST_SUITE_END()
