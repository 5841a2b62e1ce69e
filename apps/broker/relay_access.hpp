// What the relay and the broker agreed on, and the tickets that let a session's two sides through it.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/ed25519.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace cordee::broker {

/// How one side gets in: given to it over TLS, and to nobody else.
struct RelayEntry {
    std::string address; ///< host:port
    std::string ticket;
    std::string key; ///< base64url; proves that the ticket is the bearer's
};

class RelayAccess {
public:
    /// Keeps the relay's credentials in <data>/relays/<id>, a folder that is copied to the relay, and the
    /// signing key elsewhere. Throws UserError.
    RelayAccess(const std::filesystem::path& data, std::string id, std::string address, const Clock& clock,
                Random& random);

    [[nodiscard]] RelayEntry entry(const ByteArray<16>& session, const std::string& side,
                                   std::chrono::seconds life) const;

private:
    std::string id_;
    std::string address_;
    const Clock& clock_;
    Random& random_;
    Secret<32> secret_;
    crypto::SigningKey key_;
};

} // namespace cordee::broker
