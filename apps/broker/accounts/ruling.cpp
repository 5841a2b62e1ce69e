#include "apps/broker/accounts/ruling.hpp"

#include "apps/broker/broker.hpp"
#include "apps/broker/http/input.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

bool holds(const Groups::Ids& groups, const std::string& id)
{
    return std::ranges::binary_search(groups, id);
}

} // namespace

bool Ruler::rules(const Groups::Ids& of) const
{
    return !groups ||
           (!of.empty() && std::ranges::all_of(of, [&](const auto& id) { return holds(*groups, id); }));
}

bool Ruler::sees(const Groups::Ids& of) const
{
    return !groups || std::ranges::any_of(of, [&](const auto& id) { return holds(*groups, id); });
}

Ruler ruler_of(const Broker& broker, Asker asker)
{
    Ruler out{std::move(asker), std::nullopt};
    if (out.asker.who.role == Role::scoped_administrator)
        out.groups = broker.groups.ruled_by(out.asker.who.id);
    else if (out.asker.who.role != Role::administrator)
        out.groups.emplace();
    return out;
}

Ruler require_ruler(const Broker& broker, const Request& request)
{
    auto asker = require_asker(broker, request);
    if (asker.who.role == Role::operator_)
        throw not_an_administrator(request);
    return ruler_of(broker, std::move(asker));
}

Groups::Ids read_groups(const Broker& broker, const json::Object& body, const std::string& field,
                        const Request& request)
{
    auto ids = json::get_strings(body, field);
    if (!ids || ids->size() > kMaxGroupsOfOne)
        throw bad_field(field, request);
    std::ranges::sort(*ids);
    ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    if (!broker.groups.all_exist(*ids))
        throw bad_field(field, request);
    return std::move(*ids);
}

void require_within(const Ruler& ruler, const Groups::Ids& groups, const Request& request)
{
    if (!ruler.rules(groups))
        throw Problem{ProblemCode::forbidden,
                      std::string{tr("you rule some groups, and this is not within them", request.language)},
                      std::string{tr("name groups of yours, or ask an administrator", request.language)}};
}

} // namespace cordee::broker
