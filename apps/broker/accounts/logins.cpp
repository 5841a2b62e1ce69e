#include "apps/broker/accounts/logins.hpp"

#include "apps/broker/accounts/token.hpp"
#include "apps/broker/times.hpp"
#include "core/crypto/hmac.hpp"

namespace cordee::broker {

Login Logins::begin(const Operator& who, std::chrono::seconds life)
{
    const auto now = clock_.now();
    Login login{make_token(random_), now + life};
    database_.run("DELETE FROM login WHERE expires <= ?", {to_seconds(now)});
    database_.run("INSERT INTO login (token_hash, operator, expires) VALUES (?, ?, ?)",
                  {token_hash(login.token), who.id, to_seconds(login.expires)});
    return login;
}

std::optional<Operator> Logins::find(std::string_view token) const
{
    const auto rows = database_.query("SELECT operator FROM login WHERE token_hash = ? AND expires > ?",
                                      {token_hash(token), to_seconds(clock_.now())});
    auto who = rows.empty() ? std::nullopt : Operators{database_}.find(rows.front().integer(0));
    return who && !who->disabled ? who : std::nullopt;
}

void Logins::end(std::string_view token)
{
    database_.run("DELETE FROM login WHERE token_hash = ?", {token_hash(token)});
}

void Logins::end_others(std::int64_t operator_id, std::string_view token)
{
    database_.run("DELETE FROM login WHERE operator = ? AND token_hash <> ?",
                  {operator_id, token_hash(token)});
}

std::string csrf_of(std::string_view token)
{
    return to_base64url(crypto::hmac_sha256(as_view(token), as_view("cordee csrf v1")));
}

} // namespace cordee::broker
