// Plain sockets on loopback, for a load that costs little itself. Failures throw.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/descriptor.hpp"

#include <chrono>
#include <cstdint>

namespace cordee::bench {

inline constexpr std::size_t kMessage = 64; ///< bytes of a small message
inline constexpr int kEvents = 256;         ///< taken from a poller at once

/// On 127.0.0.1, a port that the system chooses.
Descriptor listen_anywhere(std::uint16_t& port);
/// Blocking. `from` is the last byte of the source, 127.0.0.`from`.
Descriptor connect_to(std::uint16_t port, std::uint8_t from = 1);
/// Not blocking; perhaps not connected yet.
Descriptor begin_to_connect(std::uint16_t port, std::uint8_t from = 1);
Descriptor accept_from(int listener);
void send_all(int socket, View bytes);
void receive_all(int socket, MutableView bytes);
void set_blocking(int socket, bool blocking);
/// Closes without a trace: nothing waits in TIME_WAIT.
void reset(Descriptor& socket);

std::uint64_t now_ns();

} // namespace cordee::bench
