#include "core/transport/plain_http.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/http_errors.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::uint32_t kMaxPlainHeader = 4096;
constexpr std::size_t kPieceOfBody = 64 * 1024; // read at once
using PlainRequest = http::request<http::empty_body>;
using PlainAnswer = http::response<http::string_body>;

asio::awaitable<Result<PlainAnswer>> exchange_plainly(tcp::socket& socket, const PlainRequest& message,
                                                      std::size_t max)
{
    const auto [write_error, written] =
        co_await http::async_write(socket, message, asio::as_tuple(asio::use_awaitable));
    if (write_error)
        co_return meaning_of_http(write_error);
    boost::beast::flat_buffer buffer{kMaxPlainHeader + kPieceOfBody};
    http::response_parser<http::string_body> parser;
    parser.header_limit(kMaxPlainHeader);
    parser.body_limit(max);
    const auto [read_error, read] =
        co_await http::async_read(socket, buffer, parser, asio::as_tuple(asio::use_awaitable));
    if (read_error)
        co_return meaning_of_http(read_error);
    co_return parser.release();
}

asio::awaitable<Result<std::string>> ask_plainly(tcp::endpoint server, std::string target, std::size_t max)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto [refused] = co_await socket.async_connect(server, asio::as_tuple(asio::use_awaitable));
    if (refused)
        co_return Errc::unreachable;
    PlainRequest message{http::verb::get, target, 11};
    message.set(http::field::host, "localhost");
    message.set(http::field::connection, "close");
    auto answer = co_await exchange_plainly(socket, message, max);
    if (!answer)
        co_return answer.error();
    if (answer->result_int() != 200)
        co_return Errc::refused;
    co_return std::move(answer->body());
}

} // namespace

asio::awaitable<Result<std::string>> get_plainly(tcp::endpoint server, std::string target, std::size_t max,
                                                 std::chrono::milliseconds time)
{
    co_return co_await with_deadline(time, ask_plainly(server, std::move(target), max));
}

} // namespace cordee::transport
