// The simulated broker: what it hears from relays and endpoints, made into the facts of a choice.
#pragma once

#include "tests/apps/broker/relay_world/relay_truth.hpp"

#include <string>
#include <vector>

namespace cordee::world {

/// Times are seconds of the world.
class BrokerView {
public:
    BrokerView(const std::vector<RelayTruth>& relays, bool believes_reports);

    void hear_report(std::size_t relay, const broker::LoadReport& report, bool draining, double now);
    /// Those that have not reported for 15 s are silent from now on.
    void notice_silence(double now);
    void hear_outcome(std::size_t relay, const std::string& source, bool reached, double now);
    void assigned(std::size_t relay) { views_[relay].load.assigned(); }
    void left(std::size_t relay) { views_[relay].load.left(); }

    /// All but what is known of the two ends.
    [[nodiscard]] std::vector<broker::RelayFacts> facts(double now) const;

private:
    struct View {
        broker::RelayFacts fixed{};
        broker::RelayLoad load{};
        broker::RelayOutcomes outcomes{};
        double last_report = 0;
        double last_sessions = 0;
    };
    std::vector<View> views_;
    bool believes_reports_;
};

} // namespace cordee::world
