// cordee-relay-reporter: the one program at a relay that dials, and only its broker.
#include "apps/relay-reporter/reporter.hpp"
#include "apps/relay-reporter/settings.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/program.hpp"
#include "core/base/race.hpp"
#include "core/base/server_program.hpp"
#include "core/transport/plain_http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <iostream>

namespace {

using namespace cordee;
namespace asio = boost::asio;

constexpr std::size_t kMaxSecretFile = 256;

Secret<32> load_secret(const std::filesystem::path& folder)
{
    const auto file = folder / "secret";
    const std::string hint{tr("name the folder that cordee relay add made in relay.credentials")};
    auto content = read_file(file, kMaxSecretFile);
    if (!content)
        throw UserError{trf("{} cannot be read: {}", file.string(), content.error().message()), hint};
    auto text = as_text(*content);
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    auto bytes = from_hex(text);
    wipe(*content);
    auto secret = bytes ? Secret<32>::from(*bytes) : std::nullopt;
    if (bytes)
        wipe(*bytes);
    if (!secret)
        throw UserError{trf("{} does not hold what it should", file.string()), hint};
    return std::move(*secret);
}

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
                                load_secret(*settings.credentials),
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
