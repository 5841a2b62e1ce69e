// How far away a computer is: the time that a TCP connection to it takes, which is one round trip.
#pragma once

#include "core/transport/address.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace cordee::transport {

/// The least of two connections, made side by side and closed at once; the look-up of the name does not
/// count. Addresses inside a network count only where `inner` says so: Errc::not_permitted when there are
/// only such, or none, so that nobody learns which names exist inside. Errc::unreachable, Errc::timed_out
/// when `time` is over.
boost::asio::awaitable<Result<std::chrono::microseconds>>
measure_round_trip(Address address, std::chrono::milliseconds time, bool inner);

} // namespace cordee::transport
