#include "apps/broker/http/https_server.hpp"

#include "apps/broker/http/http_connection.hpp"
#include "apps/broker/http/rate_limiter.hpp"
#include "apps/broker/http/tls_context.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kPause{100}; ///< when the system has no more descriptors for us

std::string peer_key(const tcp::socket& socket)
{
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string{} : address_key(endpoint.address().to_string());
}

} // namespace

struct HttpsServer::State {
    State(const asio::any_io_executor& executor, const CertificateFiles& files, ServerLimits with_limits,
          Handlers with)
        : tls{make_tls_context(files)}, limits{with_limits}, handlers{std::move(with)}, acceptor{executor},
          tasks{executor}
    {}

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(tcp::socket socket, std::string from);
    void take(tcp::socket socket);

    asio::ssl::context tls;
    ServerLimits limits;
    Handlers handlers;
    tcp::acceptor acceptor;
    std::size_t connections = 0;
    std::map<std::string, std::size_t> by_address;
    TaskGroup tasks;
};

/// Counts one connection for as long as it lives.
class Seat {
public:
    Seat(std::size_t& all, std::map<std::string, std::size_t>& by_address, std::string from)
        : all_{all}, by_address_{by_address}, from_{std::move(from)}
    {
        ++all_;
        ++by_address_[from_];
    }
    ~Seat()
    {
        --all_;
        const auto place = by_address_.find(from_);
        if (--place->second == 0)
            by_address_.erase(place);
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

private:
    std::size_t& all_;
    std::map<std::string, std::size_t>& by_address_;
    std::string from_;
};

asio::awaitable<void> HttpsServer::State::serve(tcp::socket socket, std::string from)
{
    const Seat seat{connections, by_address, std::move(from)};
    co_await serve_connection(std::move(socket), tls, limits, handlers);
}

void HttpsServer::State::take(tcp::socket socket)
{
    auto from = peer_key(socket);
    const auto known = by_address.find(from);
    if (connections >= limits.connections ||
        (known != by_address.end() && known->second >= limits.connections_per_address)) {
        log::warning("a connection was refused: too many are open");
        return;
    }
    tasks.spawn(serve(std::move(socket), std::move(from)));
}

asio::awaitable<void> HttpsServer::State::accept()
{
    asio::steady_timer pause{acceptor.get_executor()};
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(kAsTuple);
        if (error == asio::error::operation_aborted)
            co_return;
        if (!error) {
            take(std::move(socket));
            continue;
        }
        log::warning("cannot accept a connection: {}", error.message());
        pause.expires_after(kPause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

HttpsServer::HttpsServer(const asio::any_io_executor& executor, const CertificateFiles& files,
                         ServerLimits limits, Handlers handlers)
    : state_{std::make_unique<State>(executor, files, limits, std::move(handlers))}
{}

HttpsServer::~HttpsServer() = default;

std::uint16_t HttpsServer::listen(const std::string& address, std::uint16_t port)
{
    try {
        const tcp::endpoint endpoint{asio::ip::make_address(address), port};
        state_->acceptor.open(endpoint.protocol());
        state_->acceptor.set_option(tcp::acceptor::reuse_address{true});
        state_->acceptor.bind(endpoint);
        state_->acceptor.listen();
        return state_->acceptor.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
        throw UserError{trf("cannot listen at {} port {}: {}", address, port, error.code().message()),
                        std::string{tr("check listen.address and listen.port, and that the port is free")}};
    }
}

void HttpsServer::start()
{
    state_->tasks.spawn(state_->accept());
}

asio::awaitable<void> HttpsServer::stop()
{
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    state_->tasks.cancel();
    co_await state_->tasks.join();
}

} // namespace cordee::broker
