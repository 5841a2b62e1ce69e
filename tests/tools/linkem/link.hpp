// Carries packets between two ends, until a signal says that it is enough.
#pragma once

#include "tests/tools/linkem/direction.hpp"
#include "tests/tools/linkem/end.hpp"

#include <array>
#include <csignal>
#include <functional>

namespace linkem {

/// Blocks the signals that a link waits for and gives a descriptor that reports them; `before` is the mask as
/// it was, for children.
int signal_descriptor(sigset_t& before);

class Link {
public:
    /// The options outlive it.
    Link(const Options& options, const End& left, const End& right);

    /// Until `on_signal` returns true.
    void run(int signals, const std::function<bool(int signal)>& on_signal);
    /// Two lines of counters.
    [[nodiscard]] std::string report() const;

private:
    void take(Side from);
    void flush();
    void arm();

    const Options& options_;
    const std::array<End, 2> ends_;
    const Nanos start_;
    std::array<Direction, 2> ways_;
    int timer_ = -1;
    Nanos armed_ = kNever;
    std::array<char, 65536> buffer_{};
};

} // namespace linkem
