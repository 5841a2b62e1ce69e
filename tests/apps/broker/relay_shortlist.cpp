// Which relays both ends are asked to measure.
#include "apps/broker/relays/relay_shortlist.hpp"

#include "tests/apps/broker/relay_examples.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace cordee::broker;
using namespace cordee::test;

namespace {

struct French {
    ChoiceFacts facts{};

    French()
    {
        facts.relays = world_relays();
        facts.operator_end.place = kParis;
        facts.client_end.place = kLyon;
    }
    RelayFacts& relay(const std::string& id) { return *std::ranges::find(facts.relays, id, &RelayFacts::id); }
    static bool has(const std::vector<std::string>& list, const std::string& id)
    {
        return std::ranges::count(list, id) > 0;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_shortlist, French)

BOOST_AUTO_TEST_CASE(the_near_ones_of_several_regions_and_a_far_one_are_measured)
{
    const auto list = shortlist(facts);
    BOOST_TEST(list.size() == 6);
    BOOST_TEST((std::set<std::string>{list.begin(), list.end()}.size() == list.size()));
    BOOST_TEST(list.front().starts_with("paris"));
    BOOST_TEST((has(list, "frankfurt") || has(list, "london")));
    BOOST_TEST(std::ranges::any_of(
        list, [&](const auto& id) { return distance_km(*relay(id).place, kParis) >= 3000; }));
}

BOOST_AUTO_TEST_CASE(each_end_measures_one_near_to_it)
{
    facts.client_end.place = kTokyo;
    const auto list = shortlist(facts);
    BOOST_TEST(has(list, "tokyo"));
    BOOST_TEST(std::ranges::any_of(list, [](const auto& id) { return id.starts_with("paris"); }));
}

BOOST_AUTO_TEST_CASE(those_that_take_no_session_are_not_measured)
{
    relay("paris-1").state = RelayState::silent;
    relay("paris-2").state = RelayState::draining;
    relay("paris-3").load.sessions = 990;
    relay("frankfurt").standing = {0, 5, 5};
    const auto list = shortlist(facts);
    BOOST_TEST(!list.empty());
    for (const auto* excluded : {"paris-1", "paris-2", "paris-3", "frankfurt"})
        BOOST_TEST(!has(list, excluded), excluded);
}

BOOST_AUTO_TEST_CASE(without_coordinates_they_are_spread_over_the_world)
{
    facts.operator_end = facts.client_end = {};
    const auto list = shortlist(facts);
    BOOST_TEST(list.size() == 6);
    std::set<std::string> continents;
    for (const auto& id : list) {
        const auto longitude = relay(id).place->longitude;
        continents.insert(longitude < -30 ? "america" : longitude < 60 ? "europe" : "asia");
    }
    BOOST_TEST(continents.size() == 3);
}

BOOST_AUTO_TEST_CASE(asked_again_it_names_those_near_to_what_was_found)
{
    facts.operator_end = facts.client_end = {};
    // Both turn out to be in Europe; each measured the same six.
    for (auto* end : {&facts.operator_end, &facts.client_end})
        end->probes = {{"tokyo", 240.0},     {"sydney", 290.0}, {"new-york", 85.0},
                       {"sao-paulo", 210.0}, {"warsaw", 31.0},  {"dallas", 120.0}};
    const auto list = shortlist(facts);
    BOOST_TEST(!list.empty());
    for (const auto& id : list)
        BOOST_TEST(distance_km(*relay(id).place, kParis) < 3000, id);
}

BOOST_AUTO_TEST_CASE(asked_again_after_good_measurements_it_names_nobody)
{
    for (const auto& id : shortlist(facts)) {
        facts.operator_end.probes.push_back({id, id.starts_with("paris") ? 3.0 : 300.0});
        facts.client_end.probes.push_back({id, id.starts_with("paris") ? 11.0 : 300.0});
    }
    BOOST_TEST(shortlist(facts).empty());
}

BOOST_AUTO_TEST_CASE(an_end_that_is_far_from_all_measured_ones_looks_elsewhere_once)
{
    facts.client_end.place = kParis;
    const std::vector<std::string> first{"paris-1", "paris-2", "frankfurt", "london", "warsaw", "new-york"};
    for (const auto& id : first) {
        facts.operator_end.probes.push_back({id, 10.0});
        facts.client_end.probes.push_back({id, 250.0}); // it is in Tokyo really
    }
    const auto list = shortlist(facts);
    BOOST_TEST((has(list, "tokyo") || has(list, "sydney")));
    for (const auto& id : list) {
        facts.operator_end.probes.push_back({id, 200.0});
        facts.client_end.probes.push_back({id, 100.0});
    }
    for (const auto& rest : facts.relays)
        if (!has(first, rest.id) && !has(list, rest.id))
            facts.relays.push_back(relay_at(rest.id + "-too", rest.region, 0, 0));
    BOOST_TEST(shortlist(facts).size() <= 6);
}

BOOST_AUTO_TEST_CASE(a_pinned_account_measures_its_relays_only)
{
    facts.pin = RelayPin{"tokyo", {"sydney", "no-such-relay", "tokyo"}};
    BOOST_TEST((shortlist(facts) == std::vector<std::string>{"tokyo", "sydney"}));
}

BOOST_AUTO_TEST_CASE(without_relays_or_with_few_the_list_is_short)
{
    facts.relays.resize(2);
    BOOST_TEST(shortlist(facts).size() == 2);
    facts.relays.clear();
    BOOST_TEST(shortlist(facts).empty());
    facts.relays = world_relays();
    for (std::size_t probed = 0; probed < 8; ++probed) {
        ChoiceRules rules;
        rules.probed = probed;
        BOOST_TEST(shortlist(facts, rules).size() == probed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
