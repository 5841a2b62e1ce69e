// From the broker's answer to an authenticated session: grant checked, a path found, hands shaken.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/crypto/x25519.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/path_finder.hpp"
#include "core/session/handshake/handshake.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace cordee::endpoint {

/// What this side brings.
struct OwnSide {
    session::Role role = session::Role::agent;
    crypto::X25519KeyPair key;
    std::string name; ///< told to the other side
    /// That of the way in, anew for each try.
    std::function<session::Credential()> credential;
    /// Whether the last try was somebody who knew how to ask, so that a refusal is final; empty: it was not.
    std::function<bool()> was_answered{};
};

/// An established session and the grant that it is under.
struct Met {
    session::Established established;
    crypto::Grant grant;
    int path_rank = 1;
    std::optional<session::RelayedDatagrams> datagrams{};
};

/// No session came to be.
class MeetingError : public UserError {
public:
    MeetingError(const UserError& error, session::Ending ending, bool by_peer)
        : UserError{error.what(), error.hint()}, ending_{ending}, by_peer_{by_peer}
    {}
    [[nodiscard]] session::Ending ending() const { return ending_; }
    [[nodiscard]] bool by_peer() const { return by_peer_; }

private:
    session::Ending ending_;
    bool by_peer_;
};

/// Whether this side speaks first: the agent where it was invited, the operator where it comes by itself.
bool is_initiator(wire::Way way, session::Role self);

/// Throws UserError when the grant is not one to meet under.
crypto::Grant accept_grant(const Meeting& meeting, crypto::GrantVerifier& verifier);

/// Throws MeetingError or UserError. A connection that breaks before there is a session is replaced, and a
/// direct one that does not lead to the other side is passed over, so that a stranger at some address does no
/// harm; together at most three times, as each may cost a guess at a code. What it is given outlives the
/// call.
boost::asio::awaitable<Met> meet(const Meeting& meeting, crypto::Grant grant, const OwnSide& own,
                                 PathFinder& finder, Random& random);

} // namespace cordee::endpoint
