// Where a side can be reached directly, as it says of itself and the other side will dial.
#pragma once

#include "apps/broker/http/http_message.hpp"
#include "core/base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxCandidates = 8;
inline constexpr std::size_t kMaxCandidate = 64;

/// The field "candidates": at most 8 texts "address:port" with an IP address that a single computer can have.
/// Empty when there is no such field. Throws the Problem.
std::optional<std::vector<std::string>> read_candidates(const json::Object& body, const Request& request);

} // namespace cordee::broker
