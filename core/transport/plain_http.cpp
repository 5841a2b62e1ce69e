#include "core/transport/plain_http.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/http_exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::uint32_t kMaxPlainHeader = 4096;

asio::awaitable<Result<std::string>> ask_plainly(tcp::endpoint server, std::string target, std::size_t max)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto [refused] = co_await socket.async_connect(server, asio::as_tuple(asio::use_awaitable));
    if (refused)
        co_return Errc::unreachable;
    http::request<http::empty_body> message{http::verb::get, target, 11};
    message.set(http::field::host, "localhost");
    message.set(http::field::connection, "close");
    auto answer = co_await exchange_http(socket, message, kMaxPlainHeader, max);
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
