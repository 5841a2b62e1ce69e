#include "core/crypto/grant.hpp"

#include "core/crypto/grant_verifier.hpp"
#include "core/crypto/paseto.hpp"
#include "tests/core/crypto/grant_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

BOOST_FIXTURE_TEST_SUITE(grants, test::GrantFixture)

BOOST_AUTO_TEST_CASE(a_grant_comes_back_as_it_was_signed)
{
    grant.rec = {"allowed", {"archive-1"}};
    grant.parts.at(0).mods.push_back({"chat", {1, 0, 0}, "p", std::vector<std::string>{"view"}});
    grant.parts.at(0).mods.push_back(
        {"files", {1, 0, 0}, "p", {}, Version{2, 0, 0}, {Version{1, 1, 0}, Version{1, 2, 0}}});
    grant.crit = {"parts"};
    BOOST_TEST((verifier.verify(token()).value() == grant));
}

// SEC-33
BOOST_AUTO_TEST_CASE(the_signer_must_be_trusted_and_the_purpose_right)
{
    const auto other = make_signing_key(system_random());
    BOOST_TEST(verifier.verify(sign_grant(grant, other, "broker")).error() == Errc::bad_signature);
    BOOST_TEST(verifier.verify(sign_grant(grant, key, "unknown")).error() == Errc::not_found);
    const auto payload = paseto_verify(key.public_key, token(), kGrantImplicit).value().payload;
    BOOST_TEST(
        verifier.verify(paseto_sign(key, payload, R"({"kid":"broker"})", "rs1/relay-ticket/v1")).error() ==
        Errc::bad_signature);
}

// SEC-33
BOOST_AUTO_TEST_CASE(the_footer_names_one_key_and_nothing_else)
{
    const auto payload = paseto_verify(key.public_key, token(), kGrantImplicit).value().payload;
    for (const char* footer : {"", "broker", "{}", R"({"kid":7})", R"({"kid":"broker","kid":"broker"})",
                               R"({"kid":"broker","more":1})"})
        BOOST_TEST(verifier.verify(paseto_sign(key, payload, footer, kGrantImplicit)).error() ==
                       Errc::malformed,
                   footer);
}

// SEC-33
BOOST_AUTO_TEST_CASE(claims_have_one_form)
{
    const auto good = payload();
    BOOST_TEST(verify_payload(good).has_value());
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {R"("typ":"grant")", R"("typ":"ticket")"},
             {R"("typ":"grant")", R"("typ":"grant","typ":"grant")"},
             {R"("jti":"grant-1")", R"("jti":1)"},
             {R"("jti":"grant-1")", R"("jti":"")"},
             {R"("seq":1)", R"("seq":"1")"},
             {R"("seq":1)", R"("seq":-1)"},
             {R"("seq":1)", R"("seq":1.5)"},
             {R"("seq":1)", R"("seq":99999999999999999999)"},
             {R"("role":"agent")", R"("role":"root")"},
             {R"("role":"agent")", R"("role":"agent","role":"agent")"},
             {R"("perms":["view","input"])", R"("perms":"view")"},
             {R"("perms":["view","input"])", R"("perms":[7])"},
             {R"("min":"0.1.0")", R"("min":"0.1")"},
             {R"("min":"0.1.0")", R"("min":"0.1.0","perms":"view")"},
             {R"("min":"0.1.0")", R"("min":"0.1.0","perms":[7])"},
             {R"("ways":["link"])", R"("ways":[2])"},
             {R"("rule":"forbidden")", R"("rule":"perhaps")"}})
        BOOST_TEST(verify_payload(replaced(good, from, to)).error() == Errc::malformed, to);
}

// SEC-33
BOOST_AUTO_TEST_CASE(an_unknown_critical_claim_refuses_and_an_unknown_plain_one_does_not)
{
    BOOST_TEST(
        verify_payload(replaced(payload(), R"("crit":[])", R"("crit":["moon"],"moon":"full")")).error() ==
        Errc::unsupported);
    BOOST_TEST(verify_payload(replaced(payload(), R"("crit":[])", R"("crit":[],"moon":"full")")).has_value());
}

// SEC-34
BOOST_AUTO_TEST_CASE(an_unknown_permission_is_kept_as_text_and_harms_nobody)
{
    grant.parts[0].perms.push_back("teleport");
    BOOST_TEST((verifier.verify(token()).value().parts[0].perms == grant.parts[0].perms));
}

// SEC-26, SEC-33
BOOST_AUTO_TEST_CASE(the_length_is_checked_first)
{
    BOOST_TEST(verifier.verify(std::string(kMaxGrant + 1, 'a')).error() == Errc::too_large);
    grant.parts[0].name = std::string(4096, 'n');
    BOOST_TEST(verifier.verify(token()).error() == Errc::too_large);
    BOOST_TEST(verifier.verify("").error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(a_revocation_needs_no_parts)
{
    const auto text = R"({"typ":"revoke","jti":"r","seq":2,"sid":"01000000000000000000000000000000",)" +
                      payload().substr(payload().find(R"("iat")"),
                                       payload().find(R"("ways")") - payload().find(R"("iat")")) +
                      R"("crit":[]})";
    const auto revoked = verify_payload(text);
    BOOST_REQUIRE(revoked.has_value());
    BOOST_TEST(revoked->typ == "revoke");
    BOOST_TEST(revoked->parts.empty());
    BOOST_TEST(verify_payload(replaced(text, "revoke", "grant")).error() == Errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
