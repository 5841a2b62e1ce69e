// One relay takes the place of another one that runs, with its sockets, so that nobody who comes meanwhile is
// turned away.
//
//     new -> old   to the mailbox: "cordee-relay upgrade 1", and one end of a channel
//     old -> new   u8 role, and a socket; for each of them; then 'G'
//     new -> old   'R': it could serve now
//     old -> new   'N' when that took too long: it goes on, and the new one must not begin; or else
//     old -> new   'T' || { digest(32) || u64 until }, the tickets that were used here; then 'E'
//
// From 'R' on the old relay takes nobody in. It goes on for the pairs that it has.
#pragma once

#include "apps/relay/handed_socket.hpp"
#include "apps/relay/used_tickets.hpp"
#include "core/base/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cordee::relay {

/// The new relay's half. It blocks, as there is nothing else to do yet.
class Takeover {
public:
    /// Empty when no relay has its mailbox there. Throws UserError when one has, and does not hand over.
    static std::optional<Takeover> ask(const std::string& mailbox);

    /// Once.
    std::vector<HandedSocket> take_sockets() { return std::move(sockets_); }
    /// Everything is there that it takes to serve, so the other one may stop. What it still tells comes back;
    /// should it have ended meanwhile, that is little or nothing, and no reason not to begin. Throws
    /// UserError when it goes on instead, because this one took too long.
    InheritedTickets finish();

private:
    explicit Takeover(Descriptor channel) : channel_{std::move(channel)} {}
    void receive_sockets();

    Descriptor channel_;
    std::vector<HandedSocket> sockets_;
};

/// The old relay's half. One strand. run() must have returned before destruction.
class Handover {
public:
    struct Source {
        /// Every socket that there is, the mailbox apart; they stay open here.
        std::function<std::vector<std::pair<SocketRole, int>>()> sockets;
        /// From now on nobody is taken in here. Returns the tickets that were used.
        std::function<boost::asio::awaitable<std::vector<UsedTicket>>()> release;
    };
    /// `patience` is how long the new relay may take until it can serve: it may have much to do.
    Handover(const boost::asio::any_io_executor& executor, Descriptor mailbox, Source source,
             std::chrono::milliseconds patience = std::chrono::minutes{1});

    /// Until somebody has taken over, or it was cancelled.
    boost::asio::awaitable<void> run();

private:
    boost::asio::awaitable<bool> serve(Descriptor channel);
    Result<void> send_sockets(int channel);

    boost::asio::posix::stream_descriptor mailbox_;
    Source source_;
    std::chrono::milliseconds patience_;
};

} // namespace cordee::relay
