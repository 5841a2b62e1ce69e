// The broker without a network: its parts, and the answer to each request.
#pragma once

#include "apps/broker/accounts/api_tokens.hpp"
#include "apps/broker/accounts/groups.hpp"
#include "apps/broker/accounts/logins.hpp"
#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/accounts/passwords.hpp"
#include "apps/broker/accounts/prepared_answers.hpp"
#include "apps/broker/accounts/second_factors.hpp"
#include "apps/broker/accounts/setup.hpp"
#include "apps/broker/accounts/shown_keys.hpp"
#include "apps/broker/audit/audit_log.hpp"
#include "apps/broker/devices/device_presence.hpp"
#include "apps/broker/devices/devices.hpp"
#include "apps/broker/events/events.hpp"
#include "apps/broker/http/rate_limiter.hpp"
#include "apps/broker/http/repeats.hpp"
#include "apps/broker/http/router.hpp"
#include "apps/broker/http/waiting_room.hpp"
#include "apps/broker/http/web_files.hpp"
#include "apps/broker/packages/module_store.hpp"
#include "apps/broker/packages/package_trust.hpp"
#include "apps/broker/packages/web_halves.hpp"
#include "apps/broker/policy/policy_store.hpp"
#include "apps/broker/policy/rights.hpp"
#include "apps/broker/relays/connection_store.hpp"
#include "apps/broker/relays/geo_database.hpp"
#include "apps/broker/relays/known_ends.hpp"
#include "apps/broker/relays/relay_pins.hpp"
#include "apps/broker/relays/relays.hpp"
#include "apps/broker/relays/session_relays.hpp"
#include "apps/broker/sessions/grant_issuer.hpp"
#include "apps/broker/sessions/invitations.hpp"
#include "apps/broker/sessions/live_grants.hpp"
#include "apps/broker/sessions/meetings.hpp"
#include "apps/broker/sessions/session_access.hpp"
#include "apps/broker/sessions/sessions.hpp"
#include "apps/broker/storage/database.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace cordee::broker {

/// At each relay, for one side.
inline constexpr std::size_t kTickets = 8;

struct BrokerOptions {
    std::filesystem::path data_folder;
    DatabasePlace database = std::filesystem::path{}; ///< no file: broker.db in the data folder
    std::filesystem::path modules_folder;
    std::filesystem::path web_folder; ///< empty: no pages
    std::string pin; ///< of the broker's own certificate, which goes into links; empty for one that all trust
    std::vector<RelaySpec> relays{RelaySpec{}}; ///< at most kMaxRelays
    std::filesystem::path geo_database;         ///< empty: nobody knows where an address is
    PasswordCost password_cost;
    LimitRule lookups; ///< of links and codes, and tries of setup and enrolment, per address or account
    LimitRule logins;  ///< per address, and per operator with four times the free misses
    std::chrono::seconds login_life{std::chrono::hours{12}};
    std::chrono::seconds session_life{std::chrono::hours{24}};
    std::chrono::seconds ticket_life{15 * 60};
    crypto::RelayBudget pair_budget; ///< what a ticket lets a pair at a relay cost
    LimitRule side_requests{60, 60}; ///< renewals and tickets per side of a session
    LimitRule requests{600, 600};    ///< of one operator, whoever sends them
    std::string public_origin{};     ///< https://host:port as browsers write it; empty: what they call us
    std::chrono::milliseconds long_poll{25'000};
    bool by_account = true; ///< operators may come to a device on the broker's word, where it allows that
};

/// Everything happens on one strand. The parts are open to the handlers, which are free functions by topic.
struct Broker {
    /// Makes or opens what is in the data folder. Throws UserError.
    Broker(const boost::asio::any_io_executor& executor, BrokerOptions options, const Clock& clock,
           Random& random);
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    BrokerOptions options;
    const Clock& clock;
    Random& random;
    Database database;
    AuditLog audit;
    Sealer sealer;
    Operators operators;
    Groups groups;
    Logins logins;
    ApiTokens api_tokens;
    SecondFactors second_factors;
    PreparedAnswers prepared_answers;
    Repeats repeats;
    Events events;
    Setup setup;
    PolicyStore policy;
    Rights rights;
    Invitations invitations;
    Sessions sessions;
    Meetings meetings;
    SessionAccess access;
    TermsStore terms;
    PackageTrust trust;
    ModuleStore modules;
    WebHalves web_halves;
    GrantIssuer grants;
    LiveGrants live;
    Relays relays;
    RelayPins pins;
    ConnectionStore connections;
    SessionRelays session_relays;
    KnownEnds ends;
    std::optional<GeoDatabase> geo;
    Devices devices;
    DevicePresence presence;
    ShownKeys shown_keys;
    RateLimiter lookup_limit;
    RateLimiter login_limit;
    RateLimiter operator_limit;
    RateLimiter side_limit;
    RateLimiter request_limit;
    WaitingRoom met; ///< notified of an invitation's id when its state changed
    Passwords passwords;
    WebFiles web;
    Router router;

    /// What comes with time and with nobody's request; every second.
    void tick();
    /// Longest body of a request with this head: packages and policies may be long, from an administrator.
    [[nodiscard]] std::size_t body_limit(const Request& head) const;
};

} // namespace cordee::broker
