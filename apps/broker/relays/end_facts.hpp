// What a request tells of the end that sent it: its address, and how far it measured the relays to be.
#pragma once

#include "apps/broker/http/http_message.hpp"
#include "apps/broker/relays/relay_facts.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"

#include <chrono>

namespace cordee::broker {

struct Broker;

inline constexpr std::size_t kMaxProbes = 16;
inline constexpr std::int64_t kLongestRoundTrip = 60'000'000; ///< microseconds

/// `round_trips`: [{relay, us?}], at most kMaxProbes, of different relays; without `us` no answer came. Empty
/// when there is no such field. Errc::malformed.
Result<std::vector<Probe>> probes_from_json(const json::Object& body);

/// Relays that this broker does not know are passed over. Throws the Problem.
EndFacts read_end(const Broker& broker, const json::Object& body, const Request& request);

/// How long an end wants to wait, `patience_ms`: shorter than usual when it will know more soon.
std::chrono::milliseconds read_patience(const Broker& broker, const json::Object& body,
                                        const Request& request);

} // namespace cordee::broker
