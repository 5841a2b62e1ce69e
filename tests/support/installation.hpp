// One installation, on loopback if nothing else is said: broker and relay with everything they keep, and the
// people who use it.
#pragma once

#include "tests/support/desktop.hpp"
#include "tests/support/recording_proxy.hpp"
#include "tests/support/temporary_folder.hpp"

#include <memory>

namespace cordee::test {

/// A person's computer: home folders of its own, and the programs run in them.
class Person {
public:
    /// The desktop, when there is one, must outlive the programs that show something on it. `before` goes
    /// before each command, such as what puts it into a network namespace.
    explicit Person(const Desktop* desktop = nullptr, std::vector<std::string> before = {})
        : desktop_{desktop}, before_{std::move(before)}
    {}

    [[nodiscard]] Launch program(const std::string& name, std::vector<std::string> arguments) const;
    /// `cordee` with these arguments, to its end.
    [[nodiscard]] Finished cordee(std::vector<std::string> arguments, const std::string& input = {}) const;
    /// From here on everybody's programs use this plugin host, not the one that is shipped.
    static void use_plugin_host(std::filesystem::path program);
    [[nodiscard]] const std::filesystem::path& home() const { return home_.path(); }
    [[nodiscard]] std::filesystem::path cache() const { return home() / "cache" / "cordee"; }

private:
    TemporaryFolder home_;
    const Desktop* desktop_;
    std::vector<std::string> before_;
};

class Installation {
public:
    struct Plan {
        bool record_relay = false;       ///< a RecordingProxy stands before the relay
        std::vector<std::string> broker; ///< more settings, "key=value"
        std::vector<std::string> relay;
        std::string address = "127.0.0.1"; ///< where both listen
        std::vector<std::string> before;   ///< goes before the command of each
        std::filesystem::path modules = packages();
        std::size_t relays = 1; ///< that the settings name; 0: there are those of a RelayNetwork
    };
    /// The plugins that are shipped.
    static std::filesystem::path packages();
    Installation() : Installation(Plan{}) {}
    explicit Installation(Plan plan);

    [[nodiscard]] Process& broker() { return *broker_; }
    [[nodiscard]] Process& relay(std::size_t which = 0) { return *relays_.at(which).process; }
    [[nodiscard]] RecordingProxy& proxy() { return *proxy_; }
    [[nodiscard]] std::string url() const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    [[nodiscard]] const std::string& setup_link() const { return setup_link_; }
    static const std::string& password();

    [[nodiscard]] std::uint16_t relay_port(std::size_t which = 0) const { return relays_.at(which).port; }

    /// Ends the broker or the relay and starts it again with the same data; `before` goes before the command.
    void restart_broker(const std::vector<std::string>& before = {});
    void restart_relay(std::size_t which = 0);
    /// Starts another relay that takes this one's place, and waits until this one has ended.
    void upgrade_relay(std::size_t which = 0);
    /// Makes this person the administrator, logged in. Once.
    void set_up(const Person& person) const;
    /// A fresh link from this person; throws with all output when there is none.
    [[nodiscard]] static std::string invite(const Person& person, std::vector<std::string> arguments = {});

private:
    struct Relay {
        std::string id;
        std::uint16_t port = free_port();
        std::unique_ptr<Process> process;
    };

    [[nodiscard]] Launch relay_launch(const Relay& relay) const;
    /// How the broker is told of the relays.
    [[nodiscard]] std::string relays_setting() const;

    Plan plan_;
    TemporaryFolder folder_;
    std::uint16_t broker_port_ = free_port();
    std::vector<Relay> relays_;
    std::unique_ptr<RecordingProxy> proxy_; ///< before the first relay
    std::unique_ptr<Process> broker_;
    std::string setup_link_;
};

} // namespace cordee::test
