// From a connection and a secret to a session: all ways in. PROTOCOL.md, "Ways in".
#pragma once

#include "core/base/random.hpp"
#include "core/session/ended.hpp"
#include "core/session/established.hpp"
#include "core/session/handshake/config.hpp"

#include <string>

namespace cordee::session {

/// Why no session came to be. `detail` is for the log; the peer is told AUTH whatever it was (SEC-43).
struct HandshakeFailure {
    Ending ending = Ending::auth;
    bool by_peer = false;
    std::string detail;
};

using HandshakeResult = boost::system::result<Established, HandshakeFailure>;

/// On success both sides hold the same keys, and the other side's key and role are those of the grant (and of
/// the pairing or introduction). No way in leads to another one. Ends within the deadline; closes the
/// connection on failure. random and the guess limit outlive the call.
boost::asio::awaitable<HandshakeResult> shake_hands(std::unique_ptr<transport::Connection> connection,
                                                    HandshakeConfig config, Random& random);

} // namespace cordee::session
