#include "apps/broker/sessions/session_access.hpp"

#include "apps/broker/accounts/token.hpp"

namespace cordee::broker {

std::string SessionAccess::give(const AccessRight& right)
{
    auto token = make_token(random_);
    database_.run("INSERT INTO access VALUES (?, ?, ?, ?)",
                  {token_hash(token), right.session, right.side, std::int64_t{right.attempt}});
    return token;
}

std::optional<AccessRight> SessionAccess::find(std::string_view token) const
{
    const auto rows = database_.query("SELECT session, side, attempt FROM access WHERE token_hash = ?",
                                      {token_hash(token)});
    if (rows.empty())
        return std::nullopt;
    const auto& row = rows.front();
    return AccessRight{row.text(0), row.text(1), static_cast<int>(row.integer(2))};
}

void SessionAccess::keep_only(const std::string& session, int attempt)
{
    database_.run("DELETE FROM access WHERE session = ? AND attempt <> ?", {session, std::int64_t{attempt}});
}

} // namespace cordee::broker
