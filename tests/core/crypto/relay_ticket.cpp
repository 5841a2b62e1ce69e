#include "core/crypto/relay_ticket.hpp"

#include "core/crypto/grant.hpp"
#include "core/crypto/paseto.hpp"
#include "core/crypto/timestamps.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using namespace std::chrono_literals;

namespace {

struct RelayTicketFixture {
    ManualClock clock;
    SigningKey key = make_signing_key(system_random());
    RelayTicket ticket{"id-1", {1, 2, 3}, "agent", "relay-1", clock.now(), clock.now() + 120s, {}};

    Result<RelayTicket> verify(const RelayTicket& of) const
    {
        return verify_relay_ticket(key.public_key, sign_relay_ticket(of, key), "relay-1", clock);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_tickets, RelayTicketFixture)

BOOST_AUTO_TEST_CASE(a_ticket_comes_back_as_it_was_signed)
{
    const auto read = verify(ticket).value();
    BOOST_TEST(read.jti == "id-1");
    BOOST_TEST((read.sid == ticket.sid));
    BOOST_TEST(read.side == "agent");
    BOOST_TEST((read.iat == ticket.iat && read.exp == ticket.exp));
}

BOOST_AUTO_TEST_CASE(a_budget_comes_back_and_none_is_none)
{
    BOOST_TEST(!verify(ticket).value().budget.has_value());
    for (const RelayBudget budget : {RelayBudget{}, RelayBudget{std::uint64_t{1} << 52U, 125'000'000, 24h}}) {
        ticket.budget = budget;
        BOOST_TEST((verify(ticket).value().budget == budget));
    }
}

BOOST_AUTO_TEST_CASE(half_a_budget_is_no_ticket)
{
    const auto with = [&](const std::string& claims) {
        const std::string payload =
            R"({"typ":"ticket","jti":"id-1","sid":"01020300000000000000000000000000","side":"agent",)"
            R"("relay":"relay-1","iat":")" +
            format_timestamp(ticket.iat) + R"(","exp":")" + format_timestamp(ticket.exp) + "\"" + claims +
            "}";
        return verify_relay_ticket(key.public_key, paseto_sign(key, payload, "", "rs1/relay-ticket/v1"),
                                   "relay-1", clock);
    };
    BOOST_TEST(with("").has_value());
    BOOST_TEST(with(R"(,"bytes":1,"rate":2,"time":3)").has_value());
    for (const char* claims :
         {R"(,"bytes":1)", R"(,"rate":1)", R"(,"time":1)", R"(,"bytes":1,"time":1)", R"(,"rate":1,"time":1)",
          R"(,"bytes":-1,"rate":2,"time":3)", R"(,"bytes":"1","rate":2,"time":3)",
          R"(,"bytes":1,"rate":2.5,"time":3)", R"(,"bytes":1,"rate":2,"time":null)",
          R"(,"bytes":9007199254740993,"rate":2,"time":3)"})
        BOOST_TEST(with(claims).error() == Errc::malformed, claims);
}

BOOST_AUTO_TEST_CASE(a_ticket_is_for_one_relay_and_one_time)
{
    const auto token = sign_relay_ticket(ticket, key);
    BOOST_TEST(verify_relay_ticket(key.public_key, token, "relay-2", clock).error() == Errc::not_permitted);
    clock.advance(120s + kTicketSkew - 1s);
    BOOST_TEST(verify_relay_ticket(key.public_key, token, "relay-1", clock).has_value());
    clock.advance(1s);
    BOOST_TEST(verify_relay_ticket(key.public_key, token, "relay-1", clock).error() == Errc::expired);
    ticket.iat = clock.now() + 91s;
    ticket.exp = clock.now() + 200s;
    BOOST_TEST(verify(ticket).error() == Errc::not_yet_valid);
}

// SEC-47
BOOST_AUTO_TEST_CASE(only_the_brokers_tickets_count_and_a_grant_is_none)
{
    const auto token = sign_relay_ticket(ticket, key);
    const auto other = make_signing_key(system_random());
    BOOST_TEST(verify_relay_ticket(other.public_key, token, "relay-1", clock).error() == Errc::bad_signature);
    BOOST_TEST(verify_relay_ticket(key.public_key, sign_grant(Grant{}, key, "k"), "relay-1", clock).error() ==
               Errc::bad_signature);
}

BOOST_AUTO_TEST_CASE(malformed_tickets_are_refused)
{
    ticket.side = "observer";
    BOOST_TEST(verify(ticket).error() == Errc::malformed);
    ticket.side = "operator";
    ticket.exp = ticket.iat;
    BOOST_TEST(verify(ticket).error() == Errc::malformed);
    const auto signed_text = [&](std::string_view payload) {
        return verify_relay_ticket(key.public_key, paseto_sign(key, payload, "", "rs1/relay-ticket/v1"),
                                   "relay-1", clock);
    };
    for (const char* payload : {"", "{}", "[]", R"({"typ":"ticket"})", R"({"typ":"ticket","jti":7})"})
        BOOST_TEST(signed_text(payload).error() == Errc::malformed, payload);
    BOOST_TEST(verify_relay_ticket(key.public_key, std::string(kMaxRelayTicket + 1, 'a'), "relay-1", clock)
                   .error() == Errc::too_large);
}

// SEC-4
BOOST_AUTO_TEST_CASE(the_proof_depends_on_secret_nonce_and_token)
{
    const Bytes secret(32, 1);
    const Bytes nonce(32, 2);
    const auto proof_key = relay_proof_key(secret, "token");
    const auto proof = relay_proof(proof_key.view(), nonce, "token");
    BOOST_TEST((proof == relay_proof(relay_proof_key(secret, "token").view(), nonce, "token")));
    BOOST_TEST((proof != relay_proof(relay_proof_key(Bytes(32, 9), "token").view(), nonce, "token")));
    BOOST_TEST((proof != relay_proof(relay_proof_key(secret, "tokem").view(), nonce, "token")));
    BOOST_TEST((proof != relay_proof(proof_key.view(), Bytes(32, 3), "token")));
    BOOST_TEST((proof != relay_proof(proof_key.view(), nonce, "tokem")));
}

BOOST_AUTO_TEST_SUITE_END()
