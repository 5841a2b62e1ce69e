#include "apps/broker/sessions/live_grants.hpp"

#include "apps/broker/audit/facts.hpp"
#include "core/base/logging.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

/// News that is read later than this must not be found expired when it arrives.
constexpr std::chrono::minutes kFreshness{1};

bool has(const std::vector<ModuleAccess>& modules, const std::string& id, const std::string& permission)
{
    const auto module = std::ranges::find(modules, id, &ModuleAccess::id);
    return module != modules.end() &&
           std::ranges::find(module->permissions, permission) != module->permissions.end();
}

/// Whether something that was allowed is not any more.
bool takes_away(const std::vector<ModuleAccess>& before, const std::vector<ModuleAccess>& now)
{
    return std::ranges::any_of(before, [&](const auto& module) {
        return std::ranges::any_of(module.permissions,
                                   [&](const auto& permission) { return !has(now, module.id, permission); });
    });
}

std::vector<ModuleAccess> without(const std::vector<ModuleAccess>& modules,
                                  const std::vector<ModuleAccess>& less)
{
    std::vector<ModuleAccess> out;
    for (auto module : modules) {
        std::erase_if(module.permissions,
                      [&](const auto& permission) { return has(less, module.id, permission); });
        if (!module.permissions.empty())
            out.push_back(std::move(module));
    }
    return out;
}

} // namespace

Result<std::string> LiveGrants::first(const Session& session)
{
    auto issued = issuer_.issue(session, session.seq);
    if (issued.has_error())
        return issued.error();
    sessions_.note_grant(session.id, issued->allowed, issued->expires);
    return std::move(issued->token);
}

Result<std::string> LiveGrants::renew(const Session& session)
{
    if (session.revoked)
        return revocation(session);
    auto issued = issuer_.issue(session, sessions_.next_seq(session.id));
    if (issued.has_error())
        return issued.error();
    sessions_.note_grant(session.id, issued->allowed, issued->expires);
    return std::move(issued->token);
}

std::optional<std::string> LiveGrants::news(const Session& session, std::int64_t seq)
{
    if (session.revoked)
        return revocation(session);
    const auto news = sessions_.news(session.id);
    if (news.seq <= seq || clock_.now() >= news.expires)
        return std::nullopt;
    return news.token;
}

/// The one that there is, or a fresh one: whoever was away for long must not take it for an expired token.
std::string LiveGrants::revocation(const Session& session)
{
    const auto news = sessions_.news(session.id);
    if (clock_.now() + kFreshness < news.expires)
        return news.token;
    const auto seq = sessions_.next_seq(session.id);
    const auto issued = issuer_.revocation(session, seq);
    sessions_.set_news(session.id, {issued.token, seq, issued.expires});
    return issued.token;
}

void LiveGrants::revoke_one(const Session& session)
{
    const auto seq = sessions_.next_seq(session.id);
    const auto issued = issuer_.revocation(session, seq);
    sessions_.set_news(session.id, {issued.token, seq, issued.expires});
    sessions_.set_revoked(session.id);
    changed_.notify(session.id);
    audit_.record({"broker"}, {}, "session.revoke",
                  {.session = session.id, .before = object_of(sessions_.granted(session.id))});
    log::info("session {} was revoked", session.id);
    say(session, "ended");
}

void LiveGrants::revoke(const Session& session)
{
    for (const auto& child : sessions_.children(session.id))
        revoke_one(child);
    if (!session.revoked)
        revoke_one(session);
}

void LiveGrants::look_again(const Session& session, bool anyway)
{
    const auto allowed = issuer_.allowed(session);
    const auto before = sessions_.granted(session.id);
    if (allowed.has_error() || (allowed->empty() && !before.empty()))
        return revoke_one(session);
    if (!anyway && !takes_away(before, *allowed))
        return;
    const auto seq = sessions_.next_seq(session.id);
    const auto issued = issuer_.issue(session, seq);
    if (issued.has_error())
        return revoke_one(session);
    sessions_.note_grant(session.id, issued->allowed, issued->expires);
    sessions_.set_news(session.id, {issued->token, seq, issued->expires});
    changed_.notify(session.id);
    audit_.record({"broker"}, {}, "session.narrow",
                  {.session = session.id, .before = object_of(before), .after = object_of(issued->allowed)});
    log::info("session {} was narrowed", session.id);
    say(session, "narrowed");
}

void LiveGrants::narrow_one(Session session, const std::vector<ModuleAccess>& less)
{
    session.modules = without(session.modules, less);
    if (session.modules.empty())
        return revoke_one(session);
    sessions_.set_modules(session.id, session.modules);
    look_again(session);
}

void LiveGrants::narrow(const Session& session, const std::vector<ModuleAccess>& less)
{
    for (const auto& child : sessions_.children(session.id))
        narrow_one(child, less);
    narrow_one(session, less);
}

void LiveGrants::say(const Session& session, const std::string& state) const
{
    if (told_)
        told_(session, state);
}

void LiveGrants::packages_changed(bool withdrawn)
{
    for (const auto& session : sessions_.live())
        look_again(session, withdrawn);
}

void LiveGrants::policy_changed()
{
    for (const auto& session : sessions_.live())
        look_again(session);
}

} // namespace cordee::broker
