#include "apps/broker/accounts/api_tokens.hpp"

#include "apps/broker/accounts/token.hpp"
#include "apps/broker/accounts/words.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

constexpr const char* kSelectToken =
    "SELECT id, operator, name, scopes, created, expires FROM api_token WHERE ";

ApiToken token_from(const Row& row)
{
    return {row.text(0),
            row.integer(1),
            row.text(2),
            split_words(row.text(3)),
            from_seconds(row.integer(4)),
            from_seconds(row.integer(5))};
}

} // namespace

Result<ApiTokens::Made> ApiTokens::add(std::int64_t operator_id, const NewApiToken& wish)
{
    const auto now = clock_.now();
    database_.run("DELETE FROM api_token WHERE expires <= ?", {to_seconds(now)});
    const auto count = database_.query("SELECT COUNT(*) FROM api_token WHERE operator = ?", {operator_id});
    if (count.at(0).integer(0) >= std::int64_t{kMaxApiTokens})
        return Errc::exhausted;
    Made made{to_base64url(random_.bytes<16>()), std::string{kPrefix} + make_token(random_)};
    database_.run("INSERT INTO api_token (id, operator, name, scopes, token_hash, created, expires) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                  {made.id, operator_id, wish.name, join_words(wish.scopes), token_hash(made.token),
                   to_seconds(now), to_seconds(wish.expires)});
    return made;
}

std::vector<ApiToken> ApiTokens::list(std::int64_t operator_id) const
{
    std::vector<ApiToken> out;
    for (const auto& row :
         database_.query(std::string{kSelectToken} + "operator = ? AND expires > ? ORDER BY created, id",
                         {operator_id, to_seconds(clock_.now())}))
        out.push_back(token_from(row));
    return out;
}

bool ApiTokens::remove(std::int64_t operator_id, const std::string& id)
{
    return database_.run("DELETE FROM api_token WHERE operator = ? AND id = ?", {operator_id, id}) > 0;
}

void ApiTokens::remove_all(std::int64_t operator_id)
{
    database_.run("DELETE FROM api_token WHERE operator = ?", {operator_id});
}

std::optional<ApiToken> ApiTokens::find(std::string_view bearer) const
{
    const auto rows = database_.query(std::string{kSelectToken} + "token_hash = ? AND expires > ?",
                                      {token_hash(bearer), to_seconds(clock_.now())});
    return rows.empty() ? std::nullopt : std::optional{token_from(rows.front())};
}

} // namespace cordee::broker
