#include "core/crypto/link.hpp"

#include "core/crypto/hkdf.hpp"

namespace cordee::crypto {

Secret<32> link_psk(View secret, View ctx_hash)
{
    return hkdf(as_view("rs1 link psk"), secret, ctx_hash);
}

} // namespace cordee::crypto
