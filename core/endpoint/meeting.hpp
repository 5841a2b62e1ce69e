// From the broker's answer to an authenticated session: grant checked, relay dialled, hands shaken.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/crypto/x25519.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/session/handshake/handshake.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cordee::endpoint {

/// What this side brings.
struct OwnSide {
    session::Role role = session::Role::agent;
    crypto::X25519KeyPair key;
    Secret<16> link_secret;
    std::string name; ///< told to the other side
};

/// An established session and the grant that it is under.
struct Met {
    session::Established established;
    crypto::Grant grant;
};

/// Throws UserError. The verifier and random generator outlive the call.
boost::asio::awaitable<Met> meet_at_relay(Meeting meeting, OwnSide own, crypto::GrantVerifier& verifier,
                                          Random& random);

} // namespace cordee::endpoint
