// One side's connection to the relay, whatever it speaks.
#pragma once

#include "apps/relay/polls.hpp"
#include "core/base/descriptor.hpp"
#include "core/transport/served_connection.hpp"
#include "core/wire/relay_entry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace cordee::relay {

/// Destroying it hangs up. One strand at a time. A native leg is a socket and nothing else until it speaks
/// records: whoever brings it in has read what came before.
class Leg {
public:
    /// It does not block.
    explicit Leg(Descriptor native) : native_{std::move(native)} {}
    /// `carrier` is for the log: "https", "http long-poll". A long-poll connection is there as long as its
    /// leg.
    Leg(std::unique_ptr<transport::ServedConnection> served, std::string carrier,
        std::shared_ptr<Poll> poll = {})
        : poll_{std::move(poll)}, served_{std::move(served)}, carrier_{std::move(carrier)}
    {}

    [[nodiscard]] bool is_native() const { return served_ == nullptr; }
    [[nodiscard]] const std::string& carrier() const { return carrier_; }

    /// The same leg for a coroutine that runs on `there`. What it spoke on its own thread it goes on speaking
    /// there.
    Leg moved(const boost::asio::any_io_executor& here, const boost::asio::any_io_executor& there) &&;

    /// The ticket was good.
    void mark_admitted();
    /// The two sides have met.
    void mark_paired();

    /// False when the side is gone.
    boost::asio::awaitable<bool> say(View message);

    // These three of a leg that is not native.
    boost::asio::awaitable<Result<Bytes>> read_entry();
    /// Returns when the side speaks or is gone; may be cancelled.
    boost::asio::awaitable<void> wait_readable();
    /// Says why, then waits a moment for the side to hang up: closing over unread bytes would reset the
    /// connection and could swallow the answer.
    boost::asio::awaitable<void> turn_away(wire::RelayAnswer answer);

    /// Of a native leg, which is over with that.
    Descriptor release() { return std::move(native_); }
    /// From now on it speaks records, on this executor.
    transport::Connection& records(const boost::asio::any_io_executor& executor);

private:
    boost::asio::awaitable<Result<void>> ignore_rest();

    Descriptor native_;
    std::shared_ptr<Poll> poll_;
    std::unique_ptr<transport::ServedConnection> served_;
    std::unique_ptr<transport::Connection> records_;
    std::string carrier_ = "native";
};

} // namespace cordee::relay
