#include "apps/broker/policy/membership.hpp"

namespace cordee::broker {
namespace {

bool has_groups(Database& database)
{
    try {
        database.query("SELECT id FROM account_group LIMIT 1");
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

std::vector<std::string> names_of(const std::vector<Row>& rows)
{
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (const auto& row : rows)
        out.push_back(row.text(0));
    return out;
}

} // namespace

GroupTables::GroupTables(Database& database) : database_{database}, there_{has_groups(database)} {}

std::vector<std::string> GroupTables::groups_of_operator(std::int64_t id) const
{
    if (!there_)
        return {};
    return names_of(database_.query("SELECT name FROM account_group WHERE id IN (SELECT member_of FROM "
                                    "group_operator WHERE operator = ?)",
                                    {id}));
}

std::vector<std::string> GroupTables::groups_of_device(const std::string& id) const
{
    if (!there_)
        return {};
    return names_of(database_.query(
        "SELECT name FROM account_group WHERE id IN (SELECT member_of FROM group_device WHERE device = ?)",
        {id}));
}

bool GroupTables::is_group(const std::string& name) const
{
    return there_ && !database_.query("SELECT id FROM account_group WHERE name = ?", {name}).empty();
}

} // namespace cordee::broker
