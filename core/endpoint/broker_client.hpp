// The broker's REST interface, /api/v1, as calls.
#pragma once

#include "core/endpoint/account.hpp"
#include "core/endpoint/broker_error.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/http.hpp"
#include "core/plugin/trust/trust.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// Where this side can be reached directly; IP addresses.
using Candidates = std::vector<transport::Address>;

/// For a value in a query.
std::string escaped(std::string_view text);

/// Every call throws BrokerError when it does not succeed. One strand; the HttpClient outlives it.
class BrokerClient {
public:
    /// `name` is the broker as people know it, host:port.
    BrokerClient(HttpClient& http, std::string name, std::string token = {});
    [[nodiscard]] const std::string& name() const { return name_; }

    boost::asio::awaitable<void> set_up(const Setup& setup);
    boost::asio::awaitable<Login> log_in(const std::string& email, const std::string& password);
    boost::asio::awaitable<void> log_out();
    /// From now on what this returns is told with each meeting and each wait, as it is when the request
    /// leaves: measuring may go on until then, and nothing waits for it.
    struct RoundTripNews {
        RoundTrips known;
        bool more_soon = false; ///< a wait is then a short one, so that the next tells the rest
    };
    void tell_round_trips(std::function<RoundTripNews()> news) { round_trips_ = std::move(news); }
    /// Those to measure, by what was measured before.
    boost::asio::awaitable<RelaysToProbe> relays_to_probe(const RoundTrips& known);
    /// From now on as this person.
    void use_token(std::string token) { token_ = std::move(token); }

    boost::asio::awaitable<void> add_operator(const std::string& email, const std::string& name,
                                              const std::string& password);
    /// {text, version, rules, modules?}
    boost::asio::awaitable<json::Object::Ptr> policy();
    /// The same, with the problems that are no more than warnings.
    boost::asio::awaitable<json::Object::Ptr> set_policy(const json::Object& policy);
    /// {problems:[{line, column, what, hint, warning?}]}
    boost::asio::awaitable<json::Object::Ptr> check_policy(const std::string& text);
    boost::asio::awaitable<json::Object::Ptr> explain_policy(const json::Object& question);
    boost::asio::awaitable<json::Object::Ptr> policy_versions();
    boost::asio::awaitable<json::Object::Ptr> policy_version(std::int64_t version);

    /// An administrator's; the query with its question mark, escaped.
    boost::asio::awaitable<json::Object::Ptr> audit(const std::string& query);
    using TextSink = std::function<void(std::string_view piece)>;
    /// Of /audit.csv or /audit.jsonl, whole or not at all: throws when it breaks off.
    boost::asio::awaitable<void> export_audit(const std::string& target, TextSink sink);
    boost::asio::awaitable<json::Object::Ptr> audit_head();
    /// A side's: what it did, for the broker's log.
    boost::asio::awaitable<void> tell_audit(const SessionId& session, const json::Object& acts);
    boost::asio::awaitable<GrantKeys> grant_keys();

    boost::asio::awaitable<Invitation> invite(std::chrono::minutes life, View public_key,
                                              const std::vector<AskedModule>& modules,
                                              const Candidates& candidates = {});
    /// Meeting number `after` + 1 of the invitation. Waits at most half a minute; empty when nobody came
    /// until then. The candidates replace those given before, unless there are none.
    boost::asio::awaitable<std::optional<Meeting>>
    wait_for_client(const std::string& invitation, int after = 0, const Candidates& candidates = {});
    boost::asio::awaitable<void> withdraw(const std::string& invitation);
    /// The invitation is used up: `attempt` is the meeting that became the session, and the others' rights
    /// end; without one, nobody became it.
    boost::asio::awaitable<void> close(const std::string& invitation, std::optional<int> attempt);
    /// The client's side of a link; uses it up.
    boost::asio::awaitable<Meeting> meet(const std::string& invitation, View public_key,
                                         const std::string& name, const Candidates& candidates = {});
    /// The client's side of a code, by its routing number alone. Anything else is refused here and never
    /// sent.
    boost::asio::awaitable<Meeting> meet_by_code(const std::string& routing, View public_key,
                                                 const std::string& name, const Candidates& candidates = {});

    /// The next four by an operator who is logged in, or by `access` of this session as token.
    /// A later grant of the same session; its revocation when it was revoked.
    boost::asio::awaitable<std::string> renew_grant(const SessionId& session);
    /// A newer grant than `seq` that exists because the policy changed, or a revocation. Waits at most half a
    /// minute; empty when nothing changed until then.
    boost::asio::awaitable<std::optional<std::string>> watch(const SessionId& session, std::uint64_t seq);
    /// Fresh tickets for this side of that meeting.
    boost::asio::awaitable<std::vector<RelayOffer>> tickets(const SessionId& session, int attempt,
                                                            const WayNews& news = {});
    /// Revokes the session.
    boost::asio::awaitable<void> revoke(const SessionId& session);
    /// Own ones, for an administrator all.
    boost::asio::awaitable<std::vector<ListedSession>> sessions();
    /// To come as a colleague by this key, an operator shows it under their own login.
    boost::asio::awaitable<void> show_key(View public_key);
    /// The operator of a session invites a colleague, who has shown that key, into it.
    boost::asio::awaitable<Introduction> introduce(const SessionId& session, View colleague_key,
                                                   const std::string& email,
                                                   const std::vector<AskedModule>& modules);

