// All relays of the simulated world as they really are, with the sessions in them.
#pragma once

#include "tests/apps/broker/relay_world/relay_truth.hpp"
#include "tests/apps/broker/relay_world/session.hpp"

#include <string>
#include <vector>

namespace cordee::world {

class Fleet {
public:
    explicit Fleet(std::vector<RelayTruth> relays) : relays_{std::move(relays)} {}

    [[nodiscard]] const std::vector<RelayTruth>& relays() const { return relays_; }
    [[nodiscard]] RelayTruth& at(std::size_t relay) { return relays_[relay]; }
    [[nodiscard]] const RelayTruth& at(std::size_t relay) const { return relays_[relay]; }
    [[nodiscard]] std::size_t number_of(const std::string& relay) const;

    [[nodiscard]] std::vector<double> trips_of(const Help& help) const;
    void put(Session& session, std::size_t relay);
    void take_away(Session& session);

    /// Sum of round trips of the relay that it has / of the best that takes sessions and has room.
    [[nodiscard]] double ratio(const Session& session) const;
    /// The relay carries more than it can, and another takes sessions, is less than 70 % full and costs this
    /// session at most 30 % more.
    [[nodiscard]] bool needlessly_full(const Session& session, std::size_t relay) const;

private:
    std::vector<RelayTruth> relays_;
};

} // namespace cordee::world
