#include "tests/support/relay_network.hpp"

#include "core/base/json.hpp"

#include <stdexcept>

namespace cordee::test {
namespace {

Launch at_a_relay(const std::string& program, const std::filesystem::path& home,
                  const std::vector<std::string>& arguments)
{
    Launch out{program, {CORDEE_BINARY_DIR "/bin/" + program}, {{"HOME", home}}, {}, {}};
    out.command.insert(out.command.end(), arguments.begin(), arguments.end());
    return out;
}

} // namespace

RelayNetwork::RelayNetwork(const Installation& installation, const Person& administrator,
                           const std::vector<std::string>& ids)
    : administrator_{administrator}
{
    for (const auto& id : ids) {
        auto& site = sites_[id];
        site.folder = installation.folder() / ("site-" + id) / id;
        std::filesystem::create_directory(site.folder.parent_path());
        const auto added = administrator.cordee(
            {"relay", "add", id, "--host", "127.0.0.1", "--folder", site.folder.string()});
        if (added.status != 0)
            throw std::runtime_error{"the relay was not added: " + added.out + added.err};
        restart_relay(id);
        site.reporter = std::make_unique<Process>(at_a_relay(
            "cordee-relay-reporter", site.folder,
            {"--config", site.folder / "relay-reporter.toml", "--set",
             "relay.credentials=" + site.folder.string(), "--set", "relay.ports=" + std::to_string(site.port),
             "--set", "relay.status=127.0.0.1:" + std::to_string(site.status), "--set",
             "report.interval=1s"}));
        site.reporter->line_with("ready");
    }
}

void RelayNetwork::restart_relay(const std::string& id)
{
    auto& site = sites_.at(id);
    site.relay = std::make_unique<Process>(
        at_a_relay("cordee-relay", site.folder,
                   {"--set", "listen.address=127.0.0.1", "--set", "listen.ports=" + std::to_string(site.port),
                    "--set", "relay.credentials=" + site.folder.string(), "--set", "status.address=127.0.0.1",
                    "--set", "status.port=" + std::to_string(site.status)}));
    site.relay->line_with("ready on");
}

std::string RelayNetwork::state(const std::string& id) const
{
    const auto listed = administrator_.cordee({"relay", "list", "--json"});
    const auto answer = json::parse(listed.out);
    if (listed.status != 0 || !answer)
        throw std::runtime_error{"no list of relays: " + listed.out + listed.err};
    const auto relays = json::get_objects(**answer, "relays").value();
    for (const auto& relay : relays)
        if (json::get_string(*relay, "relay") == id)
            return json::get_string(*relay, "state").value();
    return {};
}

bool RelayNetwork::becomes(const std::string& id, const std::string& wanted) const
{
    return eventually([&] { return state(id) == wanted; });
}

} // namespace cordee::test
