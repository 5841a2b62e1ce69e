#include "tests/support/installation.hpp"

#include <stdexcept>

namespace cordee::test {

namespace fs = std::filesystem;

namespace {

Launch server(const std::string& name, const std::vector<std::string>& settings, const fs::path& home)
{
    Launch launch{name, {CORDEE_BINARY_DIR "/bin/" + name}, {{"HOME", home}}, {}, {}};
    for (const auto& setting : settings)
        launch.command.insert(launch.command.end(), {"--set", setting});
    return launch;
}

std::vector<std::string> operator+(std::vector<std::string> one, const std::vector<std::string>& other)
{
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

fs::path& other_plugin_host()
{
    static fs::path program;
    return program;
}

} // namespace

void Person::use_plugin_host(fs::path program)
{
    other_plugin_host() = std::move(program);
}

Launch Person::program(const std::string& name, std::vector<std::string> arguments) const
{
    arguments.insert(arguments.begin(), CORDEE_BINARY_DIR "/bin/" + name);
    arguments.insert(arguments.begin(), before_.begin(), before_.end());
    Launch launch{name, std::move(arguments), {}, {}, {}};
    launch.environment = {{"HOME", home()},
                          {"XDG_CONFIG_HOME", home() / "config"},
                          {"XDG_STATE_HOME", home() / "state"},
                          {"XDG_CACHE_HOME", home() / "cache"}};
    if (!other_plugin_host().empty())
        launch.environment["CORDEE_PLUGIN__HOST"] = other_plugin_host();
    if (desktop_)
        launch.environment["DISPLAY"] = desktop_->name();
    return launch;
}

Finished Person::cordee(std::vector<std::string> arguments, const std::string& input) const
{
    auto launch = program("cordee", std::move(arguments));
    launch.input = input;
    return run(std::move(launch));
}

const std::string& Installation::password()
{
    static const std::string text = "correct horse battery staple";
    return text;
}

fs::path Installation::packages()
{
    return CORDEE_BINARY_DIR "/packages";
}

std::string Installation::url() const
{
    return "https://" + plan_.address + ":" + std::to_string(broker_port_);
}

Installation::Installation(Plan plan) : plan_{std::move(plan)}
{
    for (std::size_t i = 0; i < plan_.relays; ++i)
        relays_.push_back({i == 0 ? "relay" : "relay-" + std::to_string(i + 1)});
    if (plan_.record_relay)
        proxy_ = std::make_unique<RecordingProxy>(relay_port());
    restart_broker();
    const auto line = broker_->line_with("/setup#");
    setup_link_ = line.substr(line.find("https://"));
    setup_link_ = setup_link_.substr(0, setup_link_.find_first_of(" \t\r\n"));
    for (std::size_t i = 0; i < plan_.relays; ++i)
        restart_relay(i);
}

std::string Installation::relays_setting() const
{
    const auto place = [&](std::size_t i) {
        return plan_.address + ":" + std::to_string(i == 0 && proxy_ ? proxy_->port() : relay_port(i));
    };
    if (relays_.empty())
        return "relay.named=false";
    if (relays_.size() == 1)
        return "relay.address=" + place(0);
    std::string list;
    for (std::size_t i = 0; i < relays_.size(); ++i)
        list += (i == 0 ? "\"" : ",\"") + relays_[i].id + "=" + place(i) + "\"";
    return "relay.addresses=[" + list + "]";
}

void Installation::restart_broker(const std::vector<std::string>& before)
{
    broker_.reset();
    const std::vector<std::string> settings{"listen.address=" + plan_.address,
                                            "listen.port=" + std::to_string(broker_port_),
                                            "broker.public_url=" + url(),
                                            "data.folder=" + (folder() / "broker").string(),
                                            "modules.folder=" + plan_.modules.string(),
                                            relays_setting()};
    auto launch = server("cordee-broker", settings + plan_.broker, folder());
    launch.command = plan_.before + (before + launch.command);
    broker_ = std::make_unique<Process>(std::move(launch));
    broker_->line_with("ready ");
}

void Installation::restart_relay(std::size_t which)
{
    auto& relay = relays_.at(which);
    relay.process.reset();
    const auto credentials = folder() / "broker" / "relays" / relay.id;
    if (!eventually([&] { return fs::exists(credentials); }))
        throw std::runtime_error{"the broker made no credentials for a relay: " + broker_->everything()};
    relay.process = std::make_unique<Process>(relay_launch(relay));
    relay.process->line_with("ready on");
}

Launch Installation::relay_launch(const Relay& relay) const
{
    const std::vector<std::string> settings{
        "listen.address=" + plan_.address, "listen.ports=" + std::to_string(relay.port),
        "relay.credentials=" + (folder() / "broker" / "relays" / relay.id).string(), "status.port=0",
        "upgrade.socket=" + (folder() / ("upgrade-" + relay.id)).string()};
    auto launch = server("cordee-relay", settings + plan_.relay, folder());
    launch.command = plan_.before + launch.command;
    return launch;
}

void Installation::upgrade_relay(std::size_t which)
{
    auto& relay = relays_.at(which);
    auto next = std::make_unique<Process>(relay_launch(relay));
    next->line_with("ready on");
    if (const auto status = relay.process->wait(); status != 0)
        throw std::runtime_error{"the former relay failed: " + relay.process->everything()};
    relay.process = std::move(next);
}

void Installation::set_up(const Person& person) const
{
    const auto done = person.cordee({"setup", setup_link_, "--organisation", "Example Ltd", "--name",
                                     "Ada Operator", "--email", "ada@example.org", "--password-file", "-"},
                                    password() + "\n");
    if (done.status != 0)
        throw std::runtime_error{"setup failed: " + done.out + done.err};
}

std::string Installation::invite(const Person& person, std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "invite");
    const auto done = person.cordee(std::move(arguments));
    const auto at = done.out.find("https://");
    if (done.status != 0 || at == std::string::npos)
        throw std::runtime_error{"no invitation: " + done.out + done.err};
    return done.out.substr(at, done.out.find_first_of(" \r\n", at) - at);
}

} // namespace cordee::test
