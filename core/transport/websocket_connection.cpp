#include "core/transport/websocket_connection.hpp"

#include "core/transport/websocket_accept.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>

namespace cordee::transport {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

namespace {

/// What Beast calls when it gives a stream up. There is nothing to wait for: the session's own goodbye is
/// inside.
void end(ByteStream& stream) noexcept
{
    boost::system::error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    stream.socket().close(ignored);
}

} // namespace

// Beast finds these by their argument.
void beast_close_socket(ByteStream& stream)
{
    end(stream);
}

void teardown(beast::role_type /*role*/, ByteStream& stream, boost::system::error_code& error)
{
    end(stream);
    error = {};
}

template <class Handler>
void async_teardown(beast::role_type /*role*/, ByteStream& stream, Handler&& handler)
{
    end(stream);
    asio::post(stream.get_executor(),
               beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code{}));
}

namespace {

using WebSocketStream = websocket::stream<ByteStream, false>; // compressing what is encrypted gains nothing

constexpr std::size_t kSmallMessage = 4096;

Errc meaning_of_message(const boost::system::error_code& error)
{
    if (error == asio::error::operation_aborted || error == asio::error::eof ||
        error == asio::ssl::error::stream_truncated || error == websocket::error::closed)
        return Errc::closed;
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
        return Errc::too_large;
    if (error.category() == make_error_code(websocket::error::bad_opcode).category())
        return Errc::malformed;
    return Errc::io_error;
}

class WebSocketConnection final : public ServedConnection {
public:
    WebSocketConnection(ByteStream stream, WebSocketOptions options)
        : stream_{std::move(stream)}, options_{options}, buffer_(kSmallMessage)
    {
        stream_.binary(true);
        stream_.auto_fragment(false);
        stream_.read_message_max(kMaxRecord);
    }
    ~WebSocketConnection() override { WebSocketConnection::close(); }

    WebSocketStream& stream() { return stream_; }

    asio::awaitable<Result<View>> receive() override
    {
        if (failure_)
            co_return failure_;
        if (size_ <= kSmallMessage && buffer_.size() > kSmallMessage) { // so that who is silent holds little
            buffer_.resize(kSmallMessage);
            buffer_.shrink_to_fit();
        }
        size_ = 0;
        do {
            if (size_ == buffer_.size())
                buffer_.resize(std::min(2 * buffer_.size(), kMaxRecord));
            if (const auto more = co_await read_more(); !more)
                co_return more.error();
        } while (!stream_.is_message_done());
        if (size_ == 0 || !stream_.got_binary())
            co_return fail(Errc::malformed);
        co_return View{buffer_}.first(size_);
    }

    asio::awaitable<Result<void>> send(View record) override
    {
        if (failure_)
            co_return failure_;
        if (record.empty() || record.size() > kMaxRecord)
            co_return Errc::too_large;
        const auto [error, count] = co_await stream_.async_write(asio::buffer(record.data(), record.size()),
                                                                 asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return fail(meaning_of_message(error));
        co_return Result<void>{};
    }

    asio::awaitable<void> wait_readable() override
    {
        auto& socket = stream_.next_layer().socket();
        co_await socket.async_wait(asio::socket_base::wait_read, asio::as_tuple(asio::use_awaitable));
    }

    void finish() noexcept override
    {
        boost::system::error_code ignored;
        stream_.next_layer().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    }

    void close() noexcept override
    {
        if (failure_)
            return;
        failure_ = Errc::closed;
        end(stream_.next_layer());
    }

private:
    asio::awaitable<Result<void>> read_more()
    {
        const auto room = asio::buffer(buffer_) + size_;
        boost::system::error_code error;
        std::size_t count = 0;
        if (size_ == 0) {
            std::tie(error, count) =
                co_await stream_.async_read_some(room, asio::as_tuple(asio::use_awaitable));
        } else {
            asio::steady_timer due{co_await asio::this_coro::executor, options_.record_deadline};
            auto [order, read_error, read_count, timer_error] =
                co_await asio::experimental::make_parallel_group(
                    stream_.async_read_some(room, asio::deferred), due.async_wait(asio::deferred))
                    .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
            if (order[0] == 1 && !timer_error)
                co_return fail(Errc::timed_out);
            error = read_error;
            count = read_count;
        }
        if (error) {
            const auto meaning = meaning_of_message(error);
            co_return fail(meaning == Errc::closed && size_ > 0 ? Errc::io_error : meaning);
        }
        size_ += count;
        co_return Result<void>{};
    }

    boost::system::error_code fail(boost::system::error_code error)
    {
        if (!failure_) {
            failure_ = error;
            end(stream_.next_layer());
        }
        return failure_;
    }

    WebSocketStream stream_;
    WebSocketOptions options_;
    Bytes buffer_;
    std::size_t size_ = 0; ///< bytes of the record that is here or under way
    boost::system::error_code failure_;
};

} // namespace

asio::awaitable<Result<std::unique_ptr<Connection>>>
connect_websocket(ByteStream stream, std::string host, std::string target, WebSocketOptions options)
{
    auto connection = std::make_unique<WebSocketConnection>(std::move(stream), options);
    connection->stream().set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
        request.set(http::field::user_agent, "cordee");
        request.set(http::field::sec_websocket_protocol, kWebSocketProtocol);
    }));
    websocket::response_type response;
    const auto [error] = co_await connection->stream().async_handshake(response, host, target,
                                                                       asio::as_tuple(asio::use_awaitable));
    if (error) {
        const bool answered =
            error.category() == make_error_code(websocket::error::upgrade_declined).category() ||
            error.category() == make_error_code(http::error::bad_version).category();
        co_return answered ? Errc::unsupported : meaning_of_message(error);
    }
    if (response[http::field::sec_websocket_protocol] != kWebSocketProtocol)
        co_return Errc::unsupported;
    co_return std::unique_ptr<Connection>{std::move(connection)};
}

asio::awaitable<Result<std::unique_ptr<ServedConnection>>>
accept_websocket(ByteStream stream, WebSocketRequest request, WebSocketOptions options)
{
    const bool ours =
        http::token_list{request[http::field::sec_websocket_protocol]}.exists(kWebSocketProtocol);
    if (!ours)
        request.erase(http::field::upgrade); // Beast then says what is wrong
    auto connection = std::make_unique<WebSocketConnection>(std::move(stream), options);
    connection->stream().set_option(
        websocket::stream_base::decorator([ours](websocket::response_type& response) {
            response.set(http::field::server, "cordee-relay");
            if (ours)
                response.set(http::field::sec_websocket_protocol, kWebSocketProtocol);
        }));
    const auto [error] =
        co_await connection->stream().async_accept(request, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return error.category() == make_error_code(websocket::error::no_host).category()
            ? make_error_code(Errc::unsupported)
            : make_error_code(meaning_of_message(error));
    co_return std::unique_ptr<ServedConnection>{std::move(connection)};
}

} // namespace cordee::transport
