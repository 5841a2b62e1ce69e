// Relays that an administrator added, each with its reporter, as on computers of their own.
#pragma once

#include "tests/support/installation.hpp"

#include <map>

namespace cordee::test {

/// At an installation whose settings name no relay, and whose administrator is set up.
class RelayNetwork {
public:
    RelayNetwork(const Installation& installation, const Person& administrator,
                 const std::vector<std::string>& ids);

    [[nodiscard]] Process& relay(const std::string& id) { return *sites_.at(id).relay; }
    [[nodiscard]] Process& reporter(const std::string& id) { return *sites_.at(id).reporter; }
    /// After it was killed; at the same ports.
    void restart_relay(const std::string& id);

    /// As `cordee relay list` says.
    [[nodiscard]] std::string state(const std::string& id) const;
    [[nodiscard]] bool becomes(const std::string& id, const std::string& state) const;

private:
    struct Site {
        std::filesystem::path folder;
        std::uint16_t port = free_port();
        std::uint16_t status = free_port();
        std::unique_ptr<Process> relay;
        std::unique_ptr<Process> reporter;
    };

    const Person& administrator_;
    std::map<std::string, Site> sites_;
};

} // namespace cordee::test
