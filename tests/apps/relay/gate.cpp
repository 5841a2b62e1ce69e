#include "apps/relay/gate.hpp"

#include "tests/apps/relay/broker.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::relay;
using wire::RelayAnswer;

namespace {

struct GateFixture {
    ManualClock clock;
    test::Broker broker{clock};
    Gate gate{"relay-1", broker.credentials(), 3, clock};
    wire::RelayNonce nonce = system_random().bytes<32>();

    /// What the side hears; nothing when it may enter.
    std::optional<RelayAnswer> answer(const std::string& token, const wire::RelayProof& proof)
    {
        const auto ticket = gate.check(nonce, {token, proof});
        if (!ticket)
            return answer_for(ticket.error());
        const auto used = gate.use_up(*ticket);
        return used ? std::nullopt : std::optional{answer_for(used.error())};
    }
    std::optional<RelayAnswer> answer(const std::string& token)
    {
        return answer(token, broker.prove(token, nonce));
    }
    std::string token() { return broker.sign(broker.ticket(1, "agent")); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gate, GateFixture)

BOOST_AUTO_TEST_CASE(a_ticket_opens_once)
{
    const auto one = token();
    BOOST_TEST(!answer(one));
    nonce = system_random().bytes<32>();
    BOOST_TEST((answer(one) == RelayAnswer::used));
    BOOST_TEST(!answer(token()));
}

BOOST_AUTO_TEST_CASE(a_proof_is_for_one_ticket_one_nonce_and_one_key) // SEC-4
{
    const auto one = token();
    const auto another = token();
    auto wrong = broker.prove(one, nonce);
    wrong[31] ^= 1U;
    BOOST_TEST((answer(one, wrong) == RelayAnswer::refused));
    BOOST_TEST((answer(one, {}) == RelayAnswer::refused));
    BOOST_TEST((answer(one, broker.prove(another, nonce)) == RelayAnswer::refused));
    BOOST_TEST((answer(one, broker.prove(one, system_random().bytes<32>())) == RelayAnswer::refused));
    BOOST_TEST((answer(one, test::Broker{clock}.prove(one, nonce)) == RelayAnswer::refused));
    BOOST_TEST(!answer(one)); // none of these used it up
}

BOOST_AUTO_TEST_CASE(another_broker_another_relay_another_time)
{
    test::Broker stranger{clock};
    const auto foreign = stranger.sign(stranger.ticket(1, "agent"));
    BOOST_TEST((answer(foreign) == RelayAnswer::refused));
    auto elsewhere = broker.ticket(1, "agent");
    elsewhere.relay = "relay-2";
    BOOST_TEST((answer(broker.sign(elsewhere)) == RelayAnswer::refused));
    const auto old = token();
    clock.advance(std::chrono::minutes{5});
    BOOST_TEST((answer(old) == RelayAnswer::expired));
    BOOST_TEST((answer("v4.public.AAAA") == RelayAnswer::refused));
    BOOST_TEST((answer(old.substr(0, old.size() - 1)) == RelayAnswer::refused));
}

BOOST_AUTO_TEST_CASE(used_tickets_are_remembered_until_they_expire_and_no_more_than_fit)
{
    const auto first = token();
    BOOST_TEST(!answer(first));
    BOOST_TEST(!answer(token()));
    BOOST_TEST(!answer(token()));
    BOOST_TEST((answer(token()) == RelayAnswer::busy));
    clock.advance(std::chrono::minutes{2} + crypto::kTicketSkew);
    BOOST_TEST(answer(first).has_value()); // whichever answer: not again
    clock.advance(std::chrono::seconds{2});
    BOOST_TEST(!answer(token()));
}

BOOST_AUTO_TEST_SUITE_END()
