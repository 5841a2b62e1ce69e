// Answers those who watch the relay: /healthz, /readyz, /metrics, /load. On an address of its own, as it is
// nobody else's business.
#pragma once

#include "apps/relay/entries.hpp"
#include "apps/relay/snapshot.hpp"
#include "core/base/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <string>

namespace cordee::relay {

/// When there are too many, who has been here longest makes room. One strand. run() must have returned before
/// destruction.
class StatusServer {
public:
    StatusServer(const boost::asio::any_io_executor& executor, std::function<Snapshot()> snapshot);

    /// Serves at this socket, which listens, until stop(); then it is closed.
    boost::asio::awaitable<void> run(boost::asio::ip::tcp::acceptor& listener);
    void stop();

private:
    boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& listener);
    boost::asio::awaitable<void> receive(boost::asio::ip::tcp::socket socket);
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);

    std::function<Snapshot()> snapshot_;
    Entries watchers_;
    Signal stopping_;
    bool stopped_ = false;
    TaskGroup tasks_;
};

/// What is answered to a request, apart from the head of the answer.
struct StatusAnswer {
    unsigned status = 404;
    std::string_view type = "text/plain; charset=utf-8";
    std::string body;
};
StatusAnswer status_answer(std::string_view method, std::string_view target, const Snapshot& relay);

} // namespace cordee::relay
