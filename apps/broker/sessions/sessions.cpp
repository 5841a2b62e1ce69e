#include "apps/broker/sessions/sessions.hpp"

#include "apps/broker/sessions/invitations.hpp"
#include "apps/broker/times.hpp"
#include "core/crypto/grant.hpp"

namespace cordee::broker {
namespace {

constexpr const char* kSelectSession =
    "SELECT id, operator, operator_key, agent_key, agent_name, modules, seq, expires, way, began, parent, "
    "introducer, device, revoked FROM session WHERE ";

/// Both ends hold on to a token for a while after its time, and their clocks may differ.
constexpr auto kHeldOn = std::chrono::minutes{1} + crypto::kGrantSkew;

Session session_from(const Row& row)
{
    return {row.text(0),    row.integer(1),
            row.text(2),    row.text(3),
            row.text(4),    modules_from_text(row.text(5)),
            row.integer(6), from_seconds(row.integer(7)),
            row.text(8),    from_seconds(row.integer(9)),
            row.text(10),   row.integer(11),
            row.text(12),   row.integer(13) != 0};
}

} // namespace

Session Sessions::begin(Session made, std::chrono::seconds life)
{
    const auto now = clock_.now();
    database_.run("DELETE FROM session WHERE expires <= ?", {to_seconds(now)});
    made.seq = 1;
    made.began = now;
    made.expires = now + life;
    database_.run(
        "INSERT INTO session (id, operator, operator_key, agent_key, agent_name, modules, seq, "
        "expires, way, began, parent, introducer, device) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
        {made.id, made.operator_id, made.operator_key, made.agent_key, made.agent_name,
         modules_to_text(made.modules), to_seconds(made.expires), made.way, to_seconds(made.began),
         made.parent, made.introducer, made.device});
    return made;
}

Session Sessions::change_agent(const std::string& id, const std::string& way, const std::string& key,
                               const std::string& name)
{
    settle_on_agent(id, way, key, name);
    next_seq(id);
    return find(id).value();
}

void Sessions::settle_on_agent(const std::string& id, const std::string& way, const std::string& key,
                               const std::string& name)
{
    database_.run("UPDATE session SET way = ?, agent_key = ?, agent_name = ? WHERE id = ?",
                  {way, key, name, id});
}

Result<Session> Sessions::find(const std::string& id) const
{
    const auto rows = database_.query(std::string{kSelectSession} + "id = ?", {id});
    if (rows.empty())
        return Errc::not_found;
    auto found = session_from(rows.front());
    if (clock_.now() >= found.expires)
        return Errc::expired;
    return found;
}

std::int64_t Sessions::next_seq(const std::string& id)
{
    database_.run("UPDATE session SET seq = seq + 1 WHERE id = ?", {id});
    return database_.query("SELECT seq FROM session WHERE id = ?", {id}).at(0).integer(0);
}

void Sessions::note_grant(const std::string& id, const std::vector<ModuleAccess>& granted, WallTime expires)
{
    database_.run("UPDATE session SET granted = ?, grant_expires = ? WHERE id = ?",
                  {granted.empty() ? std::string{} : modules_to_text(granted), to_seconds(expires), id});
}

std::vector<ModuleAccess> Sessions::granted(const std::string& id) const
{
    const auto rows = database_.query("SELECT granted FROM session WHERE id = ?", {id});
    if (rows.empty() || rows.front().text(0).empty())
        return {};
    return modules_from_text(rows.front().text(0));
}

void Sessions::set_news(const std::string& id, const News& news)
{
    database_.run("UPDATE session SET news = ?, news_seq = ?, news_expires = ? WHERE id = ?",
                  {news.token, news.seq, to_seconds(news.expires), id});
}

News Sessions::news(const std::string& id) const
{
    const auto rows = database_.query("SELECT news, news_seq, news_expires FROM session WHERE id = ?", {id});
    if (rows.empty())
        return {};
    const auto& row = rows.front();
    return {row.text(0), row.integer(1), from_seconds(row.integer(2))};
}

void Sessions::set_revoked(const std::string& id)
{
    database_.run("UPDATE session SET revoked = 1 WHERE id = ?", {id});
}

std::vector<Session> Sessions::live(std::optional<std::int64_t> operator_id) const
{
    if (operator_id)
        return select_live("operator = ?", {*operator_id});
    return select_live("1 = 1", {});
}

std::vector<Session> Sessions::live_children(const std::string& parent) const
{
    return select_live("parent <> '' AND parent = ?", {parent});
}

std::vector<Session> Sessions::children(const std::string& parent) const
{
    return select_standing("parent <> '' AND parent = ?", {parent});
}

std::vector<Session> Sessions::of_device(const std::string& device) const
{
    return select_standing("device <> '' AND device = ?", {device});
}

std::vector<Session> Sessions::of_way(const std::string& way) const
{
    return select_standing("way = ?", {way});
}

std::vector<Session> Sessions::select_standing(const std::string& condition, std::vector<Value> values) const
{
    values.emplace_back(to_seconds(clock_.now()));
    std::vector<Session> out;
    for (const auto& row :
         database_.query(kSelectSession + condition + " AND revoked = 0 AND expires > ? ORDER BY began, id",
                         std::move(values)))
        out.push_back(session_from(row));
    return out;
}

std::vector<std::string> Sessions::live_ids() const
{
    const auto now = clock_.now();
    std::vector<std::string> out;
    for (const auto& row :
         database_.query("SELECT id FROM session WHERE revoked = 0 AND grant_expires > ? AND expires > ?",
                         {to_seconds(now - kHeldOn), to_seconds(now)}))
        out.push_back(row.text(0));
    return out;
}

std::vector<Session> Sessions::select_live(const std::string& condition, std::vector<Value> values) const
{
    const auto now = clock_.now();
    values.emplace_back(to_seconds(now - kHeldOn));
    values.emplace_back(to_seconds(now));
    std::vector<Session> out;
    for (const auto& row : database_.query(kSelectSession + condition +
                                               " AND revoked = 0 AND grant_expires > ? AND expires > ? "
                                               "ORDER BY began, id",
                                           std::move(values)))
        out.push_back(session_from(row));
    return out;
}

} // namespace cordee::broker
