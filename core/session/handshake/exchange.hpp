// What the handshakes of all ways have in common: records in and out, CTX, Noise and its payloads.
// Part of core/session/handshake; handshake.hpp is the way in.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/noise/handshake.hpp"
#include "core/session/established.hpp"
#include "core/session/handshake/config.hpp"
#include "core/transport/connection.hpp"

namespace cordee::session::handshake {

namespace asio = boost::asio;

using Context = ByteArray<wire::kContextSize>;

/// What an initiator without a code says first, once its CTX is known to be this side's too.
struct Opening {
    Context context{};
    View noise; ///< valid until the next record
};

/// One side's run over one connection; outlived by all that it refers to.
struct Exchange {
    transport::Connection& connection;
    HandshakeConfig& config;
    Random& random;

    /// A record of the other side, valid until the next one. Errc::refused for an ABORT, Errc::too_large for
    /// more than may come before the other side is authenticated.
    asio::awaitable<Result<View>> receive();
    asio::awaitable<Result<void>> send(Bytes record);

    /// HS1; and the other side's, with the errors of agreed_context().
    asio::awaitable<Result<void>> send_opening(View context, View hello, View noise);
    asio::awaitable<Result<Opening>> receive_opening();
    /// HS2 or HS3 with the next message of `noise` and what this side says of itself; and the other side's
    /// message, valid until the next record.
    asio::awaitable<Result<void>> send_info(wire::Kind kind, crypto::Handshake& noise);
    asio::awaitable<Result<View>> receive_noise(wire::Kind kind);
};

/// What one side brought to the end of its run.
struct Finished {
    crypto::Handshake noise;
    Peer peer;
    bool unconfirmed = false;
};

/// CTX from what this side knows, and the hello that both sides use.
Context context_of(const HandshakeConfig& config, View hello);

/// The responder's own CTX for this hello, when the received copy is the same. It is this one that is used;
/// the copy only says early that the sides differ. Errc::unexpected, and the errors of check_hello().
Result<Context> agreed_context(const HandshakeConfig& config, View received, View hello);

/// A Noise handshake with this side's static key. `peer` where the pattern knows the other's.
Result<crypto::Handshake> make_noise(const Exchange& exchange, const char* name, View context, Secret<32> psk,
                                     std::optional<ByteArray<32>> peer = std::nullopt);

/// The next message, with what this side says of itself; the other one's, with what it says. Whatever is
/// wrong with the message is Errc::bad_signature.
Result<Bytes> write_info(crypto::Handshake& noise, const HandshakeConfig& config);
Result<Peer> read_info(crypto::Handshake& noise, View message);
/// A message with nothing in it.
Result<void> read_empty(crypto::Handshake& noise, View message);

/// SEC-6: the grant is of this session and way, and lists both sides with the keys that were used; so do the
/// pairing or the introduction. Errc::not_permitted, Errc::bad_key.
Result<void> check_grant(const HandshakeConfig& config, const std::optional<ByteArray<32>>& peer_key);

} // namespace cordee::session::handshake
