// Accounts that use one relay, and another one when that one is lost: the organisation, or one operator of
// it.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"
#include "apps/broker/storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

class RelayPins {
public:
    /// Stands for everybody who has no pin of their own.
    static constexpr std::int64_t kOrganisation = 0;

    explicit RelayPins(Database& database) : database_{database} {}

    void set(std::int64_t who, const RelayPin& pin);
    /// False when there was none.
    bool clear(std::int64_t who);
    /// The operator's own, else the organisation's.
    [[nodiscard]] std::optional<RelayPin> of(std::int64_t operator_id) const;

    struct Listed {
        std::int64_t who;
        RelayPin pin;
    };
    [[nodiscard]] std::vector<Listed> list() const;
    /// Whether some pin names the relay.
    [[nodiscard]] bool names(const std::string& relay) const;

private:
    Database& database_;
};

} // namespace cordee::broker
