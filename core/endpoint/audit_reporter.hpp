// What this program does in a session, told to the broker for its audit log: in batches, bounded, again when
// it did not arrive, and never in the session's way. The local record does not depend on it.
#pragma once

#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/base/signal.hpp"
#include "core/endpoint/audit_log.hpp"
#include "core/session/consent.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <string>

namespace cordee::endpoint {

/// Lives on the session's strand.
class AuditReporter {
public:
    /// {stream, first, events}; throws BrokerError.
    using Send = std::function<boost::asio::awaitable<void>(json::Object acts)>;

    struct Timing {
        std::chrono::milliseconds gather{1000};
        std::chrono::milliseconds first_pause{2000}; ///< doubled after each failure
        std::chrono::milliseconds longest_pause{60'000};
        std::chrono::milliseconds farewell{2000};
    };

    AuditReporter(const boost::asio::any_io_executor& strand, const Clock& clock, Random& random, Send send);
    AuditReporter(const boost::asio::any_io_executor& strand, const Clock& clock, Random& random, Send send,
                  Timing timing);

    /// Of this program itself. Where there are too many, what comes last is only counted.
    void add(const std::string& act, const json::Object& facts);
    void add(const std::string& act);
    /// Of a module.
    void add(const AuditedModule& by, const std::string& act, const json::Object& facts);

    /// Until it is cancelled.
    boost::asio::awaitable<void> run();
    /// What is left, once, for a short while.
    boost::asio::awaitable<void> finish();

private:
    void put(json::Object act, const json::Object& facts);
    [[nodiscard]] json::Object batch(std::size_t count) const;
    boost::asio::awaitable<bool> send_some();

    const Clock& clock_;
    Send send_;
    Timing timing_;
    std::string stream_;
    std::int64_t first_ = 1; ///< number of the first in acts_
    std::deque<json::Object> acts_;
    std::int64_t dropped_ = 0;
    bool unheard_ = false; ///< the broker does not take them
    Signal changed_;
};

/// Asks another one, and tells what the answer was.
class ToldConsent final : public session::Consent {
public:
    ToldConsent(session::Consent& asked, AuditReporter& told) : asked_{asked}, told_{told} {}
    boost::asio::awaitable<std::vector<std::string>> ask(const session::ConsentRequest& request) override;

private:
    session::Consent& asked_;
    AuditReporter& told_;
};

} // namespace cordee::endpoint
