// Tokens of any kind. A token that verifies has one spelling.
// SEC-48
#include "core/crypto/paseto.hpp"

#include <cstdlib>

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto key = signing_key(Secret<32>{ByteArray<32>{1}});
    const auto text = as_text({data, size});
    (void)unverified_paseto_footer(text);
    const auto token = paseto_verify(key.public_key, text, "");
    if (token && paseto_sign(key, token->payload, token->footer, "") != text)
        std::abort();
    const auto own = paseto_sign(key, text, text, text);
    const auto back = paseto_verify(key.public_key, own, text);
    if (!back || back->payload != text || back->footer != text)
        std::abort();
    return 0;
}
