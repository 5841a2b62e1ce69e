// One connection of a small HTTP/1.1 server: requests one after the other, or an upgrade to WebSocket.
#pragma once

#include "core/base/bytes.hpp"
#include "core/transport/byte_stream.hpp"
#include "core/transport/served_connection.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace cordee::transport {

/// Of the first line and all header fields together.
inline constexpr std::size_t kMaxHttpHead = 8 * 1024;

struct HttpHead {
    std::string method;
    std::string target;
    bool asks_for_websocket = false;
};

struct HttpReply {
    unsigned status = 204;
    std::string_view type = "application/octet-stream";
    View body{}; ///< must live until reply() has returned
    /// Pages of any origin may read it.
    bool for_pages = false;
    /// Methods that they may use here, when a browser asks first; empty: it did not.
    std::string_view pages_may{};
};

/// One call at a time, from one strand. Every call has its time and ends the connection when that is over:
/// Errc::timed_out. Other failures: closed (an end between two requests), io_error, too_large, malformed; the
/// last two were answered.
class HttpServerConnection {
public:
    explicit HttpServerConnection(ByteStream stream);
    HttpServerConnection(HttpServerConnection&&) noexcept;
    ~HttpServerConnection();

    /// The next request's beginning.
    boost::asio::awaitable<Result<HttpHead>> read_head(std::chrono::milliseconds time);
    /// The body of the request whose head was read.
    boost::asio::awaitable<Result<Bytes>> read_body(std::size_t limit, std::chrono::milliseconds time);
    /// Answers it. When its body was not read, or `last` is set, the connection says that it ends, and the
    /// caller calls end().
    boost::asio::awaitable<Result<void>> reply(HttpReply reply, bool last, std::chrono::milliseconds time);
    /// False after an answer that was the last.
    [[nodiscard]] bool goes_on() const;
    /// Hangs up so that the last answer arrives: waits a moment for the other side to do the same.
    boost::asio::awaitable<void> end(std::chrono::milliseconds time);

    /// Answers a request for an upgrade; nothing else may be called afterwards. Errc::unsupported when it
    /// was not one of ours, and was told so.
    boost::asio::awaitable<Result<std::unique_ptr<ServedConnection>>>
    accept_websocket(std::chrono::milliseconds time);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cordee::transport
