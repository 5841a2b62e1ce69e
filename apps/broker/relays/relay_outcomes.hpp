// What endpoints tell of one relay: whether it let them through when they came with a ticket.
#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace cordee::broker {

/// Weighed at one moment, newer outcomes more.
struct Standing {
    double reached = 0;
    double failed = 0;
    std::size_t witnesses = 0; ///< how many different sources told of a failure lately
    bool operator==(const Standing&) const = default;
};

/// More failed than went through, as several sources told independently.
bool is_failing(const Standing& standing);
/// From 0 to 1, and 0 as long as little is known.
double failed_share(const Standing& standing);

/// Not thread-safe. Its memory is bounded: a source counts once, with the last that it told.
class RelayOutcomes {
public:
    /// `source` is what one person cannot have many of: the operator's account, or the address (address_key).
    void note(const std::string& source, bool reached, SteadyTime now);
    [[nodiscard]] Standing standing(SteadyTime now) const;

private:
    struct Told {
        std::string source;
        bool reached = false;
        SteadyTime at{};
    };
    std::vector<Told> told_;
};

} // namespace cordee::broker
