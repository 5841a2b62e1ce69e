// cordee-relay: settings, sockets, then no more rights than it needs.
#include "apps/relay/relay.hpp"
#include "apps/relay/seal.hpp"
#include "apps/relay/settings.hpp"
#include "apps/relay/tls_identity.hpp"
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
#include <optional>
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

/// Those that can be had. Throws UserError when there is none.
std::vector<asio::ip::tcp::endpoint> listen(relay::Relay& relay, const relay::Settings& settings)
{
    std::vector<asio::ip::tcp::endpoint> out;
    std::optional<UserError> failure;
    for (const auto port : settings.port_numbers()) {
        try {
            out.push_back(relay.listen(*settings.address, port));
        } catch (const UserError& error) {
            log::warning("{}; {}", error.what(), error.hint());
            failure = error;
        }
    }
    if (out.empty())
        throw *failure;
    return out;
}

void listen_for_datagrams(relay::Relay& relay, const relay::Settings& settings, std::uint16_t first_port)
{
    if (!*settings.udp)
        return;
    const auto chosen = settings.datagram_port();
    const auto port = chosen != 0 ? chosen : first_port;
    if (const auto error = relay.listen_for_datagrams(*settings.address, port))
        log::warning("no datagrams are forwarded: UDP port {} cannot be had: {}", port, error.message());
}

int run_relay(const relay::Settings& settings)
{
    allow_many_descriptors();
    asio::io_context io{1};
    auto credentials = relay::load_credentials(*settings.credentials);
    relay::Relay relay{io.get_executor(),
                       {settings.relay_id(), std::move(credentials), settings.limits(),
                        relay::make_tls(*settings.certificate_file, *settings.key_file, system_clock()),
                        settings.thread_count()},
                       system_clock(),
                       system_random()};
    const auto endpoints = listen(relay, settings);
    listen_for_datagrams(relay, settings, endpoints.front().port());
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
                       settings.list(), [&](const Reread&) { return run_relay(settings); }},
                      argc, argv);
}
