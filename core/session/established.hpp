// What a handshake leaves behind, whichever way in it was.
#pragma once

#include "core/crypto/key_schedule.hpp"
#include "core/transport/connection.hpp"
#include "core/wire/handshake.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cordee::session {

/// What the other side said of itself; printable, and true only as far as the person trusts it.
struct Peer {
    std::string name;
    std::string software;
    std::string platform;
    std::vector<std::string> capabilities;
    std::uint64_t grant_seq = 0; ///< the greatest that it knows of this session
};

struct Established {
    std::unique_ptr<transport::Connection> connection;
    crypto::KeySchedule keys; ///< of epoch 0
    ByteArray<32> handshake_hash{};
    ByteArray<16> session{};
    wire::Way way = wire::Way::link;
    bool initiator = false; ///< of the handshake, and so of every resumption
    Peer peer;
    ByteArray<32> peer_key{}; ///< X25519, authenticated
    /// Until the first DATA record opens, the other side may be a repeated HS1: start nothing, and keep no
    /// more than a few such sessions. Only the responder of a known device.
    bool unconfirmed = false;
};

} // namespace cordee::session
