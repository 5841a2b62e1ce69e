// A relay of one side on loopback ports, behind a firewall that can do to each port what firewalls do. Pairs
// at once and sends every record back.
#pragma once

#include "core/transport/encapsulation.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::test {

/// What becomes of connections to one port.
enum class Gate {
    open,
    refused,
    dropped, ///< no answer, not even a refusal
    mute,    ///< connected, and then nothing
    foreign  ///< some other program answers
};

/// What becomes of a WebSocket's opening.
enum class Upgrade { taken, declined, hung_up, swallowed };

struct FirewallRules {
    /// Only this passes; everything else is cut off when its first byte shows.
    std::optional<transport::Encapsulation> only;
    Upgrade upgrade = Upgrade::taken;
    /// Every so many-th long-poll answer is lost with its connection, after the request was carried out; 0:
    /// none.
    int lose_answers = 0;
};

class FakeRelay {
public:
    /// Lives no longer than the io_context, whose run it needs. `at` is an address of the loopback network;
    /// the system chooses the ports that are not given.
    FakeRelay(boost::asio::io_context& io, const std::vector<Gate>& gates, FirewallRules rules = {},
              const std::string& at = "127.0.0.1", const std::vector<std::uint16_t>& ports = {});
    ~FakeRelay();

    /// In the order of the gates.
    [[nodiscard]] const std::vector<std::uint16_t>& ports() const { return ports_; }
    /// Connections that were accepted and are open.
    [[nodiscard]] int connections() const;
    [[nodiscard]] int answers_lost() const;

    struct State;

private:
    std::shared_ptr<State> state_;
    std::vector<std::uint16_t> ports_;
};

enum class ProxyManner { lets_pass, refuses, wants_password, wants_negotiate, is_foreign, is_mute };

struct FakeProxyRules {
    ProxyManner manner = ProxyManner::lets_pass;
    std::string credentials; ///< base64 of "user:password" that it wants
    std::string towards = "127.0.0.1";
};

class FakeProxy {
public:
    /// Connects whoever asks to the wished port, but of `towards` instead of the wished host.
    FakeProxy(boost::asio::io_context& io, FakeProxyRules rules);
    ~FakeProxy();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::vector<std::string>& asked() const;

    struct State;

private:
    std::shared_ptr<State> state_;
    std::uint16_t port_ = 0;
};

} // namespace cordee::test
