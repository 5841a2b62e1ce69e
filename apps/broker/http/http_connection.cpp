#include "apps/broker/http/http_connection.hpp"

#include "apps/broker/http/http_translation.hpp"
#include "apps/broker/http/problem.hpp"
#include "apps/broker/http/tls_stream.hpp"
#include "apps/broker/http/web_socket_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <optional>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kFarewell{3};

/// A deadline for each piece: large answers may take long, a client that takes nothing may not.
template <class Body>
asio::awaitable<bool> send(TlsStream& stream, http::response<Body>& message,
                           std::chrono::milliseconds deadline)
{
    http::response_serializer<Body> serializer{message};
    while (!serializer.is_done()) {
        stream.expires_after(deadline);
        const auto [error, size] = co_await http::async_write_some(stream, serializer, kResult);
        if (error)
            co_return false;
    }
    co_return true;
}

/// One that is as long as it becomes. A piece that cannot be had ends the connection, so that nobody takes
/// the rest for the whole.
asio::awaitable<bool> send_pieces(TlsStream& stream, Response response, unsigned version,
                                  std::chrono::milliseconds deadline)
{
    const auto next = std::move(response.pieces);
    auto message = to_http(std::move(response), version, true);
    message.erase(http::field::content_length);
    message.chunked(true);
    http::response_serializer<http::string_body> head{message};
    stream.expires_after(deadline);
    const auto [failed, written] = co_await http::async_write_header(stream, head, kResult);
    if (failed)
        co_return false;
    for (auto piece = next(); !piece.empty(); piece = next()) {
        stream.expires_after(deadline);
        const auto chunk = http::make_chunk(asio::buffer(piece));
        const auto [error, size] = co_await asio::async_write(stream, chunk, kResult);
        if (error)
            co_return false;
    }
    const auto end = http::make_chunk_last();
    const auto [error, size] = co_await asio::async_write(stream, end, kResult);
    co_return !error;
}

asio::awaitable<bool> send_answer(TlsStream& stream, Response response, unsigned version, bool keep_alive,
                                  std::chrono::milliseconds deadline)
{
    if (response.pieces)
        co_return co_await send_pieces(stream, std::move(response), version, deadline);
    if (response.file.empty()) {
        auto message = to_http(std::move(response), version, keep_alive);
        co_return co_await send(stream, message, deadline);
    }
    auto message = file_to_http(response, version, keep_alive);
    co_return co_await send(stream, message, deadline);
}

/// What to say to a request that could not be read; nothing when nobody is there to hear it.
std::optional<Response> complaint(const boost::system::error_code& error)
{
    Problem problem{
        ProblemCode::bad_request, std::string{tr("this is not an HTTP request", Language::english)},
        std::string{tr("check that program and broker have matching versions", Language::english)}};
    if (error == http::error::body_limit)
        problem.status = 413;
    else if (error == http::error::header_limit || error == http::error::buffer_overflow)
        problem.status = 431;
    else if (error == http::error::end_of_stream || error == http::error::partial_message ||
             error.category() != make_error_code(http::error::bad_method).category())
        return std::nullopt;
    return to_response(problem, Language::english);
}

using Parser = http::request_parser<http::string_body>;

asio::awaitable<beast::error_code> read_head(TlsStream& stream, beast::flat_buffer& buffer, Parser& parser)
{
    const auto [error, size] = co_await http::async_read_header(stream, buffer, parser, kResult);
    co_return error;
}

/// Nobody makes the broker keep a long one but who may send it.
asio::awaitable<beast::error_code> read_body(TlsStream& stream, beast::flat_buffer& buffer, Parser& parser,
                                             const std::string& address, const ServerLimits& limits,
                                             const HttpsServer::Handlers& handlers)
{
    auto most = kMaxBody;
    if (handlers.body_limit)
        most = handlers.body_limit(from_http(HttpRequest{parser.get().base()}, address));
    const auto length = parser.content_length();
    if (length && *length > most)
        co_return make_error_code(http::error::body_limit);
    parser.body_limit(most);
    if (most > kMaxBody)
        stream.expires_after(limits.upload);
    const auto [error, size] = co_await http::async_read(stream, buffer, parser, kResult);
    co_return error;
}

asio::awaitable<void> serve_upgrade(TlsStream& stream, HttpRequest message, const std::string& address,
                                    const ServerLimits& limits, const HttpsServer::Handlers& handlers)
{
    auto answer = handlers.upgrade(from_http(message, address));
    if (auto* service = std::get_if<WebSocketService>(&answer)) {
        co_await serve_web_socket(stream, std::move(message), std::move(*service));
        co_return;
    }
    auto refusal = std::move(std::get<Response>(answer));
    co_await send_answer(stream, std::move(refusal), 11, false, limits.write);
}

/// False when the connection must end.
asio::awaitable<bool> serve_request(TlsStream& stream, beast::flat_buffer& buffer, const std::string& address,
                                    const ServerLimits& limits, const HttpsServer::Handlers& handlers)
{
    Parser parser;
    parser.header_limit(kMaxHeader);
    parser.body_limit(boost::none); // read_body() decides
    stream.expires_after(limits.request);
    auto error = co_await read_head(stream, buffer, parser);
    if (!error)
        error = co_await read_body(stream, buffer, parser, address, limits, handlers);
    if (error) {
        auto words = complaint(error);
        if (words)
            co_await send_answer(stream, std::move(*words), 11, false, limits.write);
        co_return false;
    }
    const auto version = parser.get().version();
    const bool keep_alive = parser.get().keep_alive();
    if (handlers.upgrade && asks_for_web_socket(parser.get())) {
        co_await serve_upgrade(stream, parser.release(), address, limits, handlers);
        co_return false;
    }
    const auto request = from_http(parser.release(), address);
    stream.expires_never();
    auto response = co_await handlers.answer(request);
    const bool sent = co_await send_answer(stream, std::move(response), version, keep_alive, limits.write);
    co_return sent&& keep_alive;
}

/// Says goodbye, and takes what the client still sends: closing on top of it would take the answer from it.
asio::awaitable<void> part(TlsStream& stream)
{
    stream.expires_after(kFarewell);
    co_await stream.async_shutdown(kResult);
    std::array<char, 1024> dropped{};
    for (bool more = true; more;) {
        const auto [error, size] = co_await stream.async_read_some(asio::buffer(dropped), kResult);
        more = !error;
    }
}

std::string address_of(const asio::ip::tcp::socket& socket)
{
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string{} : endpoint.address().to_string();
}

} // namespace

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, asio::ssl::context& tls,
                                       const ServerLimits& limits, const HttpsServer::Handlers& handlers)
{
    const auto address = address_of(socket);
    TlsStream stream{std::move(socket), tls};
    stream.expires_after(limits.handshake);
    const auto [refused, nothing] = co_await stream.async_handshake(kResult);
    if (refused)
        co_return;
    beast::flat_buffer buffer{kMaxHeader + kMaxBody};
    for (bool again = true; again;) {
        again = co_await serve_request(stream, buffer, address, limits, handlers);
        if (buffer.size() == 0)
            buffer.shrink_to_fit(); // it may wait for long
    }
    co_await part(stream);
}

} // namespace cordee::broker
