// What is measured of a rig.
#pragma once

#include "bench/relay_load/rig.hpp"

namespace cordee::bench {

struct Throughput {
    double bytes_per_second;
    double cpu_per_gigabyte; ///< seconds of the rig's processes
};
/// Bulk through so many pairs, from one process to another one.
Throughput measure_throughput(Rig& rig, std::size_t pairs, double seconds);

struct Latency {
    double p50; ///< seconds, from one end to the other
    double p99;
    std::size_t messages;
};
/// Messages of 64 bytes, evenly over the pairs and the time.
Latency measure_latency(std::vector<Ends>& pairs, double messages_per_second, double seconds);
/// The same, beside bulk through one more pair when that is asked for.
Latency measure_latency(Rig& rig, std::size_t pairs, double messages_per_second, double seconds,
                        bool beside_bulk);

struct IdleMemory {
    double bytes_per_pair;        ///< of the rig's processes
    double kernel_bytes_per_pair; ///< TCP's, of all four sockets
};
IdleMemory measure_idle(Rig& rig, std::size_t pairs);

struct Churn {
    double pairs_per_second;
    double cpu_per_pair; ///< seconds of the rig's processes
};
Churn measure_churn(Rig& rig, double seconds);

/// Sends and receives without end through some pairs, in two processes, as long as this lives.
class Bulk {
public:
    explicit Bulk(std::vector<Ends> pairs);
    Bulk(const Bulk&) = delete;
    Bulk& operator=(const Bulk&) = delete;
    ~Bulk();
    /// Received so far.
    [[nodiscard]] std::uint64_t bytes() const;

private:
    std::vector<Ends> pairs_;
    std::uint64_t* counter_; ///< shared with the receiver
    pid_t sender_;
    pid_t receiver_;
};

void rest(double seconds);

} // namespace cordee::bench
