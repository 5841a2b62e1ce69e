// Everything that is signed, under one key: no signature is good for anything but what it was made for.
#include "core/base/json.hpp"
#include "core/crypto/device_statement.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/minisign.hpp"
#include "core/crypto/paseto.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <functional>
#include <map>

using namespace cordee;
using namespace cordee::crypto;

namespace {

std::string to_base64(View bytes)
{
    auto text = to_base64url(bytes);
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    return text + std::string((4 - text.size() % 4) % 4, '=');
}

/// A kind of signed object: what is signed for this payload, and whether a signature over it is accepted.
struct Kind {
    std::function<Bytes(std::string_view payload)> signature;
    std::function<bool(std::string_view payload, View signature)> accepts;
};

struct Signed {
    Signed()
    {
        kinds["grant"] = token(kGrantImplicit);
        kinds["relay ticket"] = token("rs1/relay-ticket/v1");
        kinds["token of another kind"] = token("");
        kinds["device"] = {[this](std::string_view payload) {
                               return to_bytes(sign(key, device_statement(payload, key.public_key)));
                           },
                           [this](std::string_view payload, View signature) {
                               return verify(key.public_key, device_statement(payload, key.public_key),
                                             signature);
                           }};
        kinds["package"] = {
            [this](std::string_view payload) { return to_bytes(sign(key, blake2b512(as_view(payload)))); },
            [this](std::string_view payload, View signature) {
                return verify_minisign({{}, key.public_key}, as_view(payload), minisign(signature, "comment"))
                    .has_value();
            }};
    }

    Kind token(std::string_view implicit)
    {
        return {
            [this, implicit](std::string_view payload) {
                const auto text = paseto_sign(key, payload, "", implicit);
                const auto body = from_base64url(std::string_view{text}.substr(10)).value();
                return Bytes{body.end() - 64, body.end()};
            },
            [this, implicit](std::string_view payload, View signature) {
                auto body = to_bytes(payload);
                append(body, signature);
                return paseto_verify(key.public_key, "v4.public." + to_base64url(body), implicit).has_value();
            }};
    }

    /// A signature file whose global signature is genuine, so that the first one alone decides.
    std::string minisign(View signature, std::string_view comment) const
    {
        auto both = to_bytes(signature);
        append(both, as_view(comment));
        Bytes blob{'E', 'D', 0, 0, 0, 0, 0, 0, 0, 0};
        append(blob, signature);
        return fmt::format("untrusted comment: x\n{}\ntrusted comment: {}\n{}\n", to_base64(blob), comment,
                           to_base64(sign(key, both)));
    }

    SeededRandom random;
    SigningKey key = make_signing_key(random);
    std::map<std::string, Kind> kinds;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(signed_objects, Signed)

// SEC-47
BOOST_AUTO_TEST_CASE(a_signature_is_good_for_its_own_kind_only)
{
    for (const std::string payload : {"", "{}", "rs1", "a token that is as long as such tokens are"})
        for (const auto& [made_as, maker] : kinds)
            for (const auto& [read_as, reader] : kinds)
                BOOST_TEST(reader.accepts(payload, maker.signature(payload)) == (made_as == read_as),
                           made_as << " as " << read_as << ": " << payload);
}

// SEC-47: whole objects, at those who read them.
BOOST_AUTO_TEST_CASE(a_grant_is_no_ticket_and_a_ticket_no_grant)
{
    ManualClock clock;
    Grant grant;
    grant.jti = "j";
    grant.seq = 1;
    grant.iat = grant.nbf = clock.now();
    grant.exp = clock.now() + std::chrono::minutes{5};
    const auto grant_token = sign_grant(grant, key, "k");
    const RelayTicket ticket{"j", {}, "operator", "relay", clock.now(), clock.now() + std::chrono::minutes{2},
                             {}};
    const auto ticket_token = sign_relay_ticket(ticket, key);
    GrantVerifier verifier{{{"k", key.public_key}}, clock};
    BOOST_TEST(!verifier.verify(ticket_token).has_value());
    BOOST_TEST(
        (verify_relay_ticket(key.public_key, grant_token, "relay", clock).error() == Errc::bad_signature));
    BOOST_TEST(verify_relay_ticket(key.public_key, ticket_token, "relay", clock).has_value());
    BOOST_TEST((paseto_verify(key.public_key, ticket_token, kGrantImplicit).error() == Errc::bad_signature));
    BOOST_TEST(paseto_verify(key.public_key, grant_token, kGrantImplicit).has_value());
}

// SEC-47: a package's signature covers the trusted comment, and the two signatures do not change places.
BOOST_AUTO_TEST_CASE(the_two_signatures_of_a_package_are_not_exchanged)
{
    const auto first = to_bytes(sign(key, blake2b512(as_view("package"))));
    BOOST_TEST(verify_minisign({{}, key.public_key}, as_view("package"), minisign(first, "c")).has_value());
    auto both = first;
    append(both, as_view("c"));
    const auto global = to_bytes(sign(key, both));
    BOOST_TEST(!verify_minisign({{}, key.public_key}, as_view("package"), minisign(global, "c")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
