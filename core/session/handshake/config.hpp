// What one side brings to a handshake.
#pragma once

#include "core/crypto/grant.hpp"
#include "core/crypto/x25519.hpp"
#include "core/session/handshake/guess_limit.hpp"
#include "core/wire/handshake.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cordee::session {

using wire::Role;

/// Way code. The holder, who responds, has a limit of guesses, which outlives the handshake.
struct CodeSecret {
    Secret<8> digits; ///< ASCII, crypto::SessionCode::secret()
    GuessLimit* guesses = nullptr;
};
/// Way link.
struct LinkSecret {
    Secret<16> secret;
};
/// Way known_device, initiator: what was kept when the devices were paired.
struct Pairing {
    Secret<32> psk;
    ByteArray<32> peer_key{};
};
/// Way known_device, responder: the pairing psk of a device by its static key; empty when it is not on this
/// device's own list.
using PairingLookup = std::function<std::optional<Secret<32>>(const ByteArray<32>& static_key)>;
/// Way introduced: what the introducer sent to both through the sessions with each.
struct IntroSecret {
    Secret<32> secret;
    ByteArray<32> peer_key{};
};
/// Way account: nothing. The broker is trusted for the keys in the grant.
struct AccountOnly {};

using Credential = std::variant<CodeSecret, LinkSecret, Pairing, PairingLookup, IntroSecret, AccountOnly>;

struct HandshakeConfig {
    Role self = Role::agent;
    Role peer = Role::operator_;
    wire::Way way = wire::Way::link;
    bool initiator = false;
    ByteArray<16> session{};
    std::string grant_token;
    crypto::Grant grant; ///< of that token, verified
    crypto::X25519KeyPair key;
    std::string name;                      ///< of this device, told to the other side
    std::vector<std::string> capabilities; ///< told to the other side
    Credential credential;                 ///< that of the way
    std::chrono::milliseconds deadline{0}; ///< 0: the way's own, 15 s for a code and 10 s for the others
};

} // namespace cordee::session
