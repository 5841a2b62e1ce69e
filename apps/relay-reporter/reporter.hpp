// Tells a broker every few seconds what one relay says of itself. The relay itself never dials anybody.
#pragma once

#include "apps/relay-reporter/load.hpp"
#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/endpoint/http.hpp"
#include "core/transport/encapsulation.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cordee::reporter {

/// What a relay is called, and where people find it.
struct Place {
    std::string id;
    std::string host;
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
    bool udp = true;
    std::string region{};
    std::string at{}; ///< "LATITUDE,LONGITUDE"
};

/// Lives on one strand; what it is given outlives it.
class Reporter {
public:
    /// The text of the relay's load.
    using AskRelay = std::function<boost::asio::awaitable<Result<std::string>>()>;

    Reporter(Place place, Secret<32> secret, std::chrono::milliseconds interval, AskRelay ask_relay,
             endpoint::HttpClient& broker, const Clock& clock, Random& random);

    enum class Outcome {
        taken,        ///< the broker took the report
        relay_silent, ///< it took it too: that the relay does not answer
        refused,      ///< the broker said no
        broker_away,
    };
    /// One report. A broker that was started anew is shown that this one is new, at once.
    boost::asio::awaitable<Outcome> report();
    /// For ever; failures are told to the log, once.
    boost::asio::awaitable<void> run();

private:
    [[nodiscard]] std::string body_of(const std::optional<Load>& load) const;
    boost::asio::awaitable<std::optional<Load>> load();
    boost::asio::awaitable<bool> learn_instance();
    boost::asio::awaitable<Result<endpoint::HttpResponse>> post(std::string body);
    void tell(Outcome outcome);

    Place place_;
    Secret<32> secret_;
    std::chrono::milliseconds interval_;
    AskRelay ask_relay_;
    endpoint::HttpClient& broker_;
    const Clock& clock_;
    Random& random_;
    std::optional<ByteArray<16>> instance_; ///< the broker's
    std::string why_;                       ///< of what went wrong last
    std::optional<Outcome> told_;
};

} // namespace cordee::reporter
