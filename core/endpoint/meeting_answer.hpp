// Where and how to meet, in the broker's JSON, read strictly and within bounds.
#pragma once

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/endpoint/broker_types.hpp"

namespace cordee::endpoint {

inline constexpr std::size_t kMaxRelays = 8;
inline constexpr std::size_t kMaxPorts = 16;
inline constexpr std::size_t kMaxTicketsPerRelay = 16;
inline constexpr std::size_t kMaxCandidates = 8;
inline constexpr std::size_t kMaxRoundTrips = 16;

/// A field that is missing, too long or of another form is Errc::malformed; so it is for the others.
Result<Meeting> read_meeting(const json::Object& answer);
/// {"relays":[…]} with fresh tickets.
Result<std::vector<RelayOffer>> read_relays(const json::Object& answer);
/// {"relays":[{id, host, ports}]}: those to measure, perhaps none.
Result<std::vector<ProbedRelay>> read_probed_relays(const json::Object& answer);
/// As the broker takes them, at most the first kMaxRoundTrips.
json::Array::Ptr round_trips_to_json(const RoundTrips& round_trips);
/// {"operator":{ports, encapsulations},"agent":{…}}
Result<ConnectionSettings> read_connection_settings(const json::Object& answer);
json::Object connection_settings_to_json(const ConnectionSettings& settings);

/// As the broker and read_meeting() take them. At most the first kMaxCandidates are told.
json::Array::Ptr candidates_to_json(const std::vector<transport::Address>& candidates);

} // namespace cordee::endpoint
