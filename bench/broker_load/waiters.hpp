// Those who are connected and wait for something to happen: one kind after the other.
#pragma once

#include "bench/broker_load/broker_under_load.hpp"

#include <functional>
#include <string>
#include <vector>

namespace cordee::bench {

struct Waiters {
    std::vector<Caller> callers;
    std::size_t questions = 0; ///< that were answered
    std::size_t failures = 0;
    std::string failure;
};

/// One kind, described by how a waiter gets ready and what it then asks again and again.
struct Kind {
    std::string name;
    double share; ///< of all waiters
    /// Makes a waiter. Runs one after the other.
    std::function<boost::asio::awaitable<Caller>(std::size_t number)> make;
    /// One question, which the broker keeps until there is an answer.
    std::function<boost::asio::awaitable<void>(Caller& caller, std::size_t number)> ask;
};

struct People {
    std::string administrator; ///< tokens
    std::vector<std::string> operators;
};

/// Sets the broker up, with so many operators.
boost::asio::awaitable<People> make_people(BrokerUnderLoad& broker, std::size_t operators);

/// Clients and operators in sessions, operators who wait for a client, devices.
std::vector<Kind> kinds(BrokerUnderLoad& broker, const People& people);

/// So many of a kind, all of which wait when it returns. They go on until the loop ends.
boost::asio::awaitable<void> gather(const Kind& kind, std::size_t count, Waiters& into);

} // namespace cordee::bench
