// The relays that an administrator added, and where each of them said it is found. Durable; how they do is
// not.
#pragma once

#include "apps/broker/relays/relay_report.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

/// What the administrator says of a place counts for more than what the relay says.
struct StoredRelay {
    std::string id;
    std::string region{};
    std::optional<Coordinates> place{};
    WallTime added{};
    std::optional<RelayReport> told{}; ///< its registration, without a load; empty when it never reported
};

class RelayStore {
public:
    explicit RelayStore(Database& database) : database_{database} {}

    [[nodiscard]] std::vector<StoredRelay> list() const;
    void add(const StoredRelay& relay);
    void remove(const std::string& id);
    void save_told(const std::string& id, const RelayReport& told);

private:
    Database& database_;
};

} // namespace cordee::broker
