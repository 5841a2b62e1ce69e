#include "core/crypto/psk.hpp"

#include "core/crypto/hkdf.hpp"

namespace cordee::crypto {

Secret<32> code_psk(View shared, View ctx_hash)
{
    return hkdf(as_view("rs1 code psk"), shared, ctx_hash);
}

Secret<32> link_psk(View secret, View ctx_hash)
{
    return hkdf(as_view("rs1 link psk"), secret, ctx_hash);
}

Secret<32> introduction_psk(View secret, View ctx_hash)
{
    return hkdf(as_view("rs1 intro psk"), secret, ctx_hash);
}

Secret<32> account_psk()
{
    return {};
}

} // namespace cordee::crypto
