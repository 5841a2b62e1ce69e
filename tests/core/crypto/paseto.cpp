#include "core/crypto/paseto.hpp"

#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::secret_field;
using cordee::test::text_field;

BOOST_AUTO_TEST_SUITE(paseto)

// SEC-2
BOOST_AUTO_TEST_CASE(published_vectors)
{
    const auto file = test::load_vectors("paseto-v4-public.json");
    const auto vectors = json::get_objects(*file, "vectors").value();
    BOOST_REQUIRE(!vectors.empty());
    const auto key = secret_field<32>(*vectors.front(), "secret-key-seed");
    for (const auto& vector : vectors) {
        BOOST_TEST_CONTEXT(text_field(*vector, "name"))
        {
            const auto token = text_field(*vector, "token");
            const auto implicit = text_field(*vector, "implicit-assertion");
            const auto signer = signing_key(key.clone());
            const auto verified = paseto_verify(signer.public_key, token, implicit);
            BOOST_TEST(verified.has_error() == json::get_bool(*vector, "expect-fail").value());
            if (!verified)
                continue;
            BOOST_TEST(verified->payload == text_field(*vector, "payload"));
            BOOST_TEST(verified->footer == text_field(*vector, "footer"));
            BOOST_TEST(paseto_sign(signer, verified->payload, verified->footer, implicit) == token);
        }
    }
}

// SEC-47
BOOST_AUTO_TEST_CASE(purpose_footer_payload_and_key_are_all_signed)
{
    const auto key = make_signing_key(system_random());
    const auto token = paseto_sign(key, "payload", "footer", "purpose");
    BOOST_TEST(paseto_verify(key.public_key, token, "purpose").has_value());
    BOOST_TEST(paseto_verify(key.public_key, token, "other").error() == Errc::bad_signature);
    BOOST_TEST(paseto_verify(key.public_key, token, "").error() == Errc::bad_signature);
    BOOST_TEST(paseto_verify(make_signing_key(system_random()).public_key, token, "purpose").error() ==
               Errc::bad_signature);
    const auto body = token.substr(0, token.rfind('.'));
    BOOST_TEST(paseto_verify(key.public_key, body, "purpose").error() == Errc::bad_signature);
    BOOST_TEST(paseto_verify(key.public_key, body + ".Zm9vdGVS", "purpose").error() == Errc::bad_signature);
    for (std::size_t i = 10; i < token.size(); ++i) {
        auto wrong = token;
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(paseto_verify(key.public_key, wrong, "purpose").has_error());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_refused)
{
    const auto key = make_signing_key(system_random());
    const auto token = paseto_sign(key, "payload", "", "");
    BOOST_TEST(paseto_verify(key.public_key, token, "").has_value());
    BOOST_TEST(unverified_paseto_footer(token).value().empty());
    for (const auto& wrong : {std::string{}, std::string{"v4.public."}, std::string{"v4.public.AAAA"},
                              token + ".", token + "=", token + " ", "v4.local." + token.substr(10),
                              "v2.public." + token.substr(10), token + ".Zm9v.Zm9v"}) {
        BOOST_TEST(paseto_verify(key.public_key, wrong, "").error() == Errc::malformed, wrong);
        BOOST_TEST(unverified_paseto_footer(wrong).error() == Errc::malformed, wrong);
    }
}

BOOST_AUTO_TEST_SUITE_END()
