// SEC-31: introducer, grant, announced key and the person's consent must all agree; each is broken here once.
// That the handshake proves the announced key is in tests/core/session/handshake/ways.cpp.
#include "core/endpoint/introduction.hpp"

#include "core/endpoint/consent_prompt.hpp"
#include "core/endpoint/run.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;
using session::Role;

namespace {

struct IntroductionFixture {
    IntroductionFixture()
    {
        grant.jti = "g1";
        grant.seq = 1;
        grant.sid = {7};
        grant.iat = grant.nbf = clock.now();
        grant.exp = clock.now() + std::chrono::minutes{15};
        grant.ways = {"introduced"};
        grant.parts.resize(2);
        grant.parts[0].role = "operator";
        grant.parts[0].key = {1};
        grant.parts[0].name = "Bob";
        grant.parts[0].org = "Helpers\n";
        grant.parts[1].role = "agent";
        grant.parts[1].key = {2};
    }

    session::Introduce said(const ByteArray<32>& key = {1})
    {
        const auto token = crypto::sign_grant(grant, *signer, "broker");
        const auto meeting = R"({"session":")" + to_hex(session) + R"(","way":")" + way + R"(","grant":")" +
                             token +
                             R"(","access":"a","connection":{"relays":[{"id":"r","host":"relay","ports":[1],)"
                             R"("encapsulations":["native"],"udp":false,"tickets":[{"ticket":"t",)"
                             R"("key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}],"ports":[1],)"
                             R"("encapsulations":["native"]}})";
        return {"bob@example.org", key, {3}, meeting};
    }

    Result<Introduced> accept(session::Introduce introduction, Role self = Role::agent)
    {
        crypto::GrantVerifier verifier{{{"broker", broker_key.public_key}}, clock};
        const ByteArray<32> own{static_cast<std::uint8_t>(self == Role::agent ? 2 : 1)};
        return accept_introduction(std::move(introduction), introducer_verified, self, own, verifier);
    }

    ManualClock clock;
    SeededRandom random{31};
    crypto::SigningKey broker_key = crypto::make_signing_key(random);
    crypto::SigningKey other_key = crypto::make_signing_key(random);
    crypto::SigningKey* signer = &broker_key;
    crypto::Grant grant;
    ByteArray<16> session{7};
    std::string way = "introduced";
    bool introducer_verified = true;
};

bool asked(ConsentPrompt& consent)
{
    boost::asio::io_context context;
    return endpoint::run(context, consent.ask_colleague("Ada", "Bob", "Helpers"));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(introduction, IntroductionFixture)

BOOST_AUTO_TEST_CASE(what_agrees_is_accepted_by_both_sides)
{
    const auto colleague = accept(said());
    BOOST_REQUIRE(colleague.has_value());
    BOOST_TEST(colleague->name == "Bob"); // the broker's word, not the introducer's
    BOOST_TEST(colleague->organisation.find('\n') == std::string::npos);
    BOOST_TEST((colleague->key == ByteArray<32>{1}));
    BOOST_TEST((colleague->meeting.session == session));
    const auto client = accept(said({2}), Role::operator_);
    BOOST_REQUIRE(client.has_value());
    BOOST_TEST((client->key == ByteArray<32>{2}));
    auto own = own_side(*client, Role::operator_, crypto::make_x25519_key_pair(random), "Bob's desk");
    const auto credential = own.credential();
    BOOST_TEST((std::get<session::IntroSecret>(credential).peer_key == ByteArray<32>{2}));
}

// SEC-31
BOOST_AUTO_TEST_CASE(an_introducer_for_whom_only_the_broker_vouches_is_refused)
{
    introducer_verified = false;
    BOOST_TEST((accept(said()).error() == Errc::not_permitted));
}

// SEC-31
BOOST_AUTO_TEST_CASE(a_grant_of_somebody_else_is_refused)
{
    signer = &other_key;
    BOOST_TEST((accept(said()).error() == Errc::bad_signature));
}

// SEC-31
BOOST_AUTO_TEST_CASE(a_grant_that_is_over_is_refused)
{
    auto late = said();
    clock.advance(std::chrono::hours{1});
    BOOST_TEST((accept(std::move(late)).error() == Errc::expired));
}

// SEC-31
BOOST_AUTO_TEST_CASE(a_grant_or_meeting_of_another_way_is_refused)
{
    way = "link";
    BOOST_TEST((accept(said()).error() == Errc::not_permitted));
    way = "introduced";
    for (const auto& ways : {std::vector<std::string>{"link"}, {"introduced", "account"}}) {
        grant.ways = ways;
        BOOST_TEST((accept(said()).error() == Errc::not_permitted));
    }
}

// SEC-31
BOOST_AUTO_TEST_CASE(a_grant_of_another_session_is_refused)
{
    session = {8};
    BOOST_TEST((accept(said()).error() == Errc::not_permitted));
}

// SEC-31
BOOST_AUTO_TEST_CASE(a_key_that_was_not_announced_is_refused)
{
    BOOST_TEST((accept(said({9})).error() == Errc::bad_key));
    BOOST_TEST((accept(said({2})).error() == Errc::bad_key)); // this side's own
    BOOST_TEST((accept(said({9}), Role::operator_).error() == Errc::bad_key));
}

// SEC-31
BOOST_AUTO_TEST_CASE(a_grant_that_lists_another_key_or_more_people_is_refused)
{
    grant.parts[0].key = {9};
    BOOST_TEST((accept(said()).error() == Errc::bad_key));
    grant.parts[0].key = {1};
    grant.parts[1].key = {9}; // not this computer
    BOOST_TEST((accept(said()).error() == Errc::bad_key));
    grant.parts[1].key = {2};
    grant.parts[0].role = "observer"; // announced as operator
    BOOST_TEST((accept(said()).error() == Errc::not_permitted));
    grant.parts[0].role = "operator";
    auto observer = grant.parts[0];
    observer.role = "observer";
    observer.key = {5};
    grant.parts.push_back(observer);
    BOOST_TEST((accept(said()).error() == Errc::not_permitted));
}

BOOST_AUTO_TEST_CASE(a_meeting_that_makes_no_sense_is_refused)
{
    auto broken = said();
    broken.meeting = "{}";
    BOOST_TEST((accept(std::move(broken)).error() == Errc::malformed));
}

// SEC-31
BOOST_AUTO_TEST_CASE(nobody_comes_whom_the_person_does_not_want)
{
    FakeTerminal terminal;
    ConsentPrompt consent{terminal, std::nullopt};
    for (const auto& [answer, allowed] : {std::pair{"n", false}, {"y", true}, {"o", true}, {"Non", false}}) {
        terminal.answers = {"perhaps", answer};
        BOOST_TEST(asked(consent) == allowed);
        BOOST_TEST(terminal.said.back() == "Ada invites Bob of Helpers as operator");
    }
    terminal.answers.clear(); // the terminal is gone
    BOOST_TEST(!asked(consent));
    ConsentPrompt strict{terminal, parse_accept("view,control")};
    BOOST_TEST(!asked(strict));
    ConsentPrompt open{terminal, parse_accept("view,colleague")};
    BOOST_TEST(asked(open));
}

BOOST_AUTO_TEST_SUITE_END()
