// What a transfer costs: time, processor, memory, bytes on the wire.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <thread>

namespace cordee::bench {

struct Cost {
    double seconds = 0; ///< until the command has ended
    double safe = 0;    ///< until all that it wrote is on the disk
    double cpu = 0;     ///< seconds of all programs that took part, at both ends and between
    std::uint64_t wire = 0;
    std::uint64_t memory = 0; ///< the most at one time, of all of them: what is theirs, and shared memory
};

/// From here on this program and its children have a network of their own, so that its counters are theirs
/// alone. Throws where that is not possible; before the first thread.
void enter_own_network();

/// The address of that network which is not a loopback one: programs connect directly only by such.
inline constexpr const char* kOwnAddress = "10.78.0.1";

/// Of this program's descendants, from its making on.
class Watch {
public:
    Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();
    /// `written`: what has to be on the disk in the end. Once.
    Cost end(const std::filesystem::path& written);

private:
    void sample();

    double begun_;
    double cpu_;
    std::uint64_t wire_;
    std::atomic<std::uint64_t> memory_ = 0;
    std::atomic<bool> over_ = false;
    std::thread sampler_;
};

} // namespace cordee::bench
