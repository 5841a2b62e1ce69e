#include "apps/broker/run.hpp"

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
    Broker broker{loop.get_executor(), broker_options(settings), system_clock(), system_random()};
    const auto certificate = certificate_of(settings, system_clock());
    HttpsServer server{loop.get_executor(), certificate, server_limits(settings),
                       [&](const Request& request) { return broker.router.handle(request); },
                       [&](const Request& head) { return broker.body_limit(head); }};
    const auto port = server.listen(*settings.listen_address, port_of(settings));
    announce(broker, public_url_of(settings, port), certificate_pin(certificate.certificate));
    log::info("listening at {} port {}", *settings.listen_address, port);
    std::exception_ptr failure;
    asio::co_spawn(loop, serve_until_signal(server, broker),
                   [&](std::exception_ptr error) { failure = std::move(error); });
    loop.run();
    if (failure)
        std::rethrow_exception(failure);
    return kExitDone;
}

} // namespace cordee::broker
