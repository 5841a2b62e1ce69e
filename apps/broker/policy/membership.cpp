#include "apps/broker/policy/membership.hpp"

namespace cordee::broker {
namespace {

std::vector<std::string> names_of(const std::vector<Row>& rows)
{
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (const auto& row : rows)
        out.push_back(row.text(0));
    return out;
}

} // namespace

std::vector<std::string> GroupTables::groups_of_operator(std::int64_t id) const
{
    return names_of(database_.query("SELECT name FROM account_group WHERE id IN (SELECT member_of FROM "
                                    "group_operator WHERE operator = ?)",
                                    {id}));
}

std::vector<std::string> GroupTables::groups_of_device(const std::string& id) const
{
    return names_of(database_.query(
        "SELECT name FROM account_group WHERE id IN (SELECT member_of FROM group_device WHERE device = ?)",
        {id}));
}

bool GroupTables::is_group(const std::string& name) const
{
    return !database_.query("SELECT id FROM account_group WHERE name = ?", {name}).empty();
}

} // namespace cordee::broker
