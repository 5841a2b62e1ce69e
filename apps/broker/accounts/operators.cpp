#include "apps/broker/accounts/operators.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr const char* kColumns = "SELECT id, email, name, role FROM operator ";

std::optional<Operator> first_operator(const std::vector<Row>& rows)
{
    if (rows.empty())
        return std::nullopt;
    const auto& row = rows.front();
    return Operator{row.integer(0), row.text(1), row.text(2),
                    row.text(3) == role_name(Role::administrator) ? Role::administrator : Role::operator_};
}

} // namespace

std::string_view role_name(Role role)
{
    return role == Role::administrator ? "administrator" : "operator";
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
    return first_operator(database_.query(std::string{kColumns} + "WHERE email = ?", {lower_case(email)}));
}

std::optional<Operator> Operators::find(std::int64_t id) const
{
    return first_operator(database_.query(std::string{kColumns} + "WHERE id = ?", {id}));
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
                  {lower_case(email), name, std::string{role_name(role)}, password_hash,
                   std::int64_t{now.time_since_epoch().count()}});
    return find(email).value();
}

std::string Operators::organisation() const
{
    const auto rows = database_.query("SELECT value FROM installation WHERE name = 'organisation'");
    return rows.empty() ? std::string{} : rows.front().text(0);
}

} // namespace cordee::broker
