#include "tests/apps/relay/sides.hpp"

#include "core/transport/socket_options.hpp"
#include "core/transport/tcp_connection.hpp"
#include "core/transport/websocket_connection.hpp"
#include "core/wire/poll.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/http/write.hpp>

namespace cordee::test {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using transport::ByteStream;
using transport::Connection;

namespace {

asio::awaitable<ByteStream> open_stream(tcp::endpoint to, bool tls)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    co_await socket.async_connect(to, asio::use_awaitable);
    transport::tune_socket(socket);
    if (!tls)
        co_return ByteStream{std::move(socket)};
    static ssl::context context{ssl::context::tls_client}; // looks at no certificate
    auto stream = std::make_unique<transport::TlsStream>(std::move(socket), context);
    co_await stream->async_handshake(ssl::stream_base::client, asio::use_awaitable);
    co_return ByteStream{std::move(stream)};
}

Errc meaning_of(wire::RelayAnswer answer)
{
    switch (answer) {
    case wire::RelayAnswer::expired:
        return Errc::expired;
    case wire::RelayAnswer::used:
        return Errc::already_used;
    case wire::RelayAnswer::busy:
        return Errc::exhausted;
    case wire::RelayAnswer::absent:
        return Errc::not_found;
    default:
        return Errc::refused;
    }
}

/// Native before the records begin: pieces of known lengths.
class NativeEntry final : public Connection {
public:
    explicit NativeEntry(tcp::socket socket) : socket_{std::move(socket)} {}

    asio::awaitable<Result<View>> receive() override
    {
        piece_.resize(greeted_ ? 1 : wire::kRelayGreetingSize);
        bool whole = co_await read(0);
        if (whole && greeted_ && piece_[0] == 0) {
            piece_.resize(1 + wire::kRelayPairedSize);
            whole = co_await read(1);
        }
        greeted_ = true;
        if (!whole)
            co_return Errc::closed;
        co_return View{piece_};
    }
    asio::awaitable<Result<void>> send(View record) override
    {
        co_await asio::async_write(socket_, asio::buffer(record.data(), record.size()), asio::use_awaitable);
        co_return Result<void>{};
    }
    void close() noexcept override { socket_.close(); }
    tcp::socket take() { return std::move(socket_); }

private:
    asio::awaitable<bool> read(std::size_t at)
    {
        const auto [error, count] = co_await asio::async_read(socket_, asio::buffer(piece_) + at,
                                                              asio::as_tuple(asio::use_awaitable));
        co_return !error;
    }
    tcp::socket socket_;
    Bytes piece_;
    bool greeted_ = false;
};

/// The simplest side of long-poll that there is: one record per request.
class PollSide final : public Connection {
public:
    PollSide(HttpLine up, HttpLine down, std::string path)
        : up_{std::move(up)}, down_{std::move(down)}, path_{std::move(path)}
    {}
    ~PollSide() override = default;

    asio::awaitable<Result<View>> receive() override
    {
        while (rest_.empty()) {
            const auto target = path_ + "/down/" + std::to_string(next_down_);
            const auto answer = co_await down_.ask("POST", target);
            if (answer.status != 200 && answer.status != 204)
                co_return Errc::closed;
            ++next_down_;
            body_ = to_bytes(answer.body);
            rest_ = body_;
        }
        co_return wire::take_poll_message(rest_);
    }
    asio::awaitable<Result<void>> send(View record) override
    {
        Bytes body;
        (void)wire::append_poll_message(body, record);
        const auto target = path_ + "/up/" + std::to_string(next_up_++);
        const auto answer = co_await up_.ask("POST", target, std::move(body));
        co_return answer.status == 204 ? Result<void>{} : Errc::closed;
    }
    void close() noexcept override {}
    asio::awaitable<void> hang_up() { co_await up_.ask("DELETE", path_); }

private:
    HttpLine up_;
    HttpLine down_;
    std::string path_;
    std::uint64_t next_up_ = 0;
    std::uint64_t next_down_ = 0;
    Bytes body_;
    View rest_;
};

} // namespace

