// What a link is asked to be, and how a failure is said.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace linkem {

/// An exit code that no command of a test has.
inline constexpr int kFailure = 125;

/// Says why on standard error and exits with kFailure.
[[noreturn]] __attribute__((format(printf, 1, 2))) void die(const char* format, ...);

enum Side : std::size_t { kLeft, kRight };

/// One direction.
struct Way {
    double rate_kbit = 0; ///< 0: no limit
    double delay_ms = 0;
    double jitter_ms = 0;
    double loss_percent = 0;
    double burst = 1; ///< mean length of a run of losses
    double queue_ms = 200;
};

struct Outage {
    double from_s;
    double length_s;
};

struct Options {
    std::array<Way, 2> ways; ///< [kLeft]: what left sends
    std::vector<Outage> outages;
    std::uint64_t seed = 1;
    int mtu = 1500;
    int gap_ms = 200;
    bool reorder = false;
    bool ipv6 = false;
    bool quiet = false;
    std::string net = "10.77.0";
    std::string congestion_control;
    std::string stats;
    std::vector<char*> left; ///< commands; null-terminated when not empty
    std::vector<char*> right;

    [[nodiscard]] std::string address(Side side) const { return net + (side == kLeft ? ".1" : ".2"); }
};

extern const char* const kHelp;

/// Parses from argv[at] on; returns the index of the first argument after "--", or argc. Dies of what makes
/// no sense.
int parse_options(int argc, char** argv, int at, Options& options);

} // namespace linkem
