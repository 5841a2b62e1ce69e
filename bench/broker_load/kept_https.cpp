#include "bench/broker_load/kept_https.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace cordee::bench {
namespace {

namespace asio = boost::asio;
constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

std::string text_of(const endpoint::HttpRequest& request)
{
    auto out = request.method + " " + request.target + " HTTP/1.1\r\nHost: broker\r\n";
    if (!request.bearer.empty())
        out += "Authorization: Bearer " + request.bearer + "\r\n";
    const auto body = request.late_body ? request.late_body() : request.body;
    return out + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::size_t length_in(const std::string& head)
{
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

} // namespace

KeptHttps::KeptHttps(const asio::any_io_executor& executor, asio::ssl::context& tls,
                     asio::ip::tcp::endpoint broker)
    : stream_{executor, tls}, broker_{std::move(broker)}
{}

asio::awaitable<bool> KeptHttps::open()
{
    const auto [unreachable] = co_await stream_.next_layer().async_connect(broker_, kResult);
    if (unreachable)
        co_return false;
    stream_.next_layer().set_option(asio::ip::tcp::no_delay{true});
    const auto [refused] = co_await stream_.async_handshake(asio::ssl::stream_base::client, kResult);
    open_ = !refused;
    co_return open_;
}

asio::awaitable<Result<endpoint::HttpResponse>> KeptHttps::request(endpoint::HttpRequest request)
{
    if (!open_ && !co_await open())
        co_return Errc::unreachable;
    const auto asked = text_of(request);
    const auto [lost, sent] = co_await asio::async_write(stream_, asio::buffer(asked), kResult);
    if (lost)
        co_return Errc::closed;
    const auto [cut, size] =
        co_await asio::async_read_until(stream_, asio::dynamic_buffer(heard_), "\r\n\r\n", kResult);
    if (cut)
        co_return Errc::closed;
    const auto head = heard_.substr(0, size);
    heard_.erase(0, size);
    const auto length = length_in(head);
    if (heard_.size() < length) {
        const auto [short_of, rest] = co_await asio::async_read(
            stream_, asio::dynamic_buffer(heard_), asio::transfer_exactly(length - heard_.size()), kResult);
        if (short_of)
            co_return Errc::closed;
    }
    endpoint::HttpResponse out{static_cast<unsigned>(std::stoul(head.substr(9, 3))), heard_.substr(0, length),
                               "application/json"};
    heard_.erase(0, length);
    co_return out;
}

} // namespace cordee::bench
