// The program between its settings and its end: sockets, fewer rights, signals, and the next program that
// takes over.
#pragma once

#include "apps/relay/relay.hpp"
#include "apps/relay/settings.hpp"
#include "apps/relay/status_server.hpp"
#include "apps/relay/upgrade.hpp"
#include "core/base/server_program.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <optional>
#include <vector>

namespace cordee::relay {

/// Once in a process. Throws UserError when it cannot begin.
class Service {
public:
    Service(Settings& settings, const Reread& reread);

    /// Serves until it is told to end, or another relay has taken over.
    void run();

private:
    using Endpoint = boost::asio::ip::tcp::endpoint;

    std::vector<HandedSocket> ask_for_sockets();
    std::vector<Descriptor> take(SocketRole role);
    void listen();
    void listen_at_ports();
    void listen_for_datagrams();
    void listen_for_watchers();
    void keep_mailbox();

    boost::asio::awaitable<void> serve();
    boost::asio::awaitable<void> follow_signals();
    boost::asio::awaitable<std::vector<UsedTicket>> release();
    void reload();

    Settings& settings_;
    const Reread& reread_;
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    std::optional<Takeover> takeover_;
    std::vector<HandedSocket> handed_;
    Relay relay_;
    std::vector<Endpoint> endpoints_;
    StatusServer status_;
    std::optional<boost::asio::ip::tcp::acceptor> watchers_;
    std::optional<Handover> handover_;
};

} // namespace cordee::relay
