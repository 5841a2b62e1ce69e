// Way 1, a spoken code: SPAKE2, and the session's XXpsk0 under what it leaves.
//
//     joiner                                              holder
//     PAKE1  CTX, hello, pA                      ->       the guess is counted and stored
//                                                <-       PAKE2  pB
//     PAKE3  confA, noise1 (psk, e)              ->       confA is checked: nothing that depends on the code
//                                                <-       went out before. PAKE4  confB, noise2
//     HS3    noise3                              ->
//
// A hostile broker or relay has one online guess for each PAKE2, towards either side.
#pragma once

#include "core/session/handshake/exchange.hpp"

namespace cordee::session::handshake {

/// The side that was told the code; it initiates.
asio::awaitable<Result<Finished>> join_by_code(Exchange exchange);
/// The side that made it. Errc::exhausted when no guess is left.
asio::awaitable<Result<Finished>> hold_code(Exchange exchange);

} // namespace cordee::session::handshake
