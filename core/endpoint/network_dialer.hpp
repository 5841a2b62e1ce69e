// The path finder's network: relays through firewalls and proxies, and direct connections both ways.
#pragma once

#include "core/endpoint/path_dialer.hpp"
#include "core/transport/direct_listener.hpp"
#include "core/transport/proxy.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>

namespace cordee::endpoint {

struct NetworkOptions {
    transport::ProxySettings proxy;
    /// Whether direct connections are made and taken at all.
    bool direct = true;
    std::uint16_t direct_port = transport::kDirectPort;
    bool loopback = false; ///< for tests: this computer's own loopback is as good as any address
};

/// Lives on one strand. Listens from the beginning, so that the own addresses can be told before anybody
/// dials.
class NetworkDialer final : public PathDialer {
public:
    NetworkDialer(const boost::asio::any_io_executor& strand, NetworkOptions options);

    boost::asio::awaitable<Result<Dialed>> enter(TicketStock::Place place, TakeTicket take) override;
    [[nodiscard]] std::vector<transport::RelayTry> last_tries() const override { return last_tries_; }
    boost::asio::awaitable<Result<Dialed>>
    dial(std::vector<boost::asio::ip::tcp::endpoint> candidates) override;
    boost::asio::awaitable<Result<Dialed>> accept() override;
    [[nodiscard]] std::vector<std::string> own_candidates() const override;
    /// 0 when nothing listens.
    [[nodiscard]] std::uint16_t listening_port() const { return listener_ ? listener_->port() : 0; }

private:
    NetworkOptions options_;
    std::optional<transport::DirectListener> listener_;
    std::vector<transport::RelayTry> last_tries_;
};

} // namespace cordee::endpoint
