// Text messages to one client, over a connection that began as HTTP.
#pragma once

#include "apps/broker/http/http_message.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <variant>

namespace cordee::broker {

/// As seen by who has something to tell. What the client sends is read and dropped.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    /// False when nobody hears it any more.
    virtual boost::asio::awaitable<bool> send(const std::string& text) = 0;
    /// The code is of RFC 6455, section 7.4.
    virtual boost::asio::awaitable<void> close(unsigned short code) = 0;
};

/// The answer to who asks for a WebSocket: one that speaks this protocol and is served so, or a refusal.
struct WebSocketService {
    std::string protocol;
    std::function<boost::asio::awaitable<void>(WebSocket&)> serve;
};
using UpgradeAnswer = std::variant<Response, WebSocketService>;

} // namespace cordee::broker