    boost::asio::awaitable<ConnectionSettings> connection_settings();
    boost::asio::awaitable<void> set_connection_settings(const ConnectionSettings& settings);

    /// Announces a device; the token is for its own program.
    boost::asio::awaitable<NewDevice> add_device(const std::string& name);
    boost::asio::awaitable<std::vector<ListedDevice>> devices();
    boost::asio::awaitable<void> remove_device(const std::string& device);
    /// The device's own program, once: `key` is its X25519 static key, `signing` its Ed25519 key.
    boost::asio::awaitable<EnrolledDevice> enrol(const std::string& token, const ByteArray<32>& key,
                                                 const crypto::SigningKey& signing);
    /// The device, with its access as token; somebody comes by one of these ways. Waits at most half a
    /// minute.
    boost::asio::awaitable<std::optional<DeviceMeeting>> wait_for_operator(const std::string& device,
                                                                           const std::vector<wire::Way>& ways,
                                                                           const Candidates& candidates = {});
    /// The operator, to a device that waits for this way; the answer is by no other one.
    boost::asio::awaitable<Meeting> meet_device(const std::string& device, wire::Way way, View public_key,
                                                const std::vector<AskedModule>& modules,
                                                const Candidates& candidates = {});

    /// The next six are an administrator's, as JSON for the readers of broker_answers.hpp.
    boost::asio::awaitable<json::Object::Ptr> relays();
    boost::asio::awaitable<RelayCredentials> add_relay(const NewRelay& relay);
    boost::asio::awaitable<void> remove_relay(const std::string& relay);
    /// Of everybody, or of the operator with that address.
    boost::asio::awaitable<void> pin_relay(const std::string& relay, const std::vector<std::string>& fallback,
                                           const std::string& email = {});
    boost::asio::awaitable<void> unpin_relay(const std::string& email = {});
    /// An operator's too, for an own session.
    boost::asio::awaitable<json::Object::Ptr> session_relays(const SessionId& session);

    /// The newest version for the platform, or exactly the one named.
    boost::asio::awaitable<OfferedModule> find_module(const std::string& id, const std::string& platform,
                                                      std::optional<Version> version = {});
    using PackageSink = std::function<void(std::uint64_t at, View piece)>;
    /// What there is of its package from that byte on, or less, or all from the beginning, as far as it comes
    /// in a minute. Whether it is the right one is for the caller to see.
    boost::asio::awaitable<void> fetch_package(const OfferedModule& module, std::uint64_t from,
                                               PackageSink sink);
    /// What the broker's administrator signed about publishers, beyond the versions of root and targets that
    /// are known here; those parts are left out. Empty when there is nothing of the kind.
    boost::asio::awaitable<std::optional<plugin::trust::Files>> trust(std::uint64_t root,
                                                                      std::uint64_t targets);

    /// The next four are an administrator's; the packages are listed for every operator.
    boost::asio::awaitable<json::Object::Ptr> packages();
    boost::asio::awaitable<json::Object::Ptr> publish(std::string package);
    boost::asio::awaitable<ByteArray<32>> timestamp_key();
    boost::asio::awaitable<void> set_trust(const std::vector<std::string>& roots, const std::string& targets);

private:
    boost::asio::awaitable<Meeting> meet(const char* by, const std::string& value, View public_key,
                                         const std::string& name, const Candidates& candidates, Asked asked);
    boost::asio::awaitable<HttpResponse> send(HttpRequest request, Asked asked);
    boost::asio::awaitable<json::Object::Ptr> call(HttpRequest request, Asked asked);
    [[nodiscard]] HttpRequest request(std::string method, const std::string& path) const;
    [[nodiscard]] HttpRequest request(std::string method, const std::string& path,
                                      const json::Object& body) const;
    /// One that the broker keeps for up to 25 s.
    [[nodiscard]] HttpRequest long_request(const std::string& path, const json::Object& body) const;
    /// The request, with the round trips that are known when it leaves.
    [[nodiscard]] HttpRequest with_round_trips(HttpRequest request, json::Object body) const;

    HttpClient& http_;
    std::string name_;
    std::string token_;
    std::function<RoundTripNews()> round_trips_;
};

} // namespace cordee::endpoint
