// Pairs that talk for a long time, with every byte counted and checked, in a process of their own.
#pragma once

#include "bench/relay_load/rig.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace cordee::bench {

inline constexpr std::size_t kPhases = 8;

/// Times in steps of 1/16 of a power of two of nanoseconds.
class Histogram {
public:
    void add(std::uint64_t ns);
    void add(const Histogram& other);
    [[nodiscard]] std::uint64_t count() const;
    /// Seconds, an upper bound.
    [[nodiscard]] double at(double part) const;

private:
    std::array<std::uint32_t, 64 * 16> steps_{};
};

/// In memory that parent and child share.
struct CrowdReport {
    std::atomic<std::uint32_t> phase = 0;    ///< set by the parent
    std::atomic<std::uint32_t> ending = 0;   ///< set by the parent
    std::atomic<std::uint32_t> ready = 0;    ///< all pairs are open
    std::atomic<std::uint64_t> sent = 0;     ///< bytes
    std::atomic<std::uint64_t> received = 0; ///< bytes that were right
    std::atomic<std::uint64_t> wrong = 0;    ///< messages that were not what was sent, or not in order
    std::atomic<std::uint64_t> ended = 0;    ///< connections
    std::array<Histogram, kPhases> times{}; ///< of small messages, by phase; read it when the child has ended
};

struct CrowdSettings {
    std::size_t idle = 5000;
    std::size_t active = 100;
};

/// Idle pairs say 64 bytes in each direction every 30 s, as pairs do that must not be taken for dead. Active
/// ones say 64 bytes every 40 ms, by turns in each direction, and now and then 16 KiB.
class Crowd {
public:
    Crowd(Rig& rig, CrowdSettings settings);
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;
    ~Crowd();

    CrowdReport& report() { return *report_; }
    /// Waits until what was sent has arrived, or ten seconds.
    void end();

private:
    CrowdReport* report_;
    pid_t child_;
};

} // namespace cordee::bench
