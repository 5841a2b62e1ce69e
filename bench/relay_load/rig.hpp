// Something that joins two connections, started for a measurement: nothing at all, haproxy, nginx, or ours.
#pragma once

#include "bench/relay_load/sockets.hpp"
#include "bench/relay_load/tickets.hpp"
#include "tests/support/process.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cordee::bench {

struct Ends {
    Descriptor a;
    Descriptor b;
};

class Rig {
public:
    virtual ~Rig() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    /// A pair whose ends are connected; blocking sockets.
    virtual Ends open() = 0;
    /// Processes whose time and memory count.
    [[nodiscard]] virtual std::vector<pid_t> processes() const = 0;
    /// How many new pairs there were in so many seconds, `side_by_side` at a time, each carrying one message
    /// before it is reset.
    virtual std::uint64_t churn(double seconds, std::size_t side_by_side) = 0;
    /// Makes ready for so many calls of open() or turns of churn(), which are then not slowed down by it.
    virtual void prepare(std::size_t /*pairs*/) {}
};

/// Ours, for what only a relay has.
class RelayRig : public Rig {
public:
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// A ticket for a session of which no other side comes.
    virtual Pass pass() = 0;
};

struct RigSettings {
    std::filesystem::path folder; ///< for files of configuration
    std::size_t threads = 2;
    std::vector<std::string>
        relay{}; ///< settings of ours, "limits.entries=256"; empty: nothing is in the way
};

std::unique_ptr<Rig> make_direct();
std::unique_ptr<Rig> make_haproxy(const RigSettings& settings, bool splice);
std::unique_ptr<Rig> make_nginx(const RigSettings& settings);
std::unique_ptr<RelayRig> make_cordee(const RigSettings& settings);

/// Of all threads, on a processor.
double cpu_seconds(const std::vector<pid_t>& processes);
/// Proportional set size: what the kernel holds for sockets is not in it.
std::uint64_t memory_bytes(const std::vector<pid_t>& processes);
/// Pages of the kernel's for TCP, all of the machine.
std::uint64_t tcp_pages();

} // namespace cordee::bench
