// Which ports and encapsulations each side tries, in which order: what the administrator set, or everything
// there is.
#pragma once

#include "apps/broker/relays/relay_spec.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/json.hpp"

#include <optional>

namespace cordee::broker {

/// What is not named is not tried.
struct SideConnection {
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
    bool operator==(const SideConnection&) const = default;
};

/// {ports, encapsulations}: 1..16 and 1..3 different ones; Errc::malformed.
Result<SideConnection> side_from_json(const json::Object& object);
json::Object side_to_json(const SideConnection& side);

/// Whether a side could not be told all of these relays' ports beside the usual ones.
bool too_many_ports(const std::vector<RelaySpec>& relays);

class ConnectionStore {
public:
    explicit ConnectionStore(Database& database) : database_{database} {}

    /// Of "operator" or "agent". Where the administrator set nothing, the usual ports and those of the
    /// relays, of each at least its first.
    [[nodiscard]] SideConnection load(const std::string& side, const std::vector<RelaySpec>& relays) const;
    void save(const std::string& side, const SideConnection& connection);
    /// Whether both sides have something to try at that relay.
    [[nodiscard]] bool reaches(const RelaySpec& relay) const;

private:
    [[nodiscard]] std::optional<SideConnection> saved(const std::string& side) const;

    Database& database_;
};

/// The first relay of which nothing would be left to try; empty when each can be reached.
std::string cut_off_by(const SideConnection& connection, const std::vector<RelaySpec>& relays);

} // namespace cordee::broker
