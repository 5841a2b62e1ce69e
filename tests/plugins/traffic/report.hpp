// $HOME/traffic/report.json
#pragma once

#include "checks.hpp"
#include "sender.hpp"

#include <string>

namespace traffic {

/// What the other half says that it sent.
struct PeerSent {
    bool known = false; ///< and nothing more follows
    std::uint64_t count = 0;
    std::uint64_t voice = 0;
    std::uint64_t voice_measured = 0;
    std::uint64_t input = 0;
    std::uint64_t input_measured = 0;
};

struct Received {
    CountCheck count;
    DelayCheck voice;
    DelayCheck input;
    RateCheck bulk;
    std::uint64_t peer_restarts = 0;
};

struct Report {
    From self = From::nobody;
    bool done = false;
    Window window;
    Sender::Totals sent;
    PeerSent peer;
    const Received* received = nullptr;
};

std::string to_json(const Report& report);

/// Whole or not at all. Throws std::runtime_error.
void write_file(const std::string& path, const std::string& text);

} // namespace traffic
