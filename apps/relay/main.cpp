// cordee-relay: settings, sockets, then no more rights than it needs.
#include "apps/relay/relay.hpp"
#include "apps/relay/seal.hpp"
#include "apps/relay/settings.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/program.hpp"
#include "core/base/server_program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <sys/resource.h>

namespace {

using namespace cordee;
namespace asio = boost::asio;

/// Two descriptors per session are more than the usual 1024.
void allow_many_descriptors()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// Scripts wait for these lines.
void say_ready(const asio::ip::tcp::endpoint& endpoint)
{
    const auto host = endpoint.address().to_string();
    const bool six = endpoint.address().is_v6();
    std::cout << "cordee-relay: ready on " << (six ? "[" + host + "]" : host) << ':' << endpoint.port()
              << std::endl;
}

int run_relay(const relay::Settings& settings)
{
    allow_many_descriptors();
    asio::io_context io{1};
    auto credentials = relay::load_credentials(*settings.credentials);
    relay::Relay relay{io.get_executor(),
                       {settings.relay_id(), std::move(credentials), settings.limits()},
                       system_clock(),
                       system_random()};
    std::vector<asio::ip::tcp::endpoint> endpoints;
    for (const auto port : settings.port_numbers())
        endpoints.push_back(relay.listen(*settings.address, port));
    asio::signal_set signals{io, SIGINT, SIGTERM};
    signals.async_wait([&](const boost::system::error_code& error, int number) {
        if (!error)
            log::info("ending on signal {}", number);
        relay.stop();
    });
    relay::seal_process();
    for (const auto& endpoint : endpoints)
        say_ready(endpoint);

    std::exception_ptr failure;
    asio::co_spawn(io, relay.run(), [&](std::exception_ptr error) {
        failure = error;
        signals.cancel();
    });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    return kExitDone;
}

} // namespace

int main(int argc, char** argv)
{
    relay::Settings settings;
    return run_server({"cordee-relay", "Joins the two sides of a session and forwards what it cannot read.",
                       settings.list(), [&] { return run_relay(settings); }},
                      argc, argv);
}
