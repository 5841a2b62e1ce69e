// Sessions that are set up at a given rate, whatever the broker makes of it.
#pragma once

#include "bench/broker_load/broker_under_load.hpp"
#include "bench/relay_load/crowd.hpp"

#include <map>

namespace cordee::bench {

struct SessionRate {
    double per_second = 0; ///< asked for
    double seconds = 0;
    bool new_connections = true; ///< each client comes by a connection of its own
};

struct SessionTimes {
    std::map<std::string, Histogram> calls; ///< by name, from the question to the answer
    std::size_t sessions = 0;               ///< that were set up
    std::size_t failures = 0;
    std::string failure;
    double seconds = 0; ///< until the last of them was
};

/// Invitation, meeting, close, each by one of 64 connections of operators, and a look at the settings by one
/// more connection every few milliseconds.
boost::asio::awaitable<SessionTimes>
set_up_sessions(BrokerUnderLoad& broker, const std::vector<std::string>& operators, SessionRate rate);

} // namespace cordee::bench
