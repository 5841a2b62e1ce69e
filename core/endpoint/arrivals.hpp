// Direct connections from outside. Anybody can make one, so that several are listened to side by side, few of
// them from one address, and none for long: who says nothing keeps nobody else away.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/path_dialer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <optional>
#include <set>

namespace cordee::endpoint {

/// Lives on one strand. end() must have returned before destruction.
class Arrivals {
public:
    static constexpr std::size_t kMost = 8;
    static constexpr std::size_t kMostPerAddress = 2;

    /// Each is listened to for so long.
    Arrivals(const boost::asio::any_io_executor& strand, std::chrono::milliseconds patience);

    /// One that is too many is closed at once.
    void add(Dialed dialed);
    /// The first on which the other end spoke; what it said comes from receive() again.
    boost::asio::awaitable<Dialed> first_heard();
    /// Closes the others.
    boost::asio::awaitable<void> end();

private:
    /// Of those that are listened to.
    class Place;
    boost::asio::awaitable<void> listen_to(Dialed dialed, std::unique_ptr<Place> place);

    std::chrono::milliseconds patience_;
    std::multiset<boost::asio::ip::address> addresses_;
    std::optional<Dialed> heard_;
    Signal changed_;
    TaskGroup tasks_;
};

} // namespace cordee::endpoint
