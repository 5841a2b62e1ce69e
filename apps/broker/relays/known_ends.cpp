#include "apps/broker/relays/known_ends.hpp"

#include <algorithm>

namespace cordee::broker {

void KnownEnds::note(const std::string& who, EndFacts end)
{
    if (!ends_.contains(who) && ends_.size() >= kMost)
        make_room();
    auto& kept = ends_[who];
    if (end.probes.empty())
        end.probes = std::move(kept.end.probes);
    kept = {std::move(end), clock_.steady()};
}

EndFacts KnownEnds::find(const std::string& who) const
{
    const auto found = ends_.find(who);
    return found == ends_.end() || clock_.steady() - found->second.at > kFresh ? EndFacts{}
                                                                               : found->second.end;
}

void KnownEnds::make_room()
{
    std::erase_if(ends_, [&](const auto& one) { return clock_.steady() - one.second.at > kFresh; });
    if (ends_.size() >= kMost)
        ends_.erase(std::ranges::min_element(ends_, {}, [](const auto& one) { return one.second.at; }));
}

} // namespace cordee::broker
