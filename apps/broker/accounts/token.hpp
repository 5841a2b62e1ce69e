// Bearer secrets: random, and only their hash is kept, so that a copy of the database opens nothing.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/hash.hpp"

#include <string>
#include <string_view>

namespace cordee::broker {

/// 256 random bits; 43 characters.
inline std::string make_token(Random& random)
{
    return to_base64url(random.secret<32>().view());
}

/// The token has full entropy, so that one plain hash protects it and a look-up by it tells nothing by its
/// timing.
inline std::string token_hash(std::string_view token)
{
    return to_hex(crypto::sha256(as_view(token)));
}

} // namespace cordee::broker
