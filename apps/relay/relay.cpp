#include "apps/relay/relay.hpp"

#include "core/base/language.hpp"
#include "core/base/run_on.hpp"
#include "core/transport/socket_options.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <sys/socket.h>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

tcp::acceptor bound(const asio::any_io_executor& executor, const tcp::endpoint& endpoint, bool shared)
{
    tcp::acceptor out{executor};
    out.open(endpoint.protocol());
    out.set_option(tcp::acceptor::reuse_address{true});
    if (shared)
        out.set_option(ReusePort{true});
    if (endpoint.address().is_v6())
        out.set_option(asio::ip::v6_only{false});
    transport::tune_acceptor(out);
    out.bind(endpoint);
    return out;
}

UserError cannot_listen(const std::string& address, std::uint16_t port,
                        const boost::system::error_code& error)
{
    return {
        trf("the relay cannot listen on {} port {}: {}", address, port, error.message()),
        std::string{error == asio::error::access_denied
                        ? tr("give it the right to low ports (AmbientCapabilities=CAP_NET_BIND_SERVICE in "
                             "its systemd unit), or leave the port out of listen.ports")
                        : tr("choose another listen.address or listen.ports")}};
}

asio::awaitable<bool> run_shard(Shard& shard)
{
    co_await shard.run();
    co_return true;
}

asio::awaitable<void> serve_shard(Shard& shard)
{
    co_await run_on(shard.executor(), run_shard(shard));
}

asio::awaitable<bool> nothing()
{
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    co_return true;
}

} // namespace

Relay::Relay(const asio::any_io_executor& executor, RelayConfig config, const Clock& clock, Random& random)
    : executor_{executor}, shared_{random,
                                   std::move(config.tls),
                                   {config.limits.entries, config.limits.entries_per_address},
                                   {config.limits.sessions, config.limits.sessions},
                                   Polls{random},
                                   Datagrams{executor}},
      stopping_{executor}
{
    const auto count = std::max<std::size_t>(config.threads, 1);
    const auto tickets = (config.limits.used_tickets + count - 1) / count;
    for (std::size_t number = 0; number < count; ++number) {
        auto& worker = workers_.emplace_back();
        if (number > 0)
            worker.io = std::make_unique<asio::io_context>(1);
        worker.shard = std::make_unique<Shard>(
            number > 0 ? asio::any_io_executor{worker.io->get_executor()} : executor, shared_, config.limits,
            Gate{config.id,
                 {config.credentials.ticket_key, config.credentials.secret.clone()},
                 tickets,
                 clock});
        shared_.shards.push_back(worker.shard.get());
    }
}

Relay::~Relay() = default;

tcp::endpoint Relay::listen(const std::string& address, std::uint16_t port)
{
    std::vector<tcp::acceptor> acceptors;
    try {
        listen({asio::ip::make_address(address), port}, acceptors);
    } catch (const boost::system::system_error& error) {
        throw cannot_listen(address, port, error.code());
    }
    const auto endpoint = acceptors.front().local_endpoint();
    for (std::size_t i = 0; i < acceptors.size(); ++i)
        shared_.shards[i]->listen(std::move(acceptors[i]));
    return endpoint;
}

/// A socket for each shard, among which the system spreads connections.
void Relay::listen(const tcp::endpoint& endpoint, std::vector<tcp::acceptor>& out)
{
    auto at = endpoint;
    const bool several = shared_.shards.size() > 1;
    if (several && at.port() != 0)
        bound(executor_, at, false); // is it another program's? The system would share with that one too
    for (auto* shard : shared_.shards) {
        auto& acceptor = out.emplace_back(bound(shard->executor(), at, several));
        at = acceptor.local_endpoint();
    }
    for (auto& acceptor : out)
        acceptor.listen();
}

boost::system::error_code Relay::listen_for_datagrams(const std::string& address, std::uint16_t port)
{
    boost::system::error_code error;
    const auto number = asio::ip::make_address(address, error);
    return error ? error : shared_.datagrams.open(number, port);
}

std::size_t Relay::waiting() const
{
    std::size_t out = 0;
    for (const auto* shard : shared_.shards)
        out += shard->waiting();
    return out;
}

std::vector<Relay::Guard> Relay::start_threads()
{
    std::vector<Guard> out;
    for (auto& worker : workers_)
        if (worker.io) {
            out.emplace_back(worker.io->get_executor());
            worker.thread = std::thread{[&io = *worker.io] { io.run(); }};
        }
    return out;
}

asio::awaitable<void> Relay::run()
{
    auto guards = start_threads();
    TaskGroup tasks{executor_};
    for (auto* shard : shared_.shards)
        tasks.spawn(serve_shard(*shard));
    if (shared_.datagrams.port() != 0)
        tasks.spawn(shared_.datagrams.run());
    while (!stopped_)
        co_await stopping_.wait();
    for (auto* shard : shared_.shards)
        shard->stop();
    shared_.datagrams.close();
    co_await tasks.join();
    co_await settle();
    guards.clear();
    for (auto& worker : workers_)
        if (worker.thread.joinable())
            worker.thread.join();
}

/// Shards may have left things on each other's doorsteps, and these again: connections that were moved, and
/// their ends.
asio::awaitable<void> Relay::settle()
{
    for (int round = 0; round < 3; ++round)
        for (auto* shard : shared_.shards)
            co_await run_on(shard->executor(), nothing());
}

void Relay::stop()
{
    stopped_ = true;
    stopping_.notify();
}

} // namespace cordee::relay
