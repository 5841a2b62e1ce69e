#include "apps/broker/accounts/groups.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

Groups::Ids first_column(const std::vector<Row>& rows)
{
    Groups::Ids out;
    for (const auto& row : rows)
        out.push_back(row.text(0));
    std::ranges::sort(out);
    return out;
}

std::map<std::string, std::int64_t> counts(Database& database, const char* table)
{
    std::map<std::string, std::int64_t> out;
    for (const auto& row :
         database.query(std::string{"SELECT member_of, COUNT(*) FROM "} + table + " GROUP BY member_of"))
        out[row.text(0)] = row.integer(1);
    return out;
}

} // namespace

std::vector<Group> Groups::list() const
{
    auto operators = counts(database_, "group_operator");
    auto devices = counts(database_, "group_device");
    std::vector<Group> out;
    for (const auto& row : database_.query("SELECT id, name FROM account_group ORDER BY name, id"))
        out.push_back({row.text(0), row.text(1), operators[row.text(0)], devices[row.text(0)]});
    return out;
}

bool Groups::all_exist(const Ids& ids) const
{
    return std::ranges::all_of(ids, [&](const auto& id) { return !name_of(id).empty(); });
}

std::string Groups::name_of(const std::string& id) const
{
    const auto rows = database_.query("SELECT name FROM account_group WHERE id = ?", {id});
    return rows.empty() ? std::string{} : rows.front().text(0);
}

Result<std::string> Groups::add(const std::string& name)
{
    if (!database_.query("SELECT id FROM account_group WHERE name = ?", {name}).empty())
        return Errc::already_used;
    if (database_.query("SELECT COUNT(*) FROM account_group").at(0).integer(0) >= std::int64_t{kMaxGroups})
        return Errc::exhausted;
    auto id = to_base64url(random_.bytes<16>());
    database_.run("INSERT INTO account_group (id, name) VALUES (?, ?)", {id, name});
    return id;
}

Result<void> Groups::rename(const std::string& id, const std::string& name)
{
    if (!database_.query("SELECT id FROM account_group WHERE name = ? AND id <> ?", {name, id}).empty())
        return Errc::already_used;
    if (database_.run("UPDATE account_group SET name = ? WHERE id = ?", {name, id}) == 0)
        return Errc::not_found;
    return {};
}

Result<void> Groups::remove(const std::string& id)
{
    if (name_of(id).empty())
        return Errc::not_found;
    database_.run("DELETE FROM account_group WHERE id = ?", {id});
    return {};
}

Groups::Ids Groups::of_operator(std::int64_t id) const
{
    return first_column(database_.query("SELECT member_of FROM group_operator WHERE operator = ?", {id}));
}

std::map<std::int64_t, Groups::Ids> Groups::of_operators(const std::vector<std::int64_t>& ids) const
{
    std::string marks;
    std::vector<Value> values;
    for (const auto id : ids) {
        marks += marks.empty() ? "?" : ", ?";
        values.emplace_back(id);
    }
    std::map<std::int64_t, Ids> out;
    if (!ids.empty())
        for (const auto& row : database_.query(
                 "SELECT operator, member_of FROM group_operator WHERE operator IN (" + marks + ")", values))
            out[row.integer(0)].push_back(row.text(1));
    for (auto& [id, groups] : out)
        std::ranges::sort(groups);
    return out;
}

void Groups::set_of_operator(std::int64_t id, const Ids& groups)
{
    database_.run("DELETE FROM group_operator WHERE operator = ?", {id});
    for (const auto& group : groups)
        database_.run("INSERT INTO group_operator (operator, member_of) VALUES (?, ?)", {id, group});
}

Groups::Ids Groups::of_device(const std::string& id) const
{
    return first_column(database_.query("SELECT member_of FROM group_device WHERE device = ?", {id}));
}

std::map<std::string, Groups::Ids> Groups::of_devices() const
{
    std::map<std::string, Ids> out;
    for (const auto& row : database_.query("SELECT device, member_of FROM group_device ORDER BY member_of"))
        out[row.text(0)].push_back(row.text(1));
    return out;
}

void Groups::set_of_device(const std::string& id, const Ids& groups)
{
    database_.run("DELETE FROM group_device WHERE device = ?", {id});
    for (const auto& group : groups)
        database_.run("INSERT INTO group_device (device, member_of) VALUES (?, ?)", {id, group});
}

Groups::Ids Groups::ruled_by(std::int64_t id) const
{
    return first_column(database_.query("SELECT rules FROM group_ruler WHERE operator = ?", {id}));
}

void Groups::set_ruled_by(std::int64_t id, const Ids& groups)
{
    database_.run("DELETE FROM group_ruler WHERE operator = ?", {id});
    for (const auto& group : groups)
        database_.run("INSERT INTO group_ruler (operator, rules) VALUES (?, ?)", {id, group});
}

std::vector<std::int64_t> Groups::rulers_of(const Ids& groups) const
{
    std::vector<std::int64_t> out;
    for (const auto& group : groups)
        for (const auto& row : database_.query("SELECT operator FROM group_ruler WHERE rules = ?", {group}))
            if (std::ranges::find(out, row.integer(0)) == out.end())
                out.push_back(row.integer(0));
    return out;
}

} // namespace cordee::broker
