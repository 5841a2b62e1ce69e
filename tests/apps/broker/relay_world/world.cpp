#include "tests/apps/broker/relay_world/world.hpp"

#include "apps/broker/relays/relay_draw.hpp"
#include "tests/apps/broker/relay_world/broker_view.hpp"
#include "tests/apps/broker/relay_world/fleet.hpp"
#include "tests/apps/broker/relay_world/timeline.hpp"

#include <algorithm>

namespace cordee::world {
namespace {

constexpr double kReportEvery = 5;
constexpr double kLookEvery = 60;
constexpr double kAskEvery = 600; ///< a session fetches new tickets
constexpr double kTryAgainAfter = 5;
constexpr double kLifeOfRelay = 24 * 3600;
constexpr double kRepair = 40 * 60;
constexpr int kRounds = 3;

class World {
public:
    World(const Policy& policy, const Demand& demand, std::uint64_t seed)
        : policy_{policy}, until_{demand.hours * 3600}, helps_{sessions_of(demand, seed)}, fleet_{relays_for(
                                                                                               helps_,
                                                                                               seed + 1)},
          broker_{fleet_.relays(), policy.believes_reports}, engine_{seed + 2}, sessions_(helps_.size())
    {
        figures_.policy = policy.name;
        figures_.sessions = helps_.size();
    }

    Figures run();

private:
    double even(double from, double to) { return std::uniform_real_distribution{from, to}(engine_); }
    double about(double mean) { return std::exponential_distribution{1 / mean}(engine_); }

    void happen(const Event& event);
    void begin(std::size_t which);
    void end(std::size_t which);
    void ask_in(std::size_t which, double seconds);
    void ask_again(std::size_t which);
    void report(std::size_t relay);
    void look();
    void break_down(std::size_t relay);
    void repair(std::size_t relay);

    void measure(std::size_t which);
    void probe_both(std::size_t which, const RelayTruth& relay);
    [[nodiscard]] broker::ChoiceFacts facts_of(std::size_t which) const;
    void choose(std::size_t which);
    bool attach(std::size_t which, std::size_t& needless);
    void count_at(std::size_t which, std::optional<std::size_t> relay);

