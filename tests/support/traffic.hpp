// A session with the traffic plugin: what it is told to send, and what each side reports.
#pragma once

#include "tests/support/installation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cordee::test {

/// Nanoseconds of CLOCK_MONOTONIC.
using Nanoseconds = std::int64_t;
Nanoseconds monotonic_now();

/// One side's report.json, as tests/plugins/traffic/README.md explains it.
struct TrafficReport {
    struct Gap {
        Nanoseconds from = 0;
        Nanoseconds until = 0;
    };
    struct Count {
        std::int64_t sent = 0;
        std::int64_t received = 0;
        std::int64_t peer_sent = 0;
        std::int64_t missing = 0;
        std::int64_t repeated = 0;
        std::int64_t damaged = 0;
        std::vector<Gap> gaps;
    };
    /// Microseconds; -1: that one never came.
    struct Delays {
        std::int64_t sent = 0;
        std::int64_t refused = 0;
        std::int64_t repeated = 0;
        std::int64_t measured = 0;
        std::int64_t peer_measured = 0;
        std::int64_t p50 = -1;
        std::int64_t p95 = -1;
        std::int64_t p99 = -1;
    };
    bool done = false;
    Nanoseconds from = 0; ///< of the time that is measured
    Nanoseconds until = 0;
    std::int64_t peer_restarts = 0;
    Count count;
    Delays voice;
    Delays input;
    std::int64_t bulk_sent_bytes = 0;
    std::int64_t bulk_received_bytes = 0;
    std::int64_t bulk_bytes_per_second = 0;
};

class TrafficSession {
public:
    /// The folder of packages that an installation needs for it.
    static std::filesystem::path packages();
    /// Lets everybody use the module, in the plugin host that it needs; the person is an administrator.
    static void allow(const Person& administrator);

    /// Both programs, started, with more settings, "key=value"; see the plugin's README.md for the order.
    TrafficSession(const Person& operator_side, const Person& client, const std::string& order,
                   const std::vector<std::string>& settings = {});
    ~TrafficSession();

    [[nodiscard]] Process& control() { return *control_; }
    [[nodiscard]] Process& agent() { return *agent_; }
    /// The last report, when there is one.
    [[nodiscard]] std::optional<TrafficReport> at_operator() const;
    [[nodiscard]] std::optional<TrafficReport> at_client() const;
    /// Waits until both sides have begun; throws with what both programs wrote.
    void wait_for_begin() const;
    /// Waits until both reports are done; throws with what both programs wrote.
    void wait_for_end(milliseconds deadline) const;
    /// Nothing new is sent from soon on.
    void stop_sending() const;
    /// Ends both programs in order.
    void end();

    [[nodiscard]] std::string everything() const { return control_->everything() + agent_->everything(); }

private:
    const Person& operator_;
    const Person& client_;
    std::unique_ptr<Process> control_;
    std::unique_ptr<Process> agent_;
};

} // namespace cordee::test
