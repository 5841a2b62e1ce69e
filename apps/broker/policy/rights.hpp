// The policy of this moment, asked about operators and devices of this installation.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/policy/membership.hpp"
#include "apps/broker/policy/policy_store.hpp"
#include "core/base/clock.hpp"

namespace cordee::broker {

class Rights {
public:
    Rights(Database& database, const PolicyStore& policy, const Clock& clock)
        : database_{database}, policy_{policy}, clock_{clock}, groups_{database}
    {}
    [[nodiscard]] const Membership& membership() const { return groups_; }

    [[nodiscard]] Person asker(const Operator& who) const;
    /// By its id; nowhere when that is empty or not known.
    [[nodiscard]] Computer place(const std::string& device) const;

    /// What remains of the wish, for that operator at that device (its id; empty: none that is known).
    [[nodiscard]] std::vector<ModuleAccess> narrow(const Operator& who, const std::string& device,
                                                   const std::vector<ModuleAccess>& asked) const;
    [[nodiscard]] std::string why(const Operator& who, const std::string& device, const std::string& module,
                                  const std::string& permission, Language language) const;

    /// Whether rules began or ceased to hold since this was asked before. The first time, and after another
    /// policy, yes if there are rules with hours.
    bool hours_changed();

private:
    Database& database_;
    const PolicyStore& policy_;
    const Clock& clock_;
    GroupTables groups_;
    std::vector<bool> in_force_;
    std::int64_t version_ = 0;
};

} // namespace cordee::broker
