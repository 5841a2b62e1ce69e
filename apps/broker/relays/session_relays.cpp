#include "apps/broker/relays/session_relays.hpp"

#include "apps/broker/accounts/words.hpp"
#include "apps/broker/relays/relay_draw.hpp"
#include "apps/broker/times.hpp"
#include "core/base/logging.hpp"

#include <algorithm>
#include <set>

namespace cordee::broker {
namespace {

/// Between two looks for sessions that ended.
constexpr std::chrono::seconds kLookEvery{60};
/// With fewer, the death of one would leave nowhere to go.
constexpr std::size_t kEnoughLeft = 2;

constexpr const char* kSelectKept =
    "SELECT relays, choice, chosen, attempt FROM session_relays WHERE session = ? ";

std::optional<SessionRelays::Kept> kept_from(const std::vector<Row>& rows)
{
    if (rows.empty())
        return std::nullopt;
    const auto& row = rows.front();
    return SessionRelays::Kept{split_words(row.text(0)), row.text(1), from_seconds(row.integer(2)),
                               static_cast<int>(row.integer(3))};
}

/// What is there already stays in front, so that both ends go on trying it first.
std::vector<std::string> merged(std::vector<std::string> first, const std::vector<std::string>& more)
{
    for (const auto& id : more)
        if (std::ranges::find(first, id) == first.end())
            first.push_back(id);
    return first;
}

} // namespace

SessionRelays::SessionRelays(Database& database, Relays& relays, const RelayPins& pins,
                             const ConnectionStore& connections, const Sessions& sessions, const Clock& clock)
    : database_{database}, relays_{relays}, pins_{pins},
      connections_{connections}, sessions_{sessions}, clock_{clock}, ends_{clock}, looked_{clock.steady()}
{
    for (const auto& session : sessions_.live_ids())
        if (const auto kept = latest(session); kept && !kept->order.empty())
            assign(session, kept->order.front());
}

void SessionRelays::choose(const Session& session, int attempt, EndFacts operator_end, EndFacts client_end)
{
    ends_.note("operator " + session.id, std::move(operator_end));
    ends_.note("client " + session.id, std::move(client_end));
    const auto choice = chosen(session, {});
    keep(session.id, attempt, choice);
    log::info("session {} gets the relays {}: {}", session.id, join_words(choice.order),
              to_string(choice.reason));
}

Choice SessionRelays::chosen(const Session& session, const std::string& previous) const
{
    ChoiceFacts facts;
    for (auto& relay : relays_.facts())
        if (connections_.reaches(relays_.specs({relay.id}).front()))
            facts.relays.push_back(std::move(relay));
    facts.operator_end = ends_.find("operator " + session.id);
    facts.client_end = ends_.find("client " + session.id);
    if (!session.parent.empty()) // of a colleague: whom they come to is known
        facts.client_end = ends_.find("client " + session.parent);
    facts.pin = pins_.of(session.operator_id);
    facts.previous = previous;
    facts.draw = draw_of(session.id);
    return broker::choose(facts);
}

std::vector<std::string> SessionRelays::order(const Session& session, int attempt)
{
    const auto kept = find(session.id, attempt);
    auto usable = kept ? kept->order : std::vector<std::string>{};
    std::erase_if(usable, [&](const auto& id) { return !relays_.usable(id); });
    if (usable.size() >= kEnoughLeft)
        return usable;
    auto choice = chosen(session, usable.empty() ? std::string{} : usable.front());
    auto order = merged(usable, choice.order);
    const bool anything_new = !kept || std::ranges::any_of(order, [&](const auto& id) {
        return std::ranges::find(kept->order, id) == kept->order.end();
    });
    if (anything_new) {
        choice.order = order;
        keep(session.id, attempt, choice);
    }
    return order.empty() && kept ? kept->order : order;
}

void SessionRelays::keep(const std::string& session, int attempt, const Choice& choice)
{
    database_.run(
        "INSERT INTO session_relays VALUES (?, ?, ?, ?, ?) ON CONFLICT (session, attempt) DO UPDATE "
        "SET relays = excluded.relays, choice = excluded.choice, chosen = excluded.chosen",
        {session, std::int64_t{attempt}, join_words(choice.order), json::dump(choice_to_json(choice)),
         to_seconds(clock_.now())});
    if (!choice.order.empty())
        assign(session, choice.order.front());
    forget_ended();
}

std::optional<SessionRelays::Kept> SessionRelays::find(const std::string& session, int attempt) const
{
    return kept_from(
        database_.query(std::string{kSelectKept} + "AND attempt = ?", {session, std::int64_t{attempt}}));
}

std::optional<SessionRelays::Kept> SessionRelays::latest(const std::string& session) const
{
    return kept_from(database_.query(std::string{kSelectKept} + "ORDER BY attempt DESC LIMIT 1", {session}));
}

void SessionRelays::is_on(const std::string& session, const std::string& relay)
{
    if (relays_.known(relay) && relay_of(session) != relay)
        assign(session, relay);
}

std::string SessionRelays::relay_of(const std::string& session) const
{
    const auto found = assigned_.find(session);
    return found == assigned_.end() ? std::string{} : found->second;
}

void SessionRelays::assign(const std::string& session, const std::string& relay)
{
    auto& now = assigned_[session];
    if (now == relay)
        return;
    if (!now.empty())
        relays_.left(now);
    relays_.assigned(relay);
    now = relay;
}

void SessionRelays::forget_ended()
{
    if (clock_.steady() - looked_ < kLookEvery)
        return;
    looked_ = clock_.steady();
    const auto ids = sessions_.live_ids();
    const std::set<std::string> live{ids.begin(), ids.end()};
    std::erase_if(assigned_, [&](const auto& one) {
        if (live.contains(one.first))
            return false;
        relays_.left(one.second);
        return true;
    });
}

} // namespace cordee::broker
