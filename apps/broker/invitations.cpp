#include "apps/broker/invitations.hpp"

#include "apps/broker/policy_store.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

constexpr std::int64_t kMaxOpen = 100;
constexpr std::chrono::hours kMemory{24}; ///< so long an old link is told apart from a wrong one

InvitationState state_from(const std::string& text)
{
    if (text == "open")
        return InvitationState::open;
    return text == "met" ? InvitationState::met : InvitationState::cancelled;
}

} // namespace

std::string modules_to_text(const std::vector<ModuleAccess>& modules)
{
    auto object = json::make_object();
    object.set("modules", modules_to_json(modules));
    return json::dump(object);
}

std::vector<ModuleAccess> modules_from_text(const std::string& text)
{
    return modules_from_json(*json::parse(text).value(), "modules").value();
}

Result<Invitation> Invitations::add(std::int64_t operator_id, const std::string& operator_key,
                                    std::vector<ModuleAccess> modules, std::chrono::minutes life)
{
    forget_old();
    const auto now = clock_.now();
    const auto open = database_.query(
        "SELECT COUNT(*) FROM invitation WHERE operator = ? AND state = 'open' AND expires > ?",
        {operator_id, to_seconds(now)});
    if (open.at(0).integer(0) >= kMaxOpen)
        return Errc::exhausted;
    Invitation made{to_base64url(random_.bytes<16>()),
                    to_hex(random_.bytes<16>()),
                    operator_id,
                    operator_key,
                    std::move(modules),
                    now + life};
    database_.run("INSERT INTO invitation VALUES (?, ?, ?, ?, ?, ?, 'open')",
                  {made.id, made.session, operator_id, operator_key, modules_to_text(made.modules),
                   to_seconds(made.expires)});
    return made;
}

Result<Invitation> Invitations::find(const std::string& id) const
{
    const auto rows = database_.query(
        "SELECT id, session, operator, operator_key, modules, expires, state FROM invitation WHERE id = ?",
        {id});
    if (rows.empty())
        return Errc::not_found;
    const auto& row = rows.front();
    return Invitation{row.text(0),
                      row.text(1),
                      row.integer(2),
                      row.text(3),
                      modules_from_text(row.text(4)),
                      from_seconds(row.integer(5)),
                      state_from(row.text(6))};
}

Result<Invitation> Invitations::meet(const std::string& id)
{
    auto invitation = find(id);
    if (invitation.has_error())
        return invitation;
    if (invitation->state != InvitationState::open)
        return Errc::already_used;
    if (clock_.now() >= invitation->expires)
        return Errc::expired;
    database_.run("UPDATE invitation SET state = 'met' WHERE id = ?", {id});
    invitation->state = InvitationState::met;
    return invitation;
}

void Invitations::cancel(const std::string& id)
{
    database_.run("UPDATE invitation SET state = 'cancelled' WHERE id = ?", {id});
}

void Invitations::forget_old()
{
    database_.run("DELETE FROM invitation WHERE expires <= ?", {to_seconds(clock_.now() - kMemory)});
}

} // namespace cordee::broker
