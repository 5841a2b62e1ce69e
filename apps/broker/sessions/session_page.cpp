#include "apps/broker/sessions/sessions.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

/// Conditions and the values of their marks, in the same order.
struct Filter {
    std::string sql = "1 = 1";
    std::vector<Value> values{};

    void add(const std::string& condition, const std::vector<Value>& with)
    {
        sql += condition;
        values.insert(values.end(), with.begin(), with.end());
    }
};

void by_owner(Filter& filter, const SessionWish& wish)
{
    if (!wish.operator_id)
        return;
    filter.add(" AND (operator = ?", {*wish.operator_id});
    if (wish.groups && !wish.groups->empty()) {
        filter.add(" OR operator IN (SELECT operator FROM group_operator WHERE member_of IN (?",
                   {wish.groups->front()});
        for (auto group = wish.groups->begin() + 1; group != wish.groups->end(); ++group)
            filter.add(", ?", {*group});
        filter.add("))", {});
    }
    filter.add(")", {});
}

void by_state(Filter& filter, SessionWish::State state, WallTime held_since, WallTime now)
{
    if (state == SessionWish::State::all)
        return;
    const bool running = state == SessionWish::State::running;
    filter.add(running ? " AND revoked = 0 AND grant_expires > ? AND expires > ?"
                       : " AND NOT (revoked = 0 AND grant_expires > ? AND expires > ?)",
               {to_seconds(held_since), to_seconds(now)});
}

} // namespace

std::vector<Session> Sessions::page(const SessionWish& wish) const
{
    Filter filter;
    by_owner(filter, wish);
    by_state(filter, wish.state, clock_.now() - kHeldOn, clock_.now());
    if (!wish.page.search.empty())
        filter.add(" AND (lower(label) LIKE ? ESCAPE '!' OR lower(agent_name) LIKE ? ESCAPE '!')",
                   {wish.page.pattern(), wish.page.pattern()});
    if (const auto& after = wish.page.after)
        filter.add(" AND (began, id) < (?, ?)", {number_from(after->key), after->id});
    return select(filter.sql + " ORDER BY began DESC, id DESC LIMIT " + std::to_string(wish.page.limit),
                  std::move(filter.values));
}

} // namespace cordee::broker
