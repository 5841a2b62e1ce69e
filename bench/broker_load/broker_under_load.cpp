#include "bench/broker_load/broker_under_load.hpp"

#include "bench/relay_load/rig.hpp"
#include "tests/support/processes.hpp"

namespace cordee::bench {

BrokerUnderLoad::BrokerUnderLoad(boost::asio::io_context& loop, bool on_postgresql)
    : loop_{loop}, port_{test::free_port()}
{
    std::vector<std::string> settings{"listen.address=127.0.0.1",
                                      "listen.port=" + std::to_string(port_),
                                      "data.folder=" + (folder_.path() / "data").string(),
                                      "modules.folder=" CORDEE_BINARY_DIR "/packages",
                                      "limits.connections=40000",
                                      "limits.connections_per_address=40000",
                                      "limits.tries_per_minute=10000000",
                                      "log.level=warning"};
    if (on_postgresql) {
        server_.emplace(true);
        settings.push_back("database.postgresql=" + server_->connection());
    }
    test::Launch launch{"cordee-broker", {CORDEE_BINARY_DIR "/bin/cordee-broker"}, {}, {}, {}};
    for (const auto& setting : settings)
        launch.command.insert(launch.command.end(), {"--set", setting});
    process_ = std::make_unique<test::Process>(std::move(launch));
    const auto line = process_->line_with("/setup#");
    const auto from = line.find('#') + 1;
    setup_ = line.substr(from, line.find('.', from) - from);
}

Caller BrokerUnderLoad::caller(const std::string& token)
{
    const boost::asio::ip::tcp::endpoint at{boost::asio::ip::address_v4::loopback(), port_};
    Caller out;
    out.http = std::make_unique<KeptHttps>(loop_.get_executor(), tls_, at);
    out.broker = std::make_unique<endpoint::BrokerClient>(*out.http, "broker", token);
    return out;
}

std::uint64_t BrokerUnderLoad::memory() const
{
    return memory_bytes({process_->pid()});
}

double BrokerUnderLoad::cpu() const
{
    return cpu_seconds({process_->pid()});
}

} // namespace cordee::bench