std::ostream& operator<<(std::ostream& out, Carrier carrier)
{
    constexpr const char* names[] = {"native", "http", "https", "http long-poll", "https long-poll"};
    return out << names[static_cast<int>(carrier)];
}

struct HttpLine::State {
    explicit State(ByteStream with) : stream{std::move(with)} {}
    ByteStream stream;
    boost::beast::flat_buffer buffer;
};

HttpLine::HttpLine() = default;
HttpLine::HttpLine(HttpLine&&) noexcept = default;
HttpLine::~HttpLine() = default;

asio::awaitable<HttpLine> HttpLine::open(tcp::endpoint to, bool tls)
{
    HttpLine out;
    out.state_ = std::make_unique<State>(co_await open_stream(to, tls));
    co_return out;
}

asio::awaitable<HttpAnswer> HttpLine::ask(std::string method, std::string target, Bytes body)
{
    http::request<http::vector_body<std::uint8_t>> request;
    request.method_string(method);
    request.target(target);
    request.version(11);
    request.set(http::field::host, "relay");
    request.body() = std::move(body);
    request.content_length(request.body().size());
    co_await http::async_write(state_->stream, request, asio::use_awaitable);
    http::response_parser<http::string_body> parser;
    parser.skip(method == "HEAD");
    co_await http::async_read(state_->stream, state_->buffer, parser, asio::use_awaitable);
    co_return HttpAnswer{parser.get().result_int(), parser.get().body(), parser.get().keep_alive()};
}

asio::awaitable<Result<std::unique_ptr<Connection>>> knock(tcp::endpoint relay, Carrier carrier)
{
    const bool tls = carrier == Carrier::https || carrier == Carrier::https_poll;
    if (carrier == Carrier::native) {
        tcp::socket socket{co_await asio::this_coro::executor};
        co_await socket.async_connect(relay, asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(wire::kRelayPreamble), asio::use_awaitable);
        co_return std::make_unique<NativeEntry>(std::move(socket));
    }
    if (carrier == Carrier::http || carrier == Carrier::https)
        co_return co_await transport::connect_websocket(co_await open_stream(relay, tls), "relay",
                                                        std::string{wire::kStreamTarget});
    auto up = co_await HttpLine::open(relay, tls);
    const auto begun = co_await up.ask("POST", std::string{wire::kPollTarget});
    if (begun.status != 200)
        co_return Errc::exhausted;
    auto down = co_await HttpLine::open(relay, tls);
    co_return std::make_unique<PollSide>(std::move(up), std::move(down),
                                         std::string{wire::kPollTarget} + '/' + begun.body);
}

asio::awaitable<Result<Side>> enter(tcp::endpoint relay, Carrier carrier, transport::RelayPass pass)
{
    auto connection = co_await knock(relay, carrier);
    if (!connection)
        co_return connection.error();
    const auto greeting = co_await (*connection)->receive();
    if (!greeting)
        co_return greeting.error();
    const auto nonce = wire::decode_relay_greeting(*greeting);
    if (!nonce)
        co_return nonce.error();
    const auto entry = wire::encode_relay_entry({pass.ticket, pass.prove(*nonce)});
    (void)co_await (*connection)->send(entry.value());
    const auto answer = co_await (*connection)->receive();
    if (!answer)
        co_return answer.error();
    const auto verdict = wire::decode_relay_answer((*answer)[0]);
    if (!verdict || *verdict != wire::RelayAnswer::paired)
        co_return verdict ? meaning_of(*verdict) : Errc::malformed;
    const auto paired = wire::decode_relay_paired(answer->subspan(1));
    if (!paired)
        co_return paired.error();
    Side out{std::move(*connection), *paired};
    if (carrier == Carrier::native)
        out.connection =
            std::make_unique<transport::TcpConnection>(static_cast<NativeEntry&>(*out.connection).take());
    co_return out;
}

asio::awaitable<void> leave(Connection& side)
{
    if (auto* poll = dynamic_cast<PollSide*>(&side))
        co_await poll->hang_up();
    side.close();
}

} // namespace cordee::test
