// The broker's REST interface, /api/v1, as calls.
#pragma once

#include "core/endpoint/account.hpp"
#include "core/endpoint/broker_error.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/http.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// Every call throws BrokerError when it does not succeed. One strand; the HttpClient outlives it.
class BrokerClient {
public:
    /// `name` is the broker as people know it, host:port.
    BrokerClient(HttpClient& http, std::string name, std::string token = {});

    boost::asio::awaitable<void> set_up(const Setup& setup);
    boost::asio::awaitable<Login> log_in(const std::string& email, const std::string& password);
    boost::asio::awaitable<void> log_out();
    /// From now on as this person.
    void use_token(std::string token) { token_ = std::move(token); }

    boost::asio::awaitable<void> add_operator(const std::string& email, const std::string& name,
                                              const std::string& password);
    /// The policy as JSON text.
    boost::asio::awaitable<json::Object::Ptr> policy();
    boost::asio::awaitable<void> set_policy(const json::Object& policy);
    boost::asio::awaitable<GrantKeys> grant_keys();

    boost::asio::awaitable<Invitation> invite(std::chrono::minutes life, View public_key,
                                              const std::vector<AskedModule>& modules);
    /// Waits at most half a minute; empty when nobody came until then.
    boost::asio::awaitable<std::optional<Meeting>> wait_for_client(const std::string& invitation);
    boost::asio::awaitable<void> withdraw(const std::string& invitation);
    /// The client's side; uses the invitation up.
    boost::asio::awaitable<Meeting> meet(const std::string& invitation, View public_key,
                                         const std::string& name);
    /// A later grant of the same session.
    boost::asio::awaitable<std::string> renew_grant(const SessionId& session);

    /// The newest version for the platform, or exactly the one named.
    boost::asio::awaitable<OfferedModule> find_module(const std::string& id, const std::string& platform,
                                                      std::optional<Version> version = {});
    /// Its package, with the promised size and hash; whether it is signed is the package store's question.
    boost::asio::awaitable<std::string> fetch_package(const OfferedModule& module);

private:
    boost::asio::awaitable<HttpResponse> send(HttpRequest request, Asked asked);
    boost::asio::awaitable<json::Object::Ptr> call(HttpRequest request, Asked asked);
    [[nodiscard]] HttpRequest request(std::string method, const std::string& path) const;
    [[nodiscard]] HttpRequest request(std::string method, const std::string& path,
                                      const json::Object& body) const;

    HttpClient& http_;
    std::string name_;
    std::string token_;
};

} // namespace cordee::endpoint
