#include "apps/broker/http/web_socket_connection.hpp"

#include "core/base/race.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>

namespace cordee::broker {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

// Beast finds these by their argument.
void beast_close_socket(TlsStream& stream)
{
    stream.close();
}

void teardown(beast::role_type /*role*/, TlsStream& stream, boost::system::error_code& error)
{
    stream.close();
    error = {};
}

template <class CloseHandler>
void async_teardown(beast::role_type /*role*/, TlsStream& stream, CloseHandler&& handler)
{
    stream.close();
    asio::post(stream.get_executor(),
               beast::bind_front_handler(std::forward<CloseHandler>(handler), boost::system::error_code{}));
}

namespace {

constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kSilence{50}; ///< half of it after a message, a ping is sent
constexpr std::chrono::seconds kTaking{20};  ///< for the client to take one message
constexpr std::size_t kMostFromClient = 4096;

using Stream = websocket::stream<TlsStream&, false>;

class Connection final : public WebSocket {
public:
    Connection(TlsStream& below, Stream& stream) : below_{below}, stream_{stream} {}

    asio::awaitable<bool> send(const std::string& text) override
    {
        below_.expires_after(kTaking);
        const auto [error, size] = co_await stream_.async_write(asio::buffer(text), kOutcome);
        below_.expires_never();
        co_return !error;
    }

    asio::awaitable<void> close(unsigned short code) override
    {
        below_.expires_after(kTaking);
        const websocket::close_reason reason{static_cast<websocket::close_code>(code)};
        co_await stream_.async_close(reason, kOutcome);
    }

private:
    TlsStream& below_;
    Stream& stream_;
};

/// Pings, pongs and the goodbye are in what the client sends; nothing else of it is of interest.
asio::awaitable<void> listen(Stream& stream)
{
    std::array<char, 128> dropped{};
    for (;;) {
        const auto [error, size] = co_await stream.async_read_some(asio::buffer(dropped), kOutcome);
        if (error)
            co_return;
    }
}

void set_options(Stream& stream, std::string protocol)
{
    stream.set_option(websocket::stream_base::timeout{std::chrono::seconds{20}, kSilence, true});
    stream.read_message_max(kMostFromClient);
    stream.auto_fragment(false);
    stream.text(true);
    stream.set_option(
        websocket::stream_base::decorator([protocol = std::move(protocol)](websocket::response_type& answer) {
            answer.set(beast::http::field::sec_websocket_protocol, protocol);
        }));
}

} // namespace

bool asks_for_web_socket(const HttpRequest& request)
{
    return websocket::is_upgrade(request);
}

asio::awaitable<void> serve_web_socket(TlsStream& stream, HttpRequest request, WebSocketService service)
{
    stream.expires_never();
    const auto socket = std::make_unique<Stream>(stream);
    set_options(*socket, std::move(service.protocol));
    {
        const auto asked = std::move(request);
        const auto [error] = co_await socket->async_accept(asked, kOutcome);
        if (error)
            co_return;
    }
    Connection connection{stream, *socket};
    co_await race(listen(*socket), service.serve(connection));
}

} // namespace cordee::broker
