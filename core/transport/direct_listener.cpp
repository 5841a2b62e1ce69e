#include "core/transport/direct_listener.hpp"

#include "core/transport/tcp_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
namespace ip = asio::ip;
using ip::tcp;

constexpr int kBacklog = 16;
constexpr std::chrono::milliseconds kPauseWhenFull{200};

Result<tcp::acceptor> listen_on(const asio::any_io_executor& executor, const tcp::endpoint& endpoint)
{
    tcp::acceptor acceptor{executor};
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error && endpoint.protocol() == tcp::v6())
        acceptor.set_option(ip::v6_only{false}, error);
    if (!error)
        acceptor.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(kBacklog, error);
    if (error)
        return Errc::io_error;
    return acceptor;
}

Result<tcp::acceptor> listen_on_port(const asio::any_io_executor& executor, std::uint16_t port,
                                     bool only_loopback)
{
    if (only_loopback)
        return listen_on(executor, {ip::address_v4::loopback(), port});
    auto both = listen_on(executor, {tcp::v6(), port});
    return both ? std::move(both) : listen_on(executor, {tcp::v4(), port}); // some computers have no IPv6
}

} // namespace

DirectListener::DirectListener(tcp::acceptor acceptor) : acceptor_{std::move(acceptor)}
{
    boost::system::error_code unknown;
    port_ = acceptor_.local_endpoint(unknown).port();
}

Result<DirectListener> DirectListener::open(const asio::any_io_executor& executor,
                                            DirectListenerOptions options)
{
    auto acceptor = listen_on_port(executor, options.port, options.only_loopback);
    if (!acceptor && options.port != 0)
        acceptor = listen_on_port(executor, 0, options.only_loopback);
    if (!acceptor)
        return acceptor.error();
    return DirectListener{std::move(*acceptor)};
}

asio::awaitable<Result<DirectArrival>> DirectListener::accept()
{
    for (;;) {
        tcp::endpoint from;
        auto [error, socket] = co_await acceptor_.async_accept(from, asio::as_tuple(asio::use_awaitable));
        if (!error)
            co_return DirectArrival{std::make_unique<TcpConnection>(std::move(socket)), from};
        if (!acceptor_.is_open() || error == asio::error::operation_aborted)
            co_return Errc::closed;
        if (error == asio::error::no_descriptors || error == asio::error::no_memory) {
            asio::steady_timer pause{acceptor_.get_executor(), kPauseWhenFull};
            co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }
}

void DirectListener::close() noexcept
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

} // namespace cordee::transport
