// Grants: the token as it comes, and the input as the claims of a token that the broker really signed.
// SEC-48
#include "core/crypto/grant_verifier.hpp"
#include "core/crypto/paseto.hpp"

#include <cstdlib>

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto key = signing_key(Secret<32>{ByteArray<32>{1}});
    const auto text = as_text({data, size});
    GrantVerifier verifier{{{"broker", key.public_key}}, system_clock()};
    (void)verifier.verify(text);
    (void)verifier.verify(paseto_sign(key, text, R"({"kid":"broker"})", kGrantImplicit));
    (void)verifier.verify(paseto_sign(key, "{}", text, kGrantImplicit));

    // What is understood survives being written again.
    const auto grant = parse_grant(text);
    if (!grant)
        return 0;
    const auto again = paseto_verify(key.public_key, sign_grant(*grant, key, "broker"), kGrantImplicit);
    if (!again || parse_grant(again->payload).value() != *grant)
        std::abort();
    return 0;
}
