// What a side of a session tells of itself for the audit log: bounded, each act once, and never in the name
// of anybody else.
#pragma once

#include "apps/broker/audit/audit_log.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxToldActs = 32;       ///< in one request
inline constexpr std::size_t kMaxToldFacts = 4096;    ///< bytes of JSON of each
inline constexpr std::int64_t kMaxToldPerSide = 5000; ///< in one session
inline constexpr std::int64_t kMaxToldStreams = 16;

struct ToldAct {
    std::string act;
    json::Object facts;
};

/// Acts `first`, `first` + 1 and so on of one run of a program.
struct ToldActs {
    std::string stream;
    std::int64_t first = 1;
    std::vector<ToldAct> acts;
};

/// {stream, first, events:[{act, time?, module?, version?, publisher?, facts?}]}. Errc::malformed,
/// Errc::too_large.
Result<ToldActs> told_acts_from_json(const json::Object& body);

/// Who tells it.
struct Teller {
    Actor actor;
    std::string address;
    std::string session;
    std::string side; ///< "operator" or "agent"
};

/// Those that are new. Errc::exhausted when this side has told enough. In a transaction.
Result<std::int64_t> record_told(Database& database, AuditLog& audit, const Teller& teller,
                                 const ToldActs& told);

} // namespace cordee::broker
