#include "apps/broker/run.hpp"

#include "apps/broker/events/event_stream.hpp"
#include "apps/broker/storage/durability.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/program.hpp"
#include "core/base/race.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <iostream>
#include <sys/resource.h>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// On standard output, for the person or the program that started it; the log never holds the setup link.
void announce(Broker& broker, const std::string& url, const std::string& pin)
{
    std::cout << "ready " << url << '\n';
    if (!broker.setup.closed()) {
        std::cout << tr("This broker has no administrator yet. Open this link, once, to become the first:")
                  << '\n';
        std::cout << "setup " << url << "/setup#" << broker.setup.issue_token(broker.random) << '.' << pin
                  << '\n';
    }
    std::cout.flush();
}

/// A disk that takes nothing any more ends the broker: it could not say what it knows and what it does not.
asio::awaitable<void> settle(Durability& durability, std::exception_ptr& failure)
{
    try {
        co_await durability.settle();
    } catch (const DatabaseUnavailable&) {
        throw;
    } catch (const std::system_error& error) {
        failure = std::make_exception_ptr(
            UserError{trf("the disk does not take what is in the database: {}", error.what()),
                      std::string{tr("see to the disk, then start the broker again")}});
        std::raise(SIGTERM);
        throw;
    }
}

/// Each connection takes a descriptor; the limit that systems begin with is made for other programs.
void allow_connections(std::size_t connections)
{
    constexpr rlim_t kOthers = 100; // the database, files, the listening socket
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, connections + kOthers));
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < connections + kOthers)
        log::warning("the system lets this program have {} connections at most", limit.rlim_cur - kOthers);
}

/// Until it is cancelled. What fails is tried again a second later.
asio::awaitable<void> keep_time(Broker& broker)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        timer.expires_after(std::chrono::seconds{1});
        co_await timer.async_wait(asio::use_awaitable);
        try {
            broker.tick();
        } catch (const std::exception& error) {
            log::error("what comes with time did not happen: {}", error.what());
        }
    }
}

asio::awaitable<void> wait_for(asio::signal_set& signals)
{
    co_await signals.async_wait(asio::use_awaitable);
}

asio::awaitable<void> serve_until_signal(HttpsServer& server, Broker& broker)
{
    asio::signal_set signals{co_await asio::this_coro::executor, SIGINT, SIGTERM};
    server.start();
    auto told = wait_for(signals);
    auto time = keep_time(broker);
    co_await race(std::move(told), std::move(time));
    log::info("ending");
    co_await server.stop();
}

} // namespace

int run(const BrokerSettings& settings)
{
    asio::io_context loop{1};
    const auto limits = server_limits(settings);
    allow_connections(limits.connections);
    Broker broker{loop.get_executor(), broker_options(settings), system_clock(), system_random()};
    std::exception_ptr failure;
    Durability durability{loop.get_executor(), broker.database};
    broker.router.settle_by([&] { return settle(durability, failure); });
    const auto certificate = certificate_of(settings, system_clock());
    if (settings.certificate_file->empty())
        broker.options.pin = certificate_pin(certificate.certificate);
    HttpsServer server{loop.get_executor(),
                       certificate,
                       limits,
                       {[&](const Request& request) { return broker.router.handle(request); },
                        [&](const Request& head) { return broker.body_limit(head); },
                        [&](const Request& head) { return answer_upgrade(broker, head); }}};
    const auto port = server.listen(*settings.listen_address, port_of(settings));
    announce(broker, public_url_of(settings, port), certificate_pin(certificate.certificate));
    log::info("listening at {} port {}", *settings.listen_address, port);
    asio::co_spawn(loop, serve_until_signal(server, broker),
                   [&](std::exception_ptr error) { failure = error ? std::move(error) : failure; });
    loop.run();
    if (failure)
        std::rethrow_exception(failure);
    return kExitDone;
}

} // namespace cordee::broker
