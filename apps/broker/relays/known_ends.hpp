// What is known of people who wait or came: where about they are, and how far they measured the relays to be.
// In memory, and only for as long as it is fresh.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"
#include "core/base/clock.hpp"

#include <chrono>
#include <map>
#include <string>

namespace cordee::broker {

/// Belongs to the loop's thread. Its memory is bounded: the oldest are forgotten.
class KnownEnds {
public:
    explicit KnownEnds(const Clock& clock) : clock_{clock} {}

    /// `who` is "invitation ID", "device ID" or "client SESSION". Probes replace the former ones, unless
    /// there are none.
    void note(const std::string& who, EndFacts end);
    /// Empty facts when nothing is known.
    [[nodiscard]] EndFacts find(const std::string& who) const;

private:
    static constexpr std::size_t kMost = 20'000;
    static constexpr std::chrono::hours kFresh{1};

    struct Kept {
        EndFacts end;
        SteadyTime at;
    };
    void make_room();

    const Clock& clock_;
    std::map<std::string, Kept> ends_;
};

} // namespace cordee::broker
