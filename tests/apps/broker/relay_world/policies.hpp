// Ways of choosing a relay: the broker's, and worse ones that show what a run of the world can tell apart.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <functional>
#include <string>
#include <vector>

namespace cordee::world {

struct Policy {
    std::string name;
    /// The relays that both ends measure.
    std::function<std::vector<std::string>(const broker::ChoiceFacts&)> to_measure;
    /// The relays that the session gets, best first.
    std::function<std::vector<std::string>(const broker::ChoiceFacts&)> choose;
    /// The load is what the last report says, and nothing else.
    bool believes_reports = false;
};

Policy as_the_broker_does();
/// The same, but without asking again what else to measure.
Policy measuring_once();
/// Any four that are alive.
Policy at_random();
/// The shortest round trips, whatever the load.
Policy nearest_only();
/// As the broker does, but with the load that relays report.
Policy believing();
/// As the broker does, but without any measurement.
Policy by_coordinates();

} // namespace cordee::world
