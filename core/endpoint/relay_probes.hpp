// How far the relays are from here, measured while a program waits anyway and told to the broker, which
// chooses by it. Nothing waits for a measurement: what is known when it is needed is told.
#pragma once

#include "core/base/race.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/connection_choice.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>

namespace cordee::endpoint {

struct ProbeTiming {
    std::chrono::milliseconds longest{400}; ///< for one relay; they are measured side by side
    std::chrono::milliseconds soon{2'000};  ///< that long a measurement is worth waiting for
    std::chrono::minutes again{10};         ///< a network may change while a device waits
};

/// Lives on one strand; the broker client outlives it.
class RelayProbes {
public:
    /// The time that a connection takes; errors when there was none.
    using Measure = std::function<boost::asio::awaitable<Result<std::chrono::microseconds>>(
        transport::Address where, std::chrono::milliseconds longest, bool inner)>;

    /// From now on the client tells what is known here. Where connections leave by a proxy, nothing is
    /// measured: it would say little about the way that they take. What is inside a network is measured only
    /// for a broker that answered from inside one, whatever its name leads to: no other one learns in this
    /// way what answers there.
    RelayProbes(BrokerClient& broker, const ConnectionChoice& choice, Measure measure = {},
                ProbeTiming timing = {});
    RelayProbes(const RelayProbes&) = delete;
    RelayProbes& operator=(const RelayProbes&) = delete;
    ~RelayProbes();

    /// Until it is cancelled, which is its only end. A broker that has nothing to measure, or is away, does
    /// no harm.
    boost::asio::awaitable<void> keep_measuring();
    [[nodiscard]] const RoundTrips& known() const { return known_; }

private:
    boost::asio::awaitable<void> measure_once();
    boost::asio::awaitable<std::vector<ProbedRelay>> unmeasured(const RoundTrips& measured);
    boost::asio::awaitable<void> measure(ProbedRelay relay, RoundTrips& into);
    boost::asio::awaitable<void> measure_all(std::vector<ProbedRelay> relays, RoundTrips& into);
    [[nodiscard]] bool more_soon() const;
    [[nodiscard]] std::uint16_t port_of(const ProbedRelay& relay) const;

    BrokerClient& broker_;
    bool inner_ = false;
    std::vector<std::uint16_t> ports_; ///< those that this program may use, in its order; empty: all
    bool by_proxy_;
    Measure measure_;
    ProbeTiming timing_;
    RoundTrips known_;
    std::optional<std::chrono::steady_clock::time_point> measuring_since_;
};

/// `work`, with measuring beside it until it ends.
template <class T>
boost::asio::awaitable<T> while_measuring(RelayProbes& probes, boost::asio::awaitable<T> work)
{
    auto never_ends = [](RelayProbes& with) -> boost::asio::awaitable<T> {
        co_await with.keep_measuring();
        co_return T{};
    };
    co_return co_await race(std::move(work), never_ends(probes));
}

} // namespace cordee::endpoint
