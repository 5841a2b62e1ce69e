// What a relay tells of itself every few seconds: where it is found, and how it does.
#pragma once

#include "apps/broker/relays/coordinates.hpp"
#include "apps/broker/relays/relay_spec.hpp"
#include "core/base/json.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cordee::broker {

/// Nothing in it is believed without a look at what the broker knows itself.
struct ReportedLoad {
    std::string version{};
    double sessions = 0;
    double capacity = 1000;
    double entries = 0;
    double bytes_per_second = 0;
    double loop_lag_ms = 0;
    double cpu = 0;   ///< 1: all that it may use
    double index = 1; ///< above 0, at most 1
    bool draining = false;
};

struct RelayReport {
    RelaySpec spec; ///< without an id
    std::string region{};
    std::optional<Coordinates> place{};
    std::chrono::milliseconds interval{5'000};
    std::optional<ReportedLoad> load{}; ///< empty: the relay does not answer its reporter
};

inline constexpr std::chrono::seconds kLeastInterval{1};
inline constexpr std::chrono::seconds kMostInterval{60};

/// Whether both say the same of where the relay is; the loads do not count.
bool is_same_registration(const RelayReport& one, const RelayReport& other);

/// Errc::malformed.
Result<RelayReport> relay_report_from_json(const json::Object& object);

/// "LATITUDE,LONGITUDE" in degrees, and back; empty for what is no place.
std::optional<Coordinates> place_from_text(std::string_view text);
std::string place_to_text(const std::optional<Coordinates>& place);

/// Of a region's name: 1..64 printable characters without spaces.
bool is_region(std::string_view text);

} // namespace cordee::broker
