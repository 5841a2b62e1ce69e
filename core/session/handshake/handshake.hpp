// Way 2, a link: Noise XXpsk0 over HS1, HS2, HS3 (PROTOCOL.md, "Handshake").
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/grant.hpp"
#include "core/crypto/x25519.hpp"
#include "core/session/ended.hpp"
#include "core/session/established.hpp"

#include <chrono>
#include <string>

namespace cordee::session {

using wire::Role;

struct LinkHandshake {
    Role self = Role::agent;
    ByteArray<16> session{};
    std::string grant_token;
    crypto::Grant grant; ///< of that token, verified
    crypto::X25519KeyPair key;
    Secret<16> link_secret;
    std::string name; ///< of this device, told to the other side
    std::chrono::milliseconds deadline{10'000};
};

/// Why no session came to be. `detail` is for the log; the peer is told AUTH whatever it was.
struct HandshakeFailure {
    Ending ending = Ending::auth;
    bool by_peer = false;
    std::string detail;
};

using HandshakeResult = boost::system::result<Established, HandshakeFailure>;

/// The agent initiates, the operator, who made the link, responds. On success both hold the same keys, and
/// the other side's key and role are those of the grant. Ends within the deadline; closes the connection on
/// failure.
boost::asio::awaitable<HandshakeResult> shake_hands(std::unique_ptr<transport::Connection> connection,
                                                    LinkHandshake handshake, Random& random);

} // namespace cordee::session
