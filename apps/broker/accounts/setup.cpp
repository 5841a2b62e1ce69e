#include "apps/broker/accounts/setup.hpp"

#include "apps/broker/accounts/token.hpp"
#include "core/crypto/equal.hpp"

namespace cordee::broker {

bool Setup::closed() const
{
    return !value("setup_closed").empty();
}

std::string Setup::issue_token(Random& random)
{
    const auto token = make_token(random);
    keep("setup_token", token_hash(token));
    return token;
}

bool Setup::accepts(std::string_view token) const
{
    const auto expected = value("setup_token");
    return !expected.empty() && crypto::equal_constant_time(as_view(expected), as_view(token_hash(token)));
}

Result<Operator> Setup::finish(std::string_view token, const FirstAdministrator& first, WallTime now,
                               const std::function<void(const Operator&)>& inside)
{
    Database::Transaction transaction{database_};
    if (closed())
        return Errc::closed;
    if (!accepts(token))
        return Errc::not_permitted;
    auto administrator =
        Operators{database_}.add(first.email, first.name, Role::administrator, first.password_hash, now);
    if (administrator.has_error())
        return administrator;
    keep("organisation", first.organisation);
    keep("setup_closed", "yes");
    database_.run("DELETE FROM installation WHERE name = 'setup_token'");
    if (inside)
        inside(*administrator);
    transaction.commit();
    return administrator;
}

std::string Setup::value(const std::string& name) const
{
    const auto rows = database_.query("SELECT value FROM installation WHERE name = ?", {name});
    return rows.empty() ? std::string{} : rows.front().text(0);
}

void Setup::keep(const std::string& name, const std::string& value)
{
    database_.run(
        "INSERT INTO installation VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {name, value});
}

} // namespace cordee::broker
