// What a run of the simulated world shows.
#pragma once

#include <iosfwd>
#include <string>

namespace cordee::world {

struct Figures {
    std::string policy;
    std::size_t sessions = 0;
    std::size_t breakdowns = 0; ///< relays that died, became unreachable or drained
    double median = 0;          ///< round trip by the relay that a session got / by the best possible one
    double p95 = 0;
    /// The broker put a session onto a full relay beside an idle one: Fleet::needlessly_full.
    std::size_t needless = 0;
    std::size_t needless_moves =
        0;                       ///< the same, by sessions whose relay died, with the tickets that they had
    double needless_minutes = 0; ///< of relays that were full beside an idle one, by looking every minute
    double relay_minutes = 0;    ///< of all relays
    double most_use = 0;         ///< of any relay, at any time; 1 is its capacity
    std::size_t measured = 0;    ///< relays that sessions measured, each by both ends
    std::size_t rounds = 0;      ///< in so many rounds
    std::size_t moved = 0;       ///< sessions that went on at a next best relay by themselves
    std::size_t moved_by_choice = 0; ///< sessions that the broker sent elsewhere when they asked again
    std::size_t stranded = 0;        ///< times that none of a session's relays took it
};

std::ostream& operator<<(std::ostream& out, const Figures& figures);

} // namespace cordee::world
