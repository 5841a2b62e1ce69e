// Noise XXpsk0: both static keys are sent, sealed, and nothing is readable or acceptable without the psk.
// Ways 2, 4 and 5 in whole; way 1 uses it from its second message on.
//
//     initiator                                       responder
//     HS1  CTX, hello, noise1 (psk, e)         ->
//                                              <-     HS2  noise2 (e, ee, s, es, payload)
//     HS3  noise3 (s, se, payload)             ->     the session is up when noise3 verifies
#pragma once

#include "core/session/handshake/exchange.hpp"

namespace cordee::session::handshake {

inline constexpr const char* kXx = "Noise_XXpsk0_25519_AESGCM_SHA256";

asio::awaitable<Result<Finished>> initiate_xx(Exchange exchange);
asio::awaitable<Result<Finished>> respond_xx(Exchange exchange);

/// The rest of an initiator's run: message 2 has come (the bytes live until the next receive()), HS3 goes.
asio::awaitable<Result<Finished>> conclude_initiator(Exchange exchange, crypto::Handshake noise, View second);
/// The rest of a responder's run: message 2 has gone, HS3 comes.
asio::awaitable<Result<Finished>> conclude_responder(Exchange exchange, crypto::Handshake noise);

} // namespace cordee::session::handshake
