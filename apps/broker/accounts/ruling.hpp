// Who rules whom: an administrator everybody, a scoped administrator those whose groups are all theirs.
#pragma once

#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/accounts/groups.hpp"

#include <optional>

namespace cordee::broker {

struct Ruler {
    Asker asker;
    std::optional<Groups::Ids> groups; ///< without: everything

    [[nodiscard]] bool rules_all() const { return !groups; }
    /// Somebody or something with these groups. One in no group is an administrator's alone.
    [[nodiscard]] bool rules(const Groups::Ids& of) const;
    /// Whether one of them is ruled, which is enough to see it.
    [[nodiscard]] bool sees(const Groups::Ids& of) const;
};

/// Throws "forbidden" for who rules nobody.
Ruler require_ruler(const Broker& broker, const Request& request);
/// The same without a Problem; for an operator, one who rules nobody.
Ruler ruler_of(const Broker& broker, Asker asker);

/// The field with ids of groups that exist; throws the Problem.
Groups::Ids read_groups(const Broker& broker, const json::Object& body, const std::string& field,
                        const Request& request);
/// That these are groups in the ruler's hand, and at least one where that is needed to stay there.
void require_within(const Ruler& ruler, const Groups::Ids& groups, const Request& request);

} // namespace cordee::broker
