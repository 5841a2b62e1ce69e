// The addresses that datagrams may be sent to, and which of them the other side has shown to be at.
// PROTOCOL.md, "Datagram path". Pure state; time is given.
//
// An address is used for media only after it sent back a number that went there (RFC 9000, section 8.2, has
// the same idea). Until then it gets challenges and answers only: no more than three times what authentic
// records brought from there, and a few challenges when the other side named it itself.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/session/datagram_port.hpp"
#include "core/wire/frame.hpp"

#include <optional>
#include <vector>

namespace cordee::session {

class DatagramRoutes {
public:
    static constexpr std::size_t kMaxRoutes = 12;

    explicit DatagramRoutes(Random& random) : random_{random} {}

    /// The other side said that it can be reached there. `relay_token` goes before each datagram to a relay.
    void add(const UdpAddress& address, Bytes relay_token = {});
    /// The way to the other side may have changed: relays are named anew, and what was given up is tried
    /// again.
    void begin_anew();

    /// An authentic record came from there; `newest` when none was sent after it.
    void heard_from(const UdpAddress& address, std::size_t bytes, bool newest);
    /// Whether so many bytes may go there now; counts them.
    bool may_send(const UdpAddress& address, std::size_t bytes);
    /// The number that was sent there came back.
    void answered(const UdpAddress& from, const wire::PathToken& token, SteadyTime now);

    /// What goes before each datagram to it.
    [[nodiscard]] View head_of(const UdpAddress& address) const;

    struct Challenge {
        UdpAddress to;
        Bytes head;
        wire::PathToken token{};
    };
    /// Those that are due. `busy`: media flows, so that a lost route must be noticed soon.
    std::vector<Challenge> challenges(bool busy, SteadyTime now);

    struct Route {
        UdpAddress to;
        View head;
    };
    /// The best one that is known to work: direct before relayed, then the quickest.
    [[nodiscard]] std::optional<Route> best() const;

private:
    struct Known {
        UdpAddress address;
        Bytes head;
        bool validated = false;
        wire::PathToken token{};
        int unanswered = 0; ///< challenges
        SteadyTime sent_at{};
        SteadyTime::duration round_trip{};
        std::size_t budget = 0; ///< bytes that may go there before it is validated
    };

    Known* find(const UdpAddress& address);

    Random& random_;
    std::vector<Known> known_;
};

} // namespace cordee::session
