#include "tests/support/fake_relay.hpp"

#include "core/crypto/self_signed.hpp"
#include "core/transport/http_server_connection.hpp"
#include "core/transport/poll_server.hpp"
#include "core/transport/recognise.hpp"
#include "core/transport/socket_options.hpp"
#include "core/transport/tcp_connection.hpp"
#include "core/transport/tls_server.hpp"
#include "core/wire/poll.hpp"
#include "core/wire/relay_entry.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <map>
#include <stdexcept>

namespace cordee::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using transport::Encapsulation;

constexpr std::chrono::seconds kLong{600};
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

struct FakeRelay::State {
    std::vector<tcp::acceptor> listeners;
    std::vector<tcp::socket> fillers;
    FirewallRules rules;
    std::optional<transport::TlsServer> tls;
    std::map<wire::PollId, std::shared_ptr<transport::PollServer>> polls;
    int connections = 0;
    int polled = 0;
    int lost = 0;
};

namespace {

using Shared = std::shared_ptr<FakeRelay::State>;

struct Counted {
    explicit Counted(Shared state) : state_{std::move(state)} { ++state_->connections; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --state_->connections; }
    Shared state_;
};

asio::awaitable<void> for_ever()
{
    asio::steady_timer never{co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
    co_await never.async_wait(asio::use_awaitable);
}

wire::RelayPaired paired()
{
    wire::RelayPaired out;
    out.udp_port = 11438;
    out.udp_token.fill(5);
    return out;
}

wire::RelayNonce nonce()
{
    wire::RelayNonce out;
    out.fill(9);
    return out;
}

asio::awaitable<void> echo(transport::Connection& connection)
{
    for (;;) {
        const auto record = co_await connection.receive();
        if (!record)
            co_return;
        const auto copy = to_bytes(*record);
        if (!co_await connection.send(copy))
            co_return;
    }
}

asio::awaitable<void> serve_messages(std::unique_ptr<transport::ServedConnection> connection)
{
    if (!co_await connection->send(wire::encode_relay_greeting(nonce())))
        co_return;
    const auto entry = co_await connection->receive();
    if (!entry || !wire::decode_relay_entry(*entry))
        co_return;
    if (!co_await connection->send(wire::encode_relay_paired(paired())))
        co_return;
    co_await echo(*connection);
}

asio::awaitable<void> serve_native(tcp::socket socket)
{
    ByteArray<4> preamble;
    co_await asio::async_read(socket, asio::buffer(preamble), asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(wire::encode_relay_greeting(nonce())),
                               asio::use_awaitable);
    Bytes entry(2);
    co_await asio::async_read(socket, asio::buffer(entry), asio::use_awaitable);
    entry.resize(2 + wire::decode_relay_ticket_length(entry).value() + wire::kRelayProofSize);
    co_await asio::async_read(socket, asio::buffer(entry) + 2, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(wire::encode_relay_paired(paired())),
                               asio::use_awaitable);
    transport::TcpConnection connection{std::move(socket)};
    co_await echo(connection);
}

asio::awaitable<transport::PollReply> carry_out(Shared state, wire::PollRequest request, Bytes body,
                                                Bytes& opened)
{
    using Kind = wire::PollRequest::Kind;
    if (request.kind == Kind::open) {
        const auto executor = co_await asio::this_coro::executor;
        wire::PollId id{};
        id[0] = static_cast<std::uint8_t>(state->polls.size() + 1);
        const auto poll = std::make_shared<transport::PollServer>(executor);
        state->polls[id] = poll;
        asio::co_spawn(executor, serve_messages(poll->connection()), asio::detached);
        opened = to_bytes(to_hex(id));
        co_return transport::PollReply{200, std::make_shared<const Bytes>(opened)};
    }
    const auto found = state->polls.find(request.id);
    if (found == state->polls.end())
        co_return transport::PollReply{404};
    const auto poll = found->second;
    if (request.kind == Kind::up)
        co_return co_await poll->up(request.number, std::move(body));
    if (request.kind == Kind::down)
        co_return co_await poll->down(request.number);
    poll->end();
    state->polls.erase(request.id);
    co_return transport::PollReply{};
}

/// False when the connection is to be hung up.
asio::awaitable<bool> serve_poll(Shared state, transport::HttpServerConnection& http,
                                 transport::HttpHead head)
{
    const auto request = wire::decode_poll_request(head.method, head.target);
    auto body = co_await http.read_body(wire::kMaxPollBody, kLong);
    if (!request || !body)
        co_return false;
    Bytes opened;
    const auto reply = co_await carry_out(state, *request, std::move(*body), opened);
    const bool may_be_lost = state->rules.lose_answers != 0 && request->kind != wire::PollRequest::Kind::open;
    if (may_be_lost && ++state->polled % state->rules.lose_answers == 0) {
        ++state->lost;
        co_return false;
    }
    transport::HttpReply out;
    out.status = reply.status;
    if (reply.body)
        out.body = *reply.body;
    co_return (co_await http.reply(out, false, kLong)).has_value();
}

asio::awaitable<void> serve_http(Shared state, transport::ByteStream stream)
{
    transport::HttpServerConnection http{std::move(stream)};
    for (;;) {
        auto head = co_await http.read_head(kLong);
        if (!head)
            co_return;
        if (!head->asks_for_websocket) {
            if (!co_await serve_poll(state, http, std::move(*head)))
                co_return;
            continue;
        }
        switch (state->rules.upgrade) {
        case Upgrade::taken:
            if (auto connection = co_await http.accept_websocket(kLong))
                co_await serve_messages(std::move(*connection));
            co_return;
        case Upgrade::declined:
            (void)co_await http.reply({400, "text/plain", as_view("no")}, true, kLong);
            co_return;
        case Upgrade::hung_up:
            co_return;
        case Upgrade::swallowed:
            co_await for_ever();
        }
    }
}

bool passes(const FirewallRules& rules, transport::Spoken spoken)
{
    if (!rules.only)
        return true;
    switch (*rules.only) {
    case Encapsulation::native:
        return spoken == transport::Spoken::native;
    case Encapsulation::https:
        return spoken == transport::Spoken::tls;
    case Encapsulation::http:
        break;
    }
    return spoken == transport::Spoken::http;
}

asio::awaitable<void> serve(Shared state, Gate gate, tcp::socket socket)
{
    const Counted counted{state};
    transport::tune_socket(socket);
    if (gate == Gate::mute)
        co_await for_ever();
    if (gate == Gate::foreign) {
        const std::string hello = "220 mail.example.org ESMTP, and a good day to you, whoever you may be\r\n";
        co_await asio::async_write(socket, asio::buffer(hello), kTuple);
        co_await for_ever();
    }
    const auto spoken = co_await transport::recognise(socket);
    if (!spoken || !passes(state->rules, *spoken))
        co_return;
    if (*spoken == transport::Spoken::native)
        co_await serve_native(std::move(socket));
    else if (*spoken == transport::Spoken::http)
        co_await serve_http(state, transport::ByteStream{std::move(socket)});
    else if (auto stream = co_await state->tls->accept(std::move(socket)))
        co_await serve_http(state, std::move(*stream));
}

/// A test that ends is not an error of the server's.
void ignore(const std::exception_ptr&) {}

asio::awaitable<void> listen(Shared state, std::size_t number, Gate gate)
{
    for (;;) {
        auto socket = co_await state->listeners[number].async_accept(asio::use_awaitable);
        asio::co_spawn(co_await asio::this_coro::executor, serve(state, gate, std::move(socket)), ignore);
    }
}

} // namespace

FakeRelay::FakeRelay(asio::io_context& io, const std::vector<Gate>& gates, FirewallRules rules,
                     const std::string& at, const std::vector<std::uint16_t>& ports)
    : state_{std::make_shared<State>()}
{
    static const auto key = crypto::make_tls_key();
    static const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    static const auto certificate = crypto::self_signed_certificate(key.get(), "localhost", {}, now).value();
    state_->rules = rules;
    state_->tls.emplace(transport::TlsServer::make(certificate, crypto::tls_key_pem(key.get())).value());
    const auto address = asio::ip::make_address(at);
    for (const auto gate : gates) {
        tcp::acceptor listener{io, tcp::v4()};
        listener.bind({address, ports.empty() ? std::uint16_t{0} : ports[ports_.size()]});
        if (gate != Gate::refused) // whose port stays taken, and closed
            listener.listen(gate == Gate::dropped ? 0 : 64);
        ports_.push_back(listener.local_endpoint().port());
        if (gate == Gate::dropped) { // the queue is full with one that nobody accepts: others get no answer
            tcp::socket filler{io};
            filler.connect(listener.local_endpoint());
            state_->fillers.push_back(std::move(filler));
        }
        state_->listeners.push_back(std::move(listener));
    }
    for (std::size_t i = 0; i < gates.size(); ++i) {
        if (gates[i] != Gate::refused && gates[i] != Gate::dropped)
            asio::co_spawn(io, listen(state_, i, gates[i]), ignore);
    }
}

FakeRelay::~FakeRelay()
{
    for (auto& listener : state_->listeners) {
        boost::system::error_code ignored;
        listener.close(ignored);
    }
}

int FakeRelay::connections() const
{
    return state_->connections;
}

int FakeRelay::answers_lost() const
{
    return state_->lost;
}

struct FakeProxy::State {
    explicit State(tcp::acceptor at) : listener{std::move(at)} {}
    tcp::acceptor listener;
    FakeProxyRules rules;
    std::vector<std::string> asked;
};

namespace {

asio::awaitable<void> forward(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to)
{
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        const auto [error, count] = co_await from->async_read_some(asio::buffer(buffer), kTuple);
        if (error)
            break;
        const auto [write_error, written] =
            co_await asio::async_write(*to, asio::buffer(buffer.data(), count), kTuple);
        if (write_error)
            break;
    }
    boost::system::error_code ignored;
    from->close(ignored);
    to->close(ignored);
}

std::string answer_of(const FakeProxyRules& rules, const std::string& request)
{
    switch (rules.manner) {
    case ProxyManner::refuses:
        return "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    case ProxyManner::wants_negotiate:
        return "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Negotiate\r\n\r\n";
    case ProxyManner::is_foreign:
        return "SSH-2.0-OpenSSH_9.2\r\n";
    case ProxyManner::wants_password:
        if (request.find("\r\nProxy-Authorization: Basic " + rules.credentials + "\r\n") == std::string::npos)
            return "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n";
        break;
    default:
        break;
    }
    return {};
}

asio::awaitable<void> serve_proxy(std::shared_ptr<FakeProxy::State> state, tcp::socket socket)
{
    std::string request;
    const auto [error, size] =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", kTuple);
    if (error)
        co_return;
    const auto place = request.substr(0, request.find(" HTTP/"));
    state->asked.push_back(place);
    if (state->rules.manner == ProxyManner::is_mute)
        co_await for_ever();
    auto answer = answer_of(state->rules, request);
    if (!answer.empty()) {
        co_await asio::async_write(socket, asio::buffer(answer), kTuple);
        co_return;
    }
    const auto port = static_cast<std::uint16_t>(std::stoul(place.substr(place.rfind(':') + 1)));
    auto inner = std::make_shared<tcp::socket>(co_await asio::this_coro::executor);
    const auto [refused] =
        co_await inner->async_connect({asio::ip::make_address(state->rules.towards), port}, kTuple);
    answer = refused ? "HTTP/1.1 502 Bad Gateway\r\n\r\n" : "HTTP/1.1 200 Connection established\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(answer), kTuple);
    if (refused)
        co_return;
    auto outer = std::make_shared<tcp::socket>(std::move(socket));
    asio::co_spawn(co_await asio::this_coro::executor, forward(outer, inner), ignore);
    co_await forward(inner, outer);
}

asio::awaitable<void> listen_proxy(std::shared_ptr<FakeProxy::State> state)
{
    for (;;) {
        auto socket = co_await state->listener.async_accept(asio::use_awaitable);
        asio::co_spawn(co_await asio::this_coro::executor, serve_proxy(state, std::move(socket)), ignore);
    }
}

} // namespace

FakeProxy::FakeProxy(asio::io_context& io, FakeProxyRules rules)
    : state_{std::make_shared<State>(tcp::acceptor{io, {asio::ip::address_v4::loopback(), 0}})}
{
    state_->rules = std::move(rules);
    port_ = state_->listener.local_endpoint().port();
    asio::co_spawn(io, listen_proxy(state_), ignore);
}

FakeProxy::~FakeProxy()
{
    boost::system::error_code ignored;
    state_->listener.close(ignored);
}

const std::vector<std::string>& FakeProxy::asked() const
{
    return state_->asked;
}

} // namespace cordee::test
