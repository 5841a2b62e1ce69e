// Way 3, a known device: Noise IKpsk2 under the psk of the pairing, one round trip.
//
//     initiator                                                responder
//     HS1  CTX, hello, noise1 (e, es, s, ss, payload)   ->     the initiator's key is looked up in its own
//     list
//                                                       <-     HS2  noise2 (e, ee, se, psk, payload)
//     first DATA record                                 ->     confirms
//
// HS1 may be a repeated one, so the responder's session is unconfirmed until that record opened: nothing may
// start before. A key that is not on the list gets what everybody gets who fails, and no HS2 (SEC-30).
#pragma once

#include "core/session/handshake/exchange.hpp"

namespace cordee::session::handshake {

asio::awaitable<Result<Finished>> reach_known_device(Exchange exchange);
asio::awaitable<Result<Finished>> answer_known_device(Exchange exchange);

} // namespace cordee::session::handshake
