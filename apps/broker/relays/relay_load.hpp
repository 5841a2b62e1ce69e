// How many sessions one relay carries, as the broker believes it: what the relay reports, checked against
// what the broker itself sent there.
#pragma once

#include <cstddef>

namespace cordee::broker {

/// As a relay sends it; nothing in it is trusted.
struct LoadReport {
    double sessions = 0;
    double busy = 0; ///< from 0 to 1: the scarcest of processor, network and memory
};

struct BelievedLoad {
    double sessions = 0;
    double busy = 0;
    double reported = 0;       ///< sessions in the last report
    double counted = 0;        ///< sessions that the broker assigned and has not seen end
    bool contradicted = false; ///< what it reports and what the broker counts cannot both be true
};

/// Not thread-safe. A broker that starts again calls assigned() for each session that it still knows.
class RelayLoad {
public:
    /// A new report. What makes no sense in it counts as nothing reported.
    void report(const LoadReport& report);
    /// The broker chose this relay for one more session.
    void assigned();
    /// A session that was assigned ended, or is known to have moved away.
    void left();

    /// The larger of two: the broker's count, and the last report with what was assigned and ended since. So
    /// one that plays idle gains nothing. One that for a minute reports sessions that nobody sent there is
    /// not believed at all, how busy it is included; one that plays busy and keeps within that loses its
    /// traffic.
    [[nodiscard]] BelievedLoad believed() const;

private:
    LoadReport last_;
    std::size_t counted_ = 0;
    std::size_t since_report_ = 0;
    std::size_t before_report_ = 0; ///< in the interval before: may have come too late for the last report
    std::size_t left_since_report_ = 0;
    std::size_t unexplained_ = 0; ///< reports in a row that name sessions which nobody sent there
};

} // namespace cordee::broker
