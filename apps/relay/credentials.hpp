// What a relay has from its broker: it can check tickets, but not make them, and no endpoint trusts it.
#pragma once

#include "core/base/bytes.hpp"

#include <filesystem>

namespace cordee::relay {

struct Credentials {
    ByteArray<32> ticket_key{}; ///< Ed25519, public
    Secret<32> secret;          ///< shared with the broker; proof keys come from it
};

/// Reads the files `ticket-key` (base64url) and `secret` (hex) of the folder that the broker made.
/// Throws UserError.
Credentials load_credentials(const std::filesystem::path& folder);

} // namespace cordee::relay
