// How the relay is at one moment, and how that is said.
#pragma once

#include "apps/relay/labels.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace cordee::relay {

struct Snapshot {
    std::string id;
    std::string version;
    std::chrono::seconds uptime{0};
    std::size_t sessions = 0;
    std::size_t capacity = 0;      ///< sessions that there may be
    std::uint64_t connections = 0; ///< since the beginning
    std::size_t entries = 0;
    std::size_t entry_capacity = 0;
    std::size_t waiting = 0; ///< sides whose partner is not here yet
    std::uint64_t pairs = 0; ///< since the beginning
    std::array<std::uint64_t, kRefusalKinds> refused{};
    std::array<std::array<std::uint64_t, kCarrierKinds>, 2> bytes{}; ///< from agents, from operators
    std::uint64_t datagrams = 0;
    std::uint64_t datagram_bytes = 0;
    double bytes_per_second = 0;
    double cpu = 0; ///< 0 to 1, of all that this process may use
    std::chrono::milliseconds loop_lag{0};
    bool working = true; ///< every thread has shown up lately
    bool listening = true;
    bool draining = false;
};

/// It listens, stays, and has room.
bool is_ready(const Snapshot& relay);

/// How well a new session would fare here, from 0.01 to 1: what is left of the scarcest of processor,
/// sessions and promptness. A relay that drains is at the end of the list.
double performance_index(const Snapshot& relay);

/// Prometheus, text format 0.0.4. Labels have a few values each, whatever happens.
std::string metrics_text(const Snapshot& relay);

/// {"id", "version", "sessions", "capacity", "entries", "bytes_per_second", "loop_lag_ms", "cpu", "index",
/// "draining"}
std::string load_json(const Snapshot& relay);

} // namespace cordee::relay
