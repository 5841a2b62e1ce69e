// Two network namespaces and the link between them, as slow, far and lossy as asked; tests/tools/linkem makes
// it. Needs root and /dev/net/tun.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::test {

class BadLink {
public:
    /// Packets and bytes of IP that one side sent.
    struct Counters {
        std::uint64_t in_bytes = 0; ///< before the queue
        std::uint64_t queue_dropped = 0;
        std::uint64_t lost = 0;
        std::uint64_t out_bytes = 0; ///< that arrived
    };
    struct Both {
        Counters left; ///< what left sent
        Counters right;
    };

    /// Whether one can be made here; if not, why.
    static bool possible(std::string& why);

    /// Options of `linkem up`, such as {"--rate", "256"}. What is left of an earlier one of that name goes.
    BadLink(std::string name, const std::vector<std::string>& options);
    ~BadLink();
    BadLink(const BadLink&) = delete;
    BadLink& operator=(const BadLink&) = delete;

    /// Goes before a command to run it on that side.
    [[nodiscard]] std::vector<std::string> on_left() const { return within("left"); }
    [[nodiscard]] std::vector<std::string> on_right() const { return within("right"); }
    static std::string left_address() { return "10.77.0.1"; }
    static std::string right_address() { return "10.77.0.2"; }

    [[nodiscard]] Both counters() const;

private:
    [[nodiscard]] std::vector<std::string> within(const char* side) const;

    std::string name_;
};

} // namespace cordee::test
