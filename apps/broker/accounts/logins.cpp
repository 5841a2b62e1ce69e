#include "apps/broker/accounts/logins.hpp"

#include "apps/broker/accounts/token.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {

Login Logins::begin(const Operator& who, std::chrono::seconds life)
{
    const auto now = clock_.now();
    Login login{make_token(random_), now + life};
    database_.run("DELETE FROM login WHERE expires <= ?", {to_seconds(now)});
    database_.run("INSERT INTO login VALUES (?, ?, ?)",
                  {token_hash(login.token), who.id, to_seconds(login.expires)});
    return login;
}

std::optional<Operator> Logins::find(std::string_view token) const
{
    const auto rows = database_.query("SELECT operator FROM login WHERE token_hash = ? AND expires > ?",
                                      {token_hash(token), to_seconds(clock_.now())});
    return rows.empty() ? std::nullopt : Operators{database_}.find(rows.front().integer(0));
}

void Logins::end(std::string_view token)
{
    database_.run("DELETE FROM login WHERE token_hash = ?", {token_hash(token)});
}

} // namespace cordee::broker
