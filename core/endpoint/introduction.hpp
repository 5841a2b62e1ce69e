// What an introducer says, held against everything that must agree with it (SEC-31). Pure functions.
#pragma once

#include "core/crypto/grant_verifier.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/meeting.hpp"
#include "core/session/control_message.hpp"

namespace cordee::endpoint {

/// Somebody to meet, before any person was asked.
struct Introduced {
    Meeting meeting;
    ByteArray<32> key{}; ///< of the other one: announced, granted, and yet to be proved by the handshake
    Secret<32> secret;
    std::string name;         ///< of the other one, by the grant where it says so; printable
    std::string organisation; ///< printable
};

/// The grant is of way introduced and nothing else, and its people are this operator and this agent alone.
bool is_between(const crypto::Grant& grant, const ByteArray<32>& operator_key,
                const ByteArray<32>& agent_key);

/// Errc::not_permitted: nobody but the broker vouches for the introducer, or the grant is for something
/// else. Errc::bad_key: the announced key, this side's key, or the one of the grant differs.
/// Errc::malformed, and what the verifier says.
Result<Introduced> accept_introduction(session::Introduce said, bool introducer_verified, session::Role self,
                                       const ByteArray<32>& own_key, crypto::GrantVerifier& verifier);

/// This side of the meeting.
OwnSide own_side(const Introduced& introduced, session::Role self, const crypto::X25519KeyPair& key,
                 std::string name);

} // namespace cordee::endpoint
