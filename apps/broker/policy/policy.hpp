// Which operator may use which permission of which module. Deny wins; every decision names its rule.
#pragma once

#include "core/base/language.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

/// What an invitation asks for and a session may do.
struct ModuleAccess {
    std::string id;
    std::vector<std::string> permissions;
    bool operator==(const ModuleAccess&) const = default;
};

/// "*" stands for every operator, module or permission.
struct Rule {
    std::string who;
    std::string module;
    std::vector<std::string> permissions;
    bool allow = false;
    bool operator==(const Rule&) const = default;
};

struct Decision {
    bool allowed = false;
    std::size_t rule = 0; ///< counted from 1 as in the policy's text; 0: no rule speaks of it
};

/// "allowed by rule 1", "denied by rule 2", "no rule allows it".
std::string explain(const Decision& decision, Language language);

class Policy {
public:
    explicit Policy(std::vector<Rule> rules) : rules_{std::move(rules)} {}

    /// The order of rules changes only which of them is named, never the decision.
    [[nodiscard]] Decision decide(std::string_view email, std::string_view module,
                                  std::string_view permission) const;

    /// What remains of the wish. A module that keeps no permission is left out.
    [[nodiscard]] std::vector<ModuleAccess> narrow(std::string_view email,
                                                   const std::vector<ModuleAccess>& asked) const;

    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

private:
    std::vector<Rule> rules_;
};

} // namespace cordee::broker
