#include "core/crypto/equal.hpp"

#include <openssl/crypto.h>

namespace cordee::crypto {

bool equal_constant_time(View a, View b)
{
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace cordee::crypto
