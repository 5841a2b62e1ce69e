#include "apps/relay/relay.hpp"

#include "apps/relay/open_socket.hpp"
#include "core/base/language.hpp"
#include "core/base/run_on.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds kLookAgain{50};
constexpr std::chrono::milliseconds kAfterDraining{2'000}; ///< for last words

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
    : executor_{executor}, id_{std::move(config.id)}, start_{system_clock().steady()},
      rules_{std::make_shared<const Rules>(std::move(config.rules))}, clock_{clock},
      shared_{random, {0, 0}, {0, 0}, Quota{0}, Polls{random}, Datagrams{executor}}, stopping_{executor},
      meter_{usable_processors(), start_}, tasks_{executor}
{
    set_limits();
    const auto count = std::max<std::size_t>(config.threads, 1);
    const auto tickets = (rules_->limits.used_tickets + count - 1) / count;
    for (std::size_t number = 0; number < count; ++number) {
        auto& worker = workers_.emplace_back();
        if (number > 0)
            worker.io = std::make_unique<asio::io_context>(1);
        const auto& [key, secret] = rules_->credentials;
        worker.shard =
            std::make_unique<Shard>(number > 0 ? asio::any_io_executor{worker.io->get_executor()} : executor,
                                    shared_, rules_, Gate{id_, {key, secret.clone()}, tickets, clock});
        shared_.shards.push_back(worker.shard.get());
    }
}

void Relay::set_limits()
{
    const auto& limits = rules_->limits;
    shared_.entries.set_limits(limits.entries, limits.entries_per_address);
    shared_.proxied.set_limits(limits.entries, limits.entries);
    shared_.sessions.set_limit(limits.sessions);
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
        open_listener(executor_, at,
                      false); // is it another program's? The system would share with that one too
    for (auto* shard : shared_.shards) {
        auto& acceptor = out.emplace_back(open_listener(shard->executor(), at, several));
        at = acceptor.local_endpoint();
    }
    for (auto& acceptor : out)
        acceptor.listen();
}

/// Every socket is listened at, and every thread listens.
tcp::endpoint Relay::adopt(std::vector<Descriptor> sockets)
{
    auto& shards = shared_.shards;
    tcp::endpoint out;
    for (std::size_t i = 0; i < std::max(sockets.size(), shards.size()); ++i) {
        auto& shard = *shards[i % shards.size()];
        auto acceptor = adopt_listener(shard.executor(), sockets[i % sockets.size()]);
        out = acceptor.local_endpoint();
        shard.listen(std::move(acceptor));
    }
    return out;
}

boost::system::error_code Relay::adopt_datagrams(Descriptor socket)
{
    return shared_.datagrams.adopt(std::move(socket));
}

void Relay::inherit(InheritedTickets used)
{
    inherited_ = std::make_shared<const InheritedTickets>(std::move(used));
    for (auto* shard : shared_.shards)
        shard->inherit(inherited_);
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
    tasks_.spawn(keep_measuring());
    while (!stopped_)
        co_await stopping_.wait();
    tasks_.cancel();
    co_await tasks_.join();
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

void Relay::reload(std::shared_ptr<const Rules> rules)
{
    rules_ = std::move(rules);
    set_limits();
    for (auto* shard : shared_.shards)
        shard->reload(rules_);
}

std::vector<std::pair<SocketRole, int>> Relay::sockets()
{
    std::vector<std::pair<SocketRole, int>> out;
    for (auto* shard : shared_.shards)
        for (const int socket : shard->listening())
            out.emplace_back(SocketRole::sides, socket);
    if (const int socket = shared_.datagrams.native_handle(); socket >= 0)
        out.emplace_back(SocketRole::datagrams, socket);
    return out;
}

void Relay::drain()
{
    tasks_.spawn(begin_to_drain());
}

asio::awaitable<void> Relay::begin_to_drain()
{
    if (shared_.draining.exchange(true))
        co_return;
    const auto time = rules_->limits.drain_time;
    for (auto* shard : shared_.shards)
        co_await run_on(shard->executor(), shard->drain(time));
    tasks_.spawn(until_empty(time));
}

asio::awaitable<std::vector<UsedTicket>> Relay::release()
{
    co_await begin_to_drain();
    shared_.datagrams.close(); // the other one reads them now
    std::vector<UsedTicket> out;
    for (auto* shard : shared_.shards) {
        const auto used = co_await run_on(shard->executor(), shard->used_tickets());
        out.insert(out.end(), used.begin(), used.end());
    }
    if (inherited_)
        for (const auto& [digest, until] : *inherited_)
            if (until >= clock_.now())
                out.push_back({digest, until});
    co_return out;
}

asio::awaitable<void> Relay::until_empty(std::chrono::milliseconds time)
{
    const auto end = system_clock().steady() + time + kAfterDraining;
    asio::steady_timer timer{executor_};
    while (!stopped_ && system_clock().steady() < end && sessions() + entries() > 0) {
        timer.expires_after(kLookAgain);
        co_await timer.async_wait(asio::use_awaitable);
    }
    stop();
}

} // namespace cordee::relay
