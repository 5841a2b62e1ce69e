#include "tests/apps/broker/relay_world/policies.hpp"

#include "apps/broker/relays/relay_choice.hpp"
#include "apps/broker/relays/relay_draw.hpp"
#include "apps/broker/relays/relay_shortlist.hpp"

#include <algorithm>

namespace cordee::world {
namespace {

std::vector<std::string> broker_measures(const broker::ChoiceFacts& facts)
{
    return broker::shortlist(facts);
}

std::vector<std::string> broker_chooses(const broker::ChoiceFacts& facts)
{
    return broker::choose(facts).order;
}

std::vector<std::string> broker_measures_once(const broker::ChoiceFacts& facts)
{
    return facts.operator_end.probes.empty() ? broker::shortlist(facts) : std::vector<std::string>{};
}

std::vector<std::string> nothing(const broker::ChoiceFacts&)
{
    return {};
}

std::vector<std::string> any_four(const broker::ChoiceFacts& facts)
{
    if (!facts.previous.empty())
        return {facts.previous};
    std::vector<std::pair<double, std::string>> drawn;
    for (const auto& relay : facts.relays)
        if (relay.state == broker::RelayState::alive)
            drawn.emplace_back(broker::luck_of(facts.draw, relay.id), relay.id);
    std::ranges::sort(drawn);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < drawn.size() && i < 4; ++i)
        out.push_back(drawn[i].second);
    return out;
}

std::vector<std::string> nearest_four(const broker::ChoiceFacts& facts)
{
    broker::ChoiceFacts unloaded = facts;
    for (auto& relay : unloaded.relays) {
        relay.load = {};
        relay.index = 1;
    }
    broker::ChoiceRules rules;
    rules.spread = rules.next_spread = 0;
    return broker::choose(unloaded, rules).order;
}

} // namespace

Policy as_the_broker_does()
{
    return {"the broker's choice", broker_measures, broker_chooses};
}

Policy measuring_once()
{
    return {"measuring once", broker_measures_once, broker_chooses};
}

Policy at_random()
{
    return {"at random", nothing, any_four};
}

Policy nearest_only()
{
    return {"nearest only", broker_measures, nearest_four};
}

Policy believing()
{
    return {"believing every report", broker_measures, broker_chooses, true};
}

Policy by_coordinates()
{
    return {"by coordinates only", nothing, broker_chooses};
}

} // namespace cordee::world
