// From method and path to the handler.
#pragma once

#include "apps/broker/http/http_message.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace cordee::broker {

/// What stood at the "{}" of a pattern, in order.
using Captures = std::vector<std::string>;
/// The request outlives the coroutine.
using Handler = std::function<boost::asio::awaitable<Response>(const Request&, Captures)>;

class Router {
public:
    /// Stands before every handler and calls it; may throw a Problem as handlers do.
    using Gate = std::function<boost::asio::awaitable<Response>(const Request&, const Handler&, Captures)>;
    void use_gate(Gate gate) { gate_ = std::move(gate); }

    /// A pattern is made of plain segments and "{}", which stands for one segment.
    void add(std::string method, const std::string& pattern, Handler handler);

    /// Never throws but when it is cancelled: a Problem becomes its document, a bug becomes "internal" and a
    /// log line.
    boost::asio::awaitable<Response> handle(const Request& request) const;

    /// Waited for after each handler, before its answer goes out. Throws what a handler may throw.
    using Settle = std::function<boost::asio::awaitable<void>()>;
    void settle_by(Settle settle) { settle_ = std::move(settle); }
    /// "GET /api/v1/me", in the order in which they were added.
    [[nodiscard]] std::vector<std::string> routes() const;

private:
    struct Route {
        std::string method;
        std::string pattern;
        std::vector<std::string> segments;
        Handler handler;
    };
    boost::asio::awaitable<Response> guarded(const Route& route, const Request& request,
                                             Captures captures) const;

    std::vector<Route> routes_;
    Settle settle_;
    Gate gate_;
};

} // namespace cordee::broker
