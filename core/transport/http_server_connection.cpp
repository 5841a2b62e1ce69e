#include "core/transport/http_server_connection.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/websocket_accept.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <limits>
#include <optional>

namespace cordee::transport {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Parser = http::request_parser<http::vector_body<std::uint8_t>>;
constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxIgnored = 64 * 1024;

Errc meaning_of_reading(const boost::system::error_code& error)
{
    if (error == http::error::body_limit || error == http::error::header_limit ||
        error == http::error::buffer_overflow)
        return Errc::too_large;
    if (error == http::error::end_of_stream || error == asio::ssl::error::stream_truncated ||
        error == asio::error::operation_aborted)
        return Errc::closed;
    if (error == http::error::partial_message ||
        error.category() != make_error_code(http::error::bad_version).category())
        return Errc::io_error;
    return Errc::malformed;
}

} // namespace

struct HttpServerConnection::State {
    explicit State(ByteStream with) : stream{std::move(with)} {}

    asio::awaitable<Result<void>> read_head();
    asio::awaitable<Result<void>> read_body();
    asio::awaitable<Result<void>> write(HttpReply reply);
    asio::awaitable<Result<void>> ignore_rest();
    asio::awaitable<boost::system::error_code> complain(boost::system::error_code error,
                                                        std::chrono::milliseconds time);

    ByteStream stream;
    beast::flat_buffer buffer{2 * kMaxHttpHead};
    std::optional<Parser> parser;
    bool keep_alive = true;
};

HttpServerConnection::HttpServerConnection(ByteStream stream)
    : state_{std::make_unique<State>(std::move(stream))}
{}

HttpServerConnection::HttpServerConnection(HttpServerConnection&&) noexcept = default;
HttpServerConnection::~HttpServerConnection() = default;

asio::awaitable<Result<void>> HttpServerConnection::State::read_head()
{
    const auto [error, count] = co_await http::async_read_header(stream, buffer, *parser, kOutcome);
    if (error)
        co_return meaning_of_reading(error);
    co_return Result<void>{};
}

asio::awaitable<Result<void>> HttpServerConnection::State::read_body()
{
    const auto [error, count] = co_await http::async_read(stream, buffer, *parser, kOutcome);
    if (error)
        co_return meaning_of_reading(error);
    co_return Result<void>{};
}

asio::awaitable<Result<void>> HttpServerConnection::State::write(HttpReply reply)
{
    const bool to_head = parser && parser->get().method() == http::verb::head;
    http::response<http::span_body<const std::uint8_t>> message{http::status{reply.status}, 11};
    message.set(http::field::server, "cordee-relay");
    message.set(http::field::cache_control, "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    if (reply.for_pages)
        message.set(http::field::access_control_allow_origin, "*");
    if (!reply.pages_may.empty()) {
        message.set(http::field::access_control_allow_methods,
                    beast::string_view{reply.pages_may.data(), reply.pages_may.size()});
        message.set(http::field::access_control_allow_headers, "Content-Type");
        message.set(http::field::access_control_max_age, "86400");
    }
    if (reply.status != 204)
        message.set(http::field::content_type, beast::string_view{reply.type.data(), reply.type.size()});
    message.keep_alive(keep_alive);
    if (!to_head)
        message.body() = {reply.body.data(), reply.body.size()};
    message.prepare_payload();
    const auto [error, count] = co_await http::async_write(stream, message, kOutcome);
    if (error)
        co_return meaning_of_reading(error);
    co_return Result<void>{};
}

asio::awaitable<Result<void>> HttpServerConnection::State::ignore_rest()
{
    std::array<std::uint8_t, 2048> ignored;
    for (std::size_t total = 0; total < kMaxIgnored;) {
        const auto [error, size] = co_await stream.async_read_some(asio::buffer(ignored), kOutcome);
        if (error)
            break;
        total += size;
    }
    co_return Result<void>{};
}

/// Says what was wrong when there is somebody to hear it.
asio::awaitable<boost::system::error_code>
HttpServerConnection::State::complain(boost::system::error_code error, std::chrono::milliseconds time)
{
    keep_alive = false;
    const unsigned status = error == Errc::malformed ? 400 : error == Errc::too_large ? 413 : 0;
    const HttpReply reply{.status = status};
    if (status != 0)
        co_await with_deadline(time, write(reply));
    co_return error;
}

asio::awaitable<Result<HttpHead>> HttpServerConnection::read_head(std::chrono::milliseconds time)
{
    auto& state = *state_;
    if (state.buffer.size() == 0)
        state.buffer.shrink_to_fit();
    state.parser.emplace();
    state.parser->header_limit(kMaxHttpHead);
    state.parser->body_limit(std::numeric_limits<std::uint64_t>::max()); // judged by read_body()
    if (const auto read = co_await with_deadline(time, state.read_head()); !read)
        co_return co_await state.complain(read.error(), time);
    const auto& request = state.parser->get();
    state.keep_alive = request.keep_alive();
    co_return HttpHead{std::string{request.method_string()}, std::string{request.target()},
                       beast::websocket::is_upgrade(request)};
}

asio::awaitable<Result<Bytes>> HttpServerConnection::read_body(std::size_t limit,
                                                               std::chrono::milliseconds time)
{
    auto& state = *state_;
    const auto length = state.parser->content_length();
    state.parser->body_limit(limit);
    if (length && *length > limit)
        co_return co_await state.complain(Errc::too_large, time);
    if (const auto read = co_await with_deadline(time, state.read_body()); !read)
        co_return co_await state.complain(read.error(), time);
    co_return std::move(state.parser->get().body());
}

asio::awaitable<Result<void>> HttpServerConnection::reply(HttpReply reply, bool last,
                                                          std::chrono::milliseconds time)
{
    auto& state = *state_;
    if (last || !state.parser->is_done())
        state.keep_alive = false;
    auto written = co_await with_deadline(time, state.write(reply));
    if (!written)
        state.keep_alive = false;
    state.parser.reset(); // and the body with it
    co_return written;
}

bool HttpServerConnection::goes_on() const
{
    return state_->keep_alive;
}

asio::awaitable<void> HttpServerConnection::end(std::chrono::milliseconds time)
{
    boost::system::error_code gone;
    state_->stream.socket().shutdown(asio::socket_base::shutdown_send, gone);
    if (!gone)
        co_await with_deadline(time, state_->ignore_rest());
    state_->stream.socket().close(gone);
}

asio::awaitable<Result<std::unique_ptr<ServedConnection>>>
HttpServerConnection::accept_websocket(std::chrono::milliseconds time)
{
    auto& state = *state_;
    if (!state.parser->is_done() || state.buffer.size() > 0) // speaks before its turn
        co_return co_await state.complain(Errc::malformed, time);
    co_return co_await with_deadline(
        time, transport::accept_websocket(std::move(state.stream), state.parser->release()));
}

} // namespace cordee::transport
