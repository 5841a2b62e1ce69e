#include "tests/apps/broker/relay_world/broker_view.hpp"

#include "tests/apps/broker/relay_world/earth.hpp"

namespace cordee::world {
namespace {

constexpr double kSilentAfter = 15;

SteadyTime at(double seconds)
{
    return SteadyTime{} + std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

} // namespace

BrokerView::BrokerView(const std::vector<RelayTruth>& relays, bool believes_reports)
    : believes_reports_{believes_reports}
{
    for (const auto& relay : relays) {
        auto& view = views_.emplace_back();
        view.fixed.id = relay.site.id;
        view.fixed.region = cities()[relay.site.city].name;
        view.fixed.place = relay.site.place;
        view.fixed.capacity = relay.capacity;
        view.fixed.index = relay.index;
    }
}

void BrokerView::hear_report(std::size_t relay, const broker::LoadReport& report, bool draining, double now)
{
    auto& view = views_[relay];
    view.load.report(report);
    view.fixed.state = draining ? broker::RelayState::draining : broker::RelayState::alive;
    view.last_report = now;
    view.last_sessions = report.sessions;
}

void BrokerView::notice_silence(double now)
{
    for (auto& view : views_)
        if (now - view.last_report > kSilentAfter)
            view.fixed.state = broker::RelayState::silent;
}

void BrokerView::hear_outcome(std::size_t relay, const std::string& source, bool reached, double now)
{
    views_[relay].outcomes.note(source, reached, at(now));
}

std::vector<broker::RelayFacts> BrokerView::facts(double now) const
{
    std::vector<broker::RelayFacts> out;
    out.reserve(views_.size());
    for (const auto& view : views_) {
        auto& made = out.emplace_back(view.fixed);
        made.load = view.load.believed();
        made.standing = view.outcomes.standing(at(now));
        if (believes_reports_)
            made.load.sessions = view.last_sessions;
    }
    return out;
}

} // namespace cordee::world
