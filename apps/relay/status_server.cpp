#include "apps/relay/status_server.hpp"

#include "apps/relay/visitor.hpp"
#include "core/base/logging.hpp"
#include "core/transport/http_server_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t kWatchers = 32;
constexpr std::chrono::milliseconds kRequestTime{10'000};
constexpr std::chrono::milliseconds kFarewellOfStatus{1'000};
constexpr std::chrono::milliseconds kPauseOfStatus{100};

} // namespace

StatusAnswer status_answer(std::string_view method, std::string_view target, const Snapshot& relay)
{
    StatusAnswer out;
    if (method != "GET" && method != "HEAD") {
        out.status = 405;
    } else if (target == "/healthz") {
        out.status = relay.working ? 200 : 503;
        out.body = relay.working ? "ok\n" : "stuck\n";
    } else if (target == "/readyz") {
        out.status = is_ready(relay) ? 200 : 503;
        out.body = is_ready(relay) ? "ready\n" : relay.draining ? "draining\n" : "not ready\n";
    } else if (target == "/metrics") {
        out = {200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(relay)};
    } else if (target == "/load") {
        out = {200, "application/json", load_json(relay) + '\n'};
    }
    return out;
}

StatusServer::StatusServer(const asio::any_io_executor& executor, std::function<Snapshot()> snapshot)
    : snapshot_{std::move(snapshot)}, watchers_{kWatchers, kWatchers}, stopping_{executor}, tasks_{executor}
{}

asio::awaitable<void> StatusServer::run(tcp::acceptor& listener)
{
    tasks_.spawn(accept(listener));
    while (!stopped_)
        co_await stopping_.wait();
    listener.close();
    tasks_.cancel();
    co_await tasks_.join();
}

void StatusServer::stop()
{
    stopped_ = true;
    stopping_.notify();
}

asio::awaitable<void> StatusServer::accept(tcp::acceptor& listener)
{
    while (!stopped_) {
        auto [error, socket] = co_await listener.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!error) {
            tasks_.spawn(receive(std::move(socket)));
        } else if (!stopped_) {
            log::warning("a connection for the status could not be accepted: {}", error.message());
            asio::steady_timer pause{co_await asio::this_coro::executor, kPauseOfStatus};
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

asio::awaitable<void> StatusServer::receive(tcp::socket socket)
{
    boost::system::error_code gone;
    const auto visitor =
        std::make_shared<Visitor>(socket.get_executor(), socket.remote_endpoint(gone).address());
    const auto place = watchers_.take(visitor->from(), Visitor::shedding(visitor));
    if (place)
        co_await visitor->until_shed(serve(std::move(socket)));
}

asio::awaitable<void> StatusServer::serve(tcp::socket socket)
{
    transport::HttpServerConnection http{transport::ByteStream{std::move(socket)}};
    while (http.goes_on()) {
        const auto head = co_await http.read_head(kRequestTime);
        if (!head)
            break;
        const auto answer = status_answer(head->method, head->target, snapshot_());
        const transport::HttpReply reply{answer.status, answer.type, as_view(answer.body)};
        co_await http.reply(reply, false, kRequestTime);
    }
    co_await http.end(kFarewellOfStatus);
}

} // namespace cordee::relay
