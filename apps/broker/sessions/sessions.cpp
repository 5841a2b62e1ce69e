#include "apps/broker/sessions/sessions.hpp"

#include "apps/broker/sessions/invitations.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

constexpr const char* kSelectSession =
    "SELECT id, operator, operator_key, agent_key, agent_name, modules, seq, expires, way, began, parent, "
    "introducer, device, revoked, label, notes, ended, grant_expires FROM session WHERE ";

constexpr std::chrono::minutes kSweepEvery{1};

Session session_from(const Row& row)
{
    return {row.text(0),
            row.integer(1),
            row.text(2),
            row.text(3),
            row.text(4),
            modules_from_text(row.text(5)),
            row.integer(6),
            from_seconds(row.integer(7)),
            row.text(8),
            from_seconds(row.integer(9)),
            row.text(10),
            row.integer(11),
            row.text(12),
            row.integer(13) != 0,
            row.text(14),
            row.text(15),
            from_seconds(row.integer(16)),
            from_seconds(row.integer(17))};
}

} // namespace

Session Sessions::begin(Session made, std::chrono::seconds life)
{
    const auto now = clock_.now();
    sweep();
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
    database_.run("UPDATE session SET revoked = 1, ended = ? WHERE id = ?", {to_seconds(clock_.now()), id});
}

void Sessions::set_modules(const std::string& id, const std::vector<ModuleAccess>& modules)
{
    database_.run("UPDATE session SET modules = ? WHERE id = ?", {modules_to_text(modules), id});
}

void Sessions::set_label(const std::string& id, const std::string& label)
{
    database_.run("UPDATE session SET label = ? WHERE id = ?", {label, id});
}

void Sessions::set_notes(const std::string& id, const std::string& notes)
{
    database_.run("UPDATE session SET notes = ? WHERE id = ?", {notes, id});
}

std::optional<Session> Sessions::recall(const std::string& id) const
{
    const auto rows = database_.query(std::string{kSelectSession} + "id = ?", {id});
    return rows.empty() ? std::nullopt : std::optional{session_from(rows.front())};
}

bool Sessions::is_running(const Session& session) const
{
    const auto now = clock_.now();
    return !session.revoked && session.granted_to > now - kHeldOn && session.expires > now;
}

WallTime Sessions::end_of(const Session& session) const
{
    return session.revoked ? session.ended : std::min(session.granted_to, session.expires);
}

void Sessions::sweep()
{
    const auto now = clock_.now();
    if (now - swept_ < kSweepEvery)
        return;
    const auto over =
        std::string{" WHERE session IN (SELECT id FROM session WHERE expires > ? AND expires <= ?)"};
    for (const char* table : {"access", "meeting", "session_relays"})
        database_.run(std::string{"DELETE FROM "} + table + over, {to_seconds(swept_), to_seconds(now)});
    database_.run("DELETE FROM session WHERE expires <= ?", {to_seconds(now - kSessionMemory)});
    swept_ = now;
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

std::vector<Session> Sessions::of_operator(std::int64_t operator_id) const
{
    auto out = select_standing("operator = ?", {operator_id});
    for (auto& brought : select_standing("introducer <> 0 AND introducer = ?", {operator_id}))
        out.push_back(std::move(brought));
    return out;
}

std::vector<Session> Sessions::select(const std::string& condition, std::vector<Value> values) const
{
    std::vector<Session> out;
    for (const auto& row : database_.query(kSelectSession + condition, std::move(values)))
        out.push_back(session_from(row));
    return out;
}

std::vector<Session> Sessions::select_standing(const std::string& condition, std::vector<Value> values) const
{
    values.emplace_back(to_seconds(clock_.now()));
    return select(condition + " AND revoked = 0 AND expires > ? ORDER BY began, id", std::move(values));
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
    return select(condition + " AND revoked = 0 AND grant_expires > ? AND expires > ? ORDER BY began, id",
                  std::move(values));
}

} // namespace cordee::broker