    const Policy& policy_;
    double until_;
    std::vector<Help> helps_;
    Fleet fleet_;
    BrokerView broker_;
    std::mt19937_64 engine_;
    std::vector<Session> sessions_;
    Timeline timeline_{};
    double now_ = 0;
    std::vector<double> ratios_{};
    Figures figures_{};
};

Figures World::run()
{
    for (std::size_t i = 0; i < fleet_.relays().size(); ++i) {
        timeline_.add(even(0, kReportEvery), Happening::reports, i);
        timeline_.add(about(kLifeOfRelay), Happening::breaks, i);
    }
    for (std::size_t i = 0; i < helps_.size(); ++i)
        timeline_.add(kReportEvery + helps_[i].begins, Happening::begins, i);
    timeline_.add(0, Happening::looks, 0);
    while (!timeline_.over(until_)) {
        const auto event = timeline_.next();
        now_ = event.at;
        happen(event);
    }
    std::ranges::sort(ratios_);
    figures_.median = ratios_.at(ratios_.size() / 2);
    figures_.p95 = ratios_.at(ratios_.size() * 95 / 100);
    return figures_;
}

void World::happen(const Event& event)
{
    switch (event.what) {
    case Happening::begins:
        return begin(event.whom);
    case Happening::ends:
        return end(event.whom);
    case Happening::told_end:
        return count_at(event.whom, std::nullopt);
    case Happening::asks:
        return ask_again(event.whom);
    case Happening::reports:
        return report(event.whom);
    case Happening::looks:
        return look();
    case Happening::breaks:
        return break_down(event.whom);
    case Happening::is_repaired:
        return repair(event.whom);
    }
}

void World::measure(std::size_t which)
{
    for (int rounds = 0; rounds < kRounds; ++rounds) {
        const auto names = policy_.to_measure(facts_of(which));
        if (names.empty())
            return;
        for (const auto& name : names)
            probe_both(which, fleet_.at(fleet_.number_of(name)));
        figures_.measured += names.size();
        ++figures_.rounds;
    }
}

/// One that an end measured before is measured again. A dead relay gives no answer.
void World::probe_both(std::size_t which, const RelayTruth& relay)
{
    auto& session = sessions_[which];
    const auto one = [&](const Person& person, std::vector<broker::Probe>& into) {
        auto made = probe(person, relay.site, engine_);
        if (!relay.up || !relay.reachable)
            made.ms.reset();
        std::erase_if(into, [&](const broker::Probe& old) { return old.relay == made.relay; });
        into.push_back(std::move(made));
    };
    one(helps_[which].operator_person, session.operator_end.probes);
    one(helps_[which].client_person, session.client_end.probes);
}

broker::ChoiceFacts World::facts_of(std::size_t which) const
{
    const auto& session = sessions_[which];
    broker::ChoiceFacts out;
    out.relays = broker_.facts(now_);
    out.operator_end = session.operator_end;
    out.client_end = session.client_end;
    out.draw = broker::draw_of(std::to_string(which));
    if (session.relay)
        out.previous = fleet_.at(*session.relay).site.id;
    return out;
}

void World::choose(std::size_t which)
{
    sessions_[which].order.clear();
    for (const auto& name : policy_.choose(facts_of(which)))
        sessions_[which].order.push_back(fleet_.number_of(name));
}

/// To the first of its relays that takes it; the broker hears what was met, nine times of ten.
bool World::attach(std::size_t which, std::size_t& needless)
{
    auto& session = sessions_[which];
    const bool tells = even(0, 1) < 0.9;
    for (const auto relay : session.order) {
        const bool reached = fleet_.at(relay).takes_sessions();
        if (tells)
            broker_.hear_outcome(relay, std::to_string(which % 997), reached, now_);
        if (!reached)
            continue;
        fleet_.put(session, relay);
        figures_.most_use = std::max(figures_.most_use, fleet_.at(relay).use());
        needless += fleet_.needlessly_full(session, relay) ? 1 : 0;
        if (tells || !session.counted)
            count_at(which, relay);
        return true;
    }
    ++figures_.stranded;
    ask_in(which, kTryAgainAfter);
    return false;
}

void World::count_at(std::size_t which, std::optional<std::size_t> relay)
{
    auto& counted = sessions_[which].counted;
    if (counted == relay)
        return;
    if (counted)
        broker_.left(*counted);
    if (relay)
        broker_.assigned(*relay);
    counted = relay;
}

void World::begin(std::size_t which)
{
    auto& session = sessions_[which];
    const auto& help = helps_[which];
    session.trips = fleet_.trips_of(help);
    session.operator_end.place = help.operator_person.believed_place;
    session.client_end.place = help.client_person.believed_place;
    measure(which);
    choose(which);
    timeline_.add(now_ + help.lasts, Happening::ends, which);
    ask_in(which, kAskEvery);
    if (attach(which, figures_.needless))
        ratios_.push_back(fleet_.ratio(session));
}

/// The broker hears of the end within ten seconds; one in twenty ends just vanish, and their grant runs out.
void World::end(std::size_t which)
{
    fleet_.take_away(sessions_[which]);
    sessions_[which] = Session{{}, sessions_[which].counted, true};
    timeline_.add(now_ + (even(0, 1) < 0.95 ? even(0, 10) : even(60, 900)), Happening::told_end, which);
}

/// In place of the time at which it would have asked.
void World::ask_in(std::size_t which, double seconds)
{
    sessions_[which].asks_at = now_ + seconds;
    timeline_.add(now_ + seconds, Happening::asks, which);
}

void World::ask_again(std::size_t which)
{
    auto& session = sessions_[which];
    if (session.over || session.asks_at != now_)
        return;
    const auto there = session.relay;
    choose(which);
    if (!session.order.empty() && session.order.front() != there) {
        figures_.moved_by_choice += there ? 1 : 0;
        if (!attach(which, figures_.needless))
            return;
    }
    ask_in(which, kAskEvery);
}

void World::report(std::size_t which)
{
    const auto& relay = fleet_.at(which);
    broker_.notice_silence(now_);
    if (relay.up)
        broker_.hear_report(which, report_of(relay, now_), relay.draining, now_);
    timeline_.add(now_ + kReportEvery, Happening::reports, which);
}

void World::look()
{
    for (std::size_t i = 0; i < fleet_.relays().size(); ++i) {
        const bool needless =
            fleet_.at(i).use() > 1 && std::ranges::any_of(sessions_, [&](const Session& session) {
                return session.relay == i && fleet_.needlessly_full(session, i);
            });
        figures_.needless_minutes += needless ? kLookEvery / 60 : 0;
        figures_.relay_minutes += kLookEvery / 60;
    }
    timeline_.add(now_ + kLookEvery, Happening::looks, 0);
}

/// It dies, or only endpoints find it dead, or it drains: its sessions go on elsewhere, and soon ask again.
void World::break_down(std::size_t which)
{
    auto& relay = fleet_.at(which);
    ++figures_.breakdowns;
    const auto kind = even(0, 1);
    relay.up = kind > 0.5;
    relay.draining = kind > 0.75;
    relay.reachable = relay.draining;
    timeline_.add(now_ + 300 + about(kRepair), Happening::is_repaired, which);
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        if (sessions_[i].relay != which)
            continue;
        fleet_.take_away(sessions_[i]);
        ++figures_.moved;
        if (attach(i, figures_.needless_moves))
            ask_in(i, even(1, 10));
    }
}

void World::repair(std::size_t which)
{
    auto& relay = fleet_.at(which);
    relay.up = relay.reachable = true;
    relay.draining = false;
    timeline_.add(now_ + 600 + about(kLifeOfRelay), Happening::breaks, which);
}

} // namespace

Figures run(const Policy& policy, const Demand& demand, std::uint64_t seed)
{
    return World{policy, demand, seed}.run();
}

} // namespace cordee::world
