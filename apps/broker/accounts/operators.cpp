#include "apps/broker/accounts/operators.hpp"

#include "apps/broker/times.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr const char* kColumns =
    "SELECT id, email, name, role, disabled, totp <> '', last_seen FROM operator ";

Operator operator_from(const Row& row)
{
    return {row.integer(0),
            row.text(1),
            row.text(2),
            role_from(row.text(3)).value_or(Role::operator_),
            row.integer(4) != 0,
            row.flag(5),
            from_seconds(row.integer(6))};
}

std::optional<Operator> first_operator(const std::vector<Row>& rows)
{
    return rows.empty() ? std::nullopt : std::optional{operator_from(rows.front())};
}

/// A condition on members of those groups, and its values.
std::string among(const std::vector<std::string>& groups, std::vector<Value>& values)
{
    std::string marks;
    for (const auto& group : groups) {
        marks += marks.empty() ? "?" : ", ?";
        values.emplace_back(group);
    }
    return " AND id IN (SELECT operator FROM group_operator WHERE member_of IN (" + marks + "))";
}

} // namespace

std::string_view role_name(Role role)
{
    if (role == Role::administrator)
        return "administrator";
    return role == Role::scoped_administrator ? "scoped_administrator" : "operator";
}

std::optional<Role> role_from(std::string_view name)
{
    for (const auto role : {Role::administrator, Role::scoped_administrator, Role::operator_})
        if (name == role_name(role))
            return role;
    return std::nullopt;
}

std::string lower_case(std::string_view email)
{
    std::string out{email};
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::optional<Operator> Operators::find(std::string_view email) const
{
    return first_operator(
        database_.query(std::string{kColumns} + "WHERE email = ? AND removed = 0", {lower_case(email)}));
}

std::optional<Operator> Operators::find(std::int64_t id) const
{
    return first_operator(database_.query(std::string{kColumns} + "WHERE id = ?", {id}));
}

std::optional<Operator> Operators::find_present(std::int64_t id) const
{
    return first_operator(database_.query(std::string{kColumns} + "WHERE id = ? AND removed = 0", {id}));
}

std::vector<Operator> Operators::page(const PageWish& wish,
                                      const std::optional<std::vector<std::string>>& groups) const
{
    if (groups && groups->empty())
        return {};
    std::string sql = std::string{kColumns} + "WHERE removed = 0";
    std::vector<Value> values;
    if (wish.after) {
        sql += " AND (name, id) > (?, ?)";
        values.insert(values.end(), {wish.after->key, number_from(wish.after->id)});
    }
    if (!wish.search.empty()) {
        sql += " AND (lower(name) LIKE ? ESCAPE '!' OR email LIKE ? ESCAPE '!')";
        values.insert(values.end(), {wish.pattern(), wish.pattern()});
    }
    if (groups)
        sql += among(*groups, values);
    values.emplace_back(wish.limit);
    std::vector<Operator> out;
    for (const auto& row : database_.query(sql + " ORDER BY name, id LIMIT ?", std::move(values)))
        out.push_back(operator_from(row));
    return out;
}

std::set<std::int64_t> Operators::with_role(Role role) const
{
    std::set<std::int64_t> out;
    for (const auto& row :
         database_.query("SELECT id FROM operator WHERE role = ? AND disabled = 0 AND removed = 0",
                         {std::string{role_name(role)}}))
        out.insert(row.integer(0));
    return out;
}

std::string Operators::password_of(std::int64_t id) const
{
    return database_.query("SELECT password FROM operator WHERE id = ?", {id}).at(0).text(0);
}

Result<Operator> Operators::add(std::string_view email, const std::string& name, Role role,
                                const std::string& password_hash, WallTime now)
{
    if (find(email))
        return Errc::already_used;
    database_.run("INSERT INTO operator (email, name, role, password, created) VALUES (?, ?, ?, ?, ?)",
                  {lower_case(email), name, std::string{role_name(role)}, password_hash, to_seconds(now)});
    return find(email).value();
}

void Operators::set_name(std::int64_t id, const std::string& name)
{
    database_.run("UPDATE operator SET name = ? WHERE id = ?", {name, id});
}

void Operators::set_role(std::int64_t id, Role role)
{
    database_.run("UPDATE operator SET role = ? WHERE id = ?", {std::string{role_name(role)}, id});
}

void Operators::set_disabled(std::int64_t id, bool disabled)
{
    database_.run("UPDATE operator SET disabled = ? WHERE id = ?", {std::int64_t{disabled}, id});
}

void Operators::set_password(std::int64_t id, const std::string& password_hash)
{
    database_.run("UPDATE operator SET password = ? WHERE id = ?", {password_hash, id});
}

void Operators::set_seen(std::int64_t id, WallTime now)
{
    database_.run("UPDATE operator SET last_seen = ? WHERE id = ?", {to_seconds(now), id});
}

void Operators::remove(std::int64_t id)
{
    // No address has this form, as each has an @.
    database_.run("UPDATE operator SET removed = 1, disabled = 1, email = ?, password = '', totp = '', "
                  "totp_offered = '' WHERE id = ?",
                  {"removed " + std::to_string(id), id});
}

std::string Operators::organisation() const
{
    const auto rows = database_.query("SELECT value FROM installation WHERE name = 'organisation'");
    return rows.empty() ? std::string{} : rows.front().text(0);
}

} // namespace cordee::broker
