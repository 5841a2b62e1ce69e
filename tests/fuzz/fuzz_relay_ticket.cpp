// Tickets shown to a relay, and the input as the claims of one that the broker really signed.
// SEC-48
#include "core/crypto/paseto.hpp"
#include "core/crypto/relay_ticket.hpp"

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto key = signing_key(Secret<32>{ByteArray<32>{1}});
    const auto text = as_text({data, size});
    (void)verify_relay_ticket(key.public_key, text, "relay", system_clock());
    (void)verify_relay_ticket(key.public_key, paseto_sign(key, text, "", "rs1/relay-ticket/v1"), "relay",
                              system_clock());
    return 0;
}
