// Which ports, encapsulations and paths work from here, one by one, and what would help.
#pragma once

#include "core/transport/reach_relay.hpp"
#include "core/transport/relay_leg.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cordee::transport {

struct CheckRow {
    Route route = Route::direct;
    std::uint16_t port = 0;
    Encapsulation encapsulation = Encapsulation::native;
    TryEnd end = TryEnd::beaten;
    bool long_poll = false; ///< only so; WebSocket is broken on the way
    std::chrono::milliseconds time{0};
};

enum class UdpEnd {
    works,
    not_tested,  ///< it takes a pair of tickets
    not_offered, ///< the relay forwards no datagrams, or its address is not known here
    no_answer,
};

struct CheckReport {
    RelayTarget relay;
    std::optional<boost::asio::ip::address> ip; ///< of the relay, when its name is known here
    std::vector<CheckRow> rows;                 ///< in the order in which reach_relay() begins them
    UdpEnd udp = UdpEnd::not_tested;
    std::uint16_t udp_port = 0;
    std::chrono::milliseconds udp_time{0};
    std::uint16_t direct_port = 0; ///< where this computer can listen; 0: nowhere
    std::vector<std::string> candidates;
};

struct CheckOptions {
    DialOptions dial; ///< its trace is told too; its deadline is for each row
    /// Both sides of one session of its own: with them the datagrams are tried, from here through the relay
    /// to here.
    std::optional<std::pair<RelayPass, RelayPass>> passes;
    std::chrono::milliseconds udp_deadline{2'000};
    bool only_loopback = false; ///< for tests
};

/// Tries everything, also what comes after a success. As long as the slowest row: dial.deadline and some
/// seconds.
boost::asio::awaitable<CheckReport> check_relay(RelayTarget relay, CheckOptions options = {});

/// How many ports work, in any way.
std::size_t working_ports(const CheckReport& report);

/// One thing that the administrator of this network or computer could do.
struct Remedy {
    std::string words;
    std::string nft;      ///< a command, or empty
    std::string iptables; ///< the same
};
/// Whether incoming connections pass cannot be seen from here, so that one is always there. The commands hold
/// numbers and addresses only, never text from outside.
std::vector<Remedy> remedies(const CheckReport& report);

} // namespace cordee::transport
