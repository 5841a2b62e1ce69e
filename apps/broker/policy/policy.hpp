// Who may use which permission of which module, where and when. Deny wins; every decision names its rule.
#pragma once

#include "apps/broker/policy/module_access.hpp"
#include "apps/broker/policy/rule.hpp"
#include "core/base/language.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

/// An operator as rules see one.
struct Person {
    std::string email; ///< lower case
    std::vector<std::string> groups{};
};

/// The computer that it is about. All empty: none that the organisation knows, whoever comes by code or link.
struct Computer {
    std::string device{}; ///< id
    std::string name{};
    std::vector<std::string> groups{};
};

/// A rule with the line of the policy in which it stands, counted from 1.
struct WrittenRule {
    Rule rule;
    std::size_t line = 0;
    std::string text{}; ///< that line
};

struct Decision {
    bool allowed = false;
    const WrittenRule* rule = nullptr; ///< of the policy that was asked; null: no rule speaks of it
};

/// "allowed by rule 1", "denied by rule 2", with the line's number; "no rule allows it".
std::string explain(const Decision& decision, Language language);

class Policy {
public:
    explicit Policy(std::vector<WrittenRule> rules) : rules_{std::move(rules)} {}

    /// The order of rules changes only which of them is named, never the decision. A rule whose time zone
    /// this system does not know denies at any time, and allows at none.
    [[nodiscard]] Decision decide(const Person& who, const Computer& where, std::string_view module,
                                  std::string_view permission, WallTime at) const;

    /// What remains of the wish. A module that keeps no permission is left out.
    [[nodiscard]] std::vector<ModuleAccess> narrow(const Person& who, const Computer& where,
                                                   const std::vector<ModuleAccess>& asked, WallTime at) const;

    /// Of each rule that has hours, whether it holds then: when this changes, rights may have.
    [[nodiscard]] std::vector<bool> in_force(WallTime at) const;

    [[nodiscard]] const std::vector<WrittenRule>& rules() const { return rules_; }

private:
    std::vector<WrittenRule> rules_;
};

} // namespace cordee::broker
