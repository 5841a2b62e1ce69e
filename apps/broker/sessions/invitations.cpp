#include "apps/broker/sessions/invitations.hpp"

#include "apps/broker/accounts/words.hpp"
#include "apps/broker/policy/policy_store.hpp"
#include "apps/broker/sessions/routing_numbers.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

constexpr std::int64_t kMaxOpen = 100;
constexpr std::chrono::hours kInvitationMemory{24}; ///< so long an old link is told apart from a wrong one
constexpr const char* kSelectInvitation =
    "SELECT id, session, operator, operator_key, modules, expires, state, code, code_expires, meetings, "
    "candidates FROM invitation WHERE ";

InvitationState state_from(const std::string& text)
{
    if (text == "open")
        return InvitationState::open;
    if (text == "closed")
        return InvitationState::closed;
    return text == "met" ? InvitationState::met : InvitationState::cancelled;
}

Invitation invitation_from(const Row& row)
{
    return {row.text(0),
            row.text(1),
            row.integer(2),
            row.text(3),
            modules_from_text(row.text(4)),
            from_seconds(row.integer(5)),
            state_from(row.text(6)),
            row.text(7),
            from_seconds(row.integer(8)),
            static_cast<int>(row.integer(9)),
            split_words(row.text(10))};
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

Result<Invitation> Invitations::add(NewInvitation wish)
{
    forget_old();
    const auto now = clock_.now();
    const auto open = database_.query(
        "SELECT COUNT(*) FROM invitation WHERE operator = ? AND state = 'open' AND expires > ?",
        {wish.operator_id, to_seconds(now)});
    if (open.at(0).integer(0) >= kMaxOpen)
        return Errc::exhausted;
    Invitation made{to_base64url(random_.bytes<16>()),
                    to_hex(random_.bytes<16>()),
                    wish.operator_id,
                    wish.operator_key,
                    std::move(wish.modules),
                    now + wish.life};
    made.code = free_routing_number(database_, now, random_).value_or("");
    if (!made.code.empty())
        made.code_expires = std::min<WallTime>(now + kCodeLife, made.expires);
    made.candidates = std::move(wish.candidates);
    database_.run(
        "INSERT INTO invitation (id, session, operator, operator_key, modules, expires, state, code, "
        "code_expires, candidates) VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)",
        {made.id, made.session, made.operator_id, made.operator_key, modules_to_text(made.modules),
         to_seconds(made.expires), made.code, to_seconds(made.code_expires), join_words(made.candidates)});
    return made;
}

Result<Invitation> Invitations::first(const std::string& condition, const std::string& value) const
{
    const auto rows = database_.query(kSelectInvitation + condition, {value});
    if (rows.empty())
        return Errc::not_found;
    return invitation_from(rows.front());
}

Result<Invitation> Invitations::find(const std::string& id) const
{
    return first("id = ?", id);
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
    database_.run("UPDATE invitation SET state = 'met', meetings = meetings + 1 WHERE id = ?", {id});
    invitation->state = InvitationState::met;
    ++invitation->meetings;
    return invitation;
}

Result<Invitation> Invitations::meet_by_code(const std::string& code)
{
    auto invitation =
        first("code <> '' AND code = ? AND state = 'open' ORDER BY code_expires DESC LIMIT 1", code);
    if (invitation.has_error() || clock_.now() >= invitation->code_expires ||
        invitation->meetings >= kMeetingsPerCode)
        return Errc::not_found;
    database_.run("UPDATE invitation SET meetings = meetings + 1 WHERE id = ?", {invitation->id});
    ++invitation->meetings;
    return invitation;
}

void Invitations::set_state(const std::string& id, const std::string& state)
{
    database_.run("UPDATE invitation SET state = ? WHERE id = ?", {state, id});
}

void Invitations::cancel_all(std::int64_t operator_id)
{
    database_.run("UPDATE invitation SET state = 'cancelled' WHERE operator = ? AND state = 'open'",
                  {operator_id});
}

void Invitations::set_candidates(const std::string& id, const std::vector<std::string>& candidates)
{
    database_.run("UPDATE invitation SET candidates = ? WHERE id = ?", {join_words(candidates), id});
}

void Invitations::forget_old()
{
    database_.run("DELETE FROM invitation WHERE expires <= ?",
                  {to_seconds(clock_.now() - kInvitationMemory)});
}

} // namespace cordee::broker
