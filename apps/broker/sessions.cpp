#include "apps/broker/sessions.hpp"

#include "apps/broker/times.hpp"

namespace cordee::broker {

Session Sessions::begin(const Invitation& invitation, const std::string& agent_key,
                        const std::string& agent_name, std::chrono::seconds life)
{
    const auto now = clock_.now();
    database_.run("DELETE FROM session WHERE expires <= ?", {to_seconds(now)});
    Session made{invitation.session,
                 invitation.operator_id,
                 invitation.operator_key,
                 agent_key,
                 agent_name,
                 invitation.modules,
                 1,
                 {},
                 now + life};
    database_.run("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, 1, '', ?)",
                  {made.id, made.operator_id, made.operator_key, agent_key, agent_name,
                   modules_to_text(made.modules), to_seconds(made.expires)});
    return made;
}

void Sessions::keep_first_grant(const std::string& id, const std::string& token)
{
    database_.run("UPDATE session SET first_grant = ? WHERE id = ?", {token, id});
}

Result<Session> Sessions::find(const std::string& id) const
{
    const auto rows =
        database_.query("SELECT id, operator, operator_key, agent_key, agent_name, modules, seq, "
                        "first_grant, expires FROM session WHERE id = ?",
                        {id});
    if (rows.empty())
        return Errc::not_found;
    const auto& row = rows.front();
    Session found{row.text(0),    row.integer(1), row.text(2),
                  row.text(3),    row.text(4),    modules_from_text(row.text(5)),
                  row.integer(6), row.text(7),    from_seconds(row.integer(8))};
    if (clock_.now() >= found.expires)
        return Errc::expired;
    return found;
}

std::int64_t Sessions::next_seq(const std::string& id)
{
    database_.run("UPDATE session SET seq = seq + 1 WHERE id = ?", {id});
    return database_.query("SELECT seq FROM session WHERE id = ?", {id}).at(0).integer(0);
}

} // namespace cordee::broker
