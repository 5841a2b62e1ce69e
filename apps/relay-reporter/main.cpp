// cordee-relay-reporter: the one program at a relay that dials, and only its broker.
#include "apps/relay-reporter/reporter.hpp"
#include "apps/relay-reporter/settings.hpp"
#include "core/base/logging.hpp"
#include "core/base/program.hpp"
#include "core/base/race.hpp"
#include "core/base/server_program.hpp"
#include "core/crypto/relay_secret.hpp"
#include "core/transport/plain_http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <iostream>

namespace {

using namespace cordee;
namespace asio = boost::asio;

reporter::Place place_of(const reporter::Settings& settings)
{
    return {settings.relay_id(),
            settings.host_name(),
            settings.port_numbers(),
            settings.encapsulation_list(),
            *settings.udp,
            *settings.region,
            *settings.at};
}

asio::awaitable<void> until_signal()
{
    asio::signal_set signals{co_await asio::this_coro::executor, SIGINT, SIGTERM};
    co_await signals.async_wait(asio::use_awaitable);
}

int run_reporter(const reporter::Settings& settings)
{
    asio::io_context io{1};
    const auto broker = settings.broker_address();
    const auto http = endpoint::connect_https(broker.address, broker.pin);
    const auto status = settings.status_address();
    const auto interval = settings.report_interval();
    reporter::Reporter reporter{place_of(settings),
                                crypto::load_relay_secret(*settings.credentials),
                                interval,
                                [status, interval] {
                                    return transport::get_plainly(status, "/load", reporter::kMaxLoadText,
                                                                  interval);
                                },
                                *http,
                                system_clock(),
                                system_random()};
    std::cout << "cordee-relay-reporter: ready" << std::endl;
    std::exception_ptr failure;
    asio::co_spawn(io, race(reporter.run(), until_signal()),
                   [&](std::exception_ptr error) { failure = std::move(error); });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    return kExitDone;
}

} // namespace

int main(int argc, char** argv)
{
    reporter::Settings settings;
    return run_server({"cordee-relay-reporter", "Tells the broker every few seconds how a relay is.",
                       settings.list(), [&](const Reread&) { return run_reporter(settings); }},
                      argc, argv);
}
