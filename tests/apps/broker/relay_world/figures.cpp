#include "tests/apps/broker/relay_world/figures.hpp"

#include <cmath>
#include <ostream>

namespace cordee::world {
namespace {

double percent(double share)
{
    return std::round(share * 1000) / 10;
}

double each(std::size_t all, std::size_t of)
{
    return std::round(100 * static_cast<double>(all) / static_cast<double>(of)) / 100;
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Figures& figures)
{
    return out << figures.policy << ": " << figures.sessions << " sessions, " << figures.breakdowns
               << " breakdowns\n"
               << "  round trip above the best possible: median " << percent(figures.median - 1) << " %, p95 "
               << percent(figures.p95 - 1) << " %\n"
               << "  onto a full relay beside an idle one: " << figures.needless << " sessions by choice, "
               << figures.needless_moves << " of " << figures.moved << " that moved by themselves; "
               << figures.needless_minutes << " of " << figures.relay_minutes << " relay-minutes\n"
               << "  fullest relay " << percent(figures.most_use) << " %; measured "
               << each(figures.measured, figures.sessions) << " relays in "
               << each(figures.rounds, figures.sessions) << " rounds; moved by choice "
               << figures.moved_by_choice << ", stranded " << figures.stranded;
}

} // namespace cordee::world
