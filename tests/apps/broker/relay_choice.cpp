// Rule by rule: which relay a session gets, which ones next, and what is said of it.
#include "apps/broker/relays/relay_choice.hpp"

#include "apps/broker/relays/relay_draw.hpp"
#include "tests/apps/broker/relay_examples.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::test;

namespace {

using Names = std::vector<std::string>;

/// Both ends have measured five relays; paris-1 is the best, by little.
struct Measured {
    ChoiceFacts facts{};

    Measured()
    {
        facts.relays = world_relays();
        facts.operator_end = {
            kParis,
            {{"paris-1", 5.0}, {"paris-2", 6.0}, {"frankfurt", 14.0}, {"london", 13.0}, {"tokyo", 240.0}}};
        facts.client_end = {
            kLyon,
            {{"paris-1", 12.0}, {"paris-2", 12.0}, {"frankfurt", 17.0}, {"london", 20.0}, {"tokyo", 240.0}}};
    }
    RelayFacts& relay(const std::string& id) { return *std::ranges::find(facts.relays, id, &RelayFacts::id); }
    void leave_only(const Names& ids)
    {
        std::erase_if(facts.relays,
                      [&](const RelayFacts& relay) { return std::ranges::count(ids, relay.id) == 0; });
    }
    std::string first() const { return choose(facts).order.at(0); }
};

const Candidate& of(const Choice& choice, const std::string& relay)
{
    return *std::ranges::find(choice.candidates, relay, &Candidate::relay);
}

bool has(const Names& names, const std::string& name)
{
    return std::ranges::count(names, name) > 0;
}

bool because(const Choice& choice, ChoiceReason reason)
{
    return choice.reason == reason;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_choice, Measured)

BOOST_AUTO_TEST_CASE(the_least_sum_of_both_round_trips_wins)
{
    const auto choice = choose(facts);
    BOOST_TEST(choice.order.front() == "paris-1");
    BOOST_TEST(because(choice, ChoiceReason::best));
    BOOST_TEST(of(choice, "paris-1").cost == 17);
    BOOST_TEST(choice.order.size() == 4);
    facts.client_end.probes[0].ms = 40; // the sum counts, not one of them
    BOOST_TEST(first() == "paris-2");
}

BOOST_AUTO_TEST_CASE(a_low_index_makes_a_relay_dearer)
{
    relay("paris-1").index = 0.5;
    BOOST_TEST(first() == "paris-2");
    BOOST_TEST(of(choose(facts), "paris-1").cost == 34);
}

BOOST_AUTO_TEST_CASE(load_does_not_count_while_it_is_easy_then_costs_then_excludes)
{
    relay("paris-1").load.sessions = 690;
    BOOST_TEST(first() == "paris-1");
    relay("paris-1").load.sessions = 850;
    BOOST_TEST(first() == "paris-2");
    BOOST_TEST((of(choose(facts), "paris-1").exclusion == Exclusion::none));
    relay("paris-1").load.sessions = 950;
    BOOST_TEST((of(choose(facts), "paris-1").exclusion == Exclusion::full));
    BOOST_TEST(!has(choose(facts).order, "paris-1"));
}

BOOST_AUTO_TEST_CASE(a_machine_that_is_busy_counts_as_loaded)
{
    relay("paris-1").load.busy = 0.97;
    BOOST_TEST((of(choose(facts), "paris-1").exclusion == Exclusion::full));
}

BOOST_AUTO_TEST_CASE(many_at_once_between_two_reports_spread_before_anything_is_full)
{
    for (auto& one : facts.relays)
        one.capacity = 100;
    std::map<std::string, RelayLoad> loads;
    for (int i = 0; i < 250; ++i) {
        for (auto& one : facts.relays)
            one.load = loads[one.id].believed();
        facts.draw = draw_of(std::to_string(i));
        loads[first()].assigned();
    }
    for (const auto* id : {"paris-1", "paris-2", "frankfurt", "london"})
        BOOST_TEST(loads[id].believed().sessions <= 95, id);
    BOOST_TEST(loads["tokyo"].believed().sessions == 0);
}

BOOST_AUTO_TEST_CASE(silent_draining_and_failing_relays_are_not_offered)
{
    relay("paris-1").state = RelayState::silent;
    relay("paris-2").state = RelayState::draining;
    relay("frankfurt").standing = {1, 3, 3};
    const auto choice = choose(facts);
    BOOST_TEST(choice.order.front() == "london");
    BOOST_TEST((of(choice, "paris-1").exclusion == Exclusion::silent));
    BOOST_TEST((of(choice, "paris-2").exclusion == Exclusion::draining));
    BOOST_TEST((of(choice, "frankfurt").exclusion == Exclusion::failing));
}

BOOST_AUTO_TEST_CASE(a_few_failures_only_make_it_dearer)
{
    relay("paris-1").standing = {4, 3, 3};
    BOOST_TEST(first() == "paris-2");
    BOOST_TEST((of(choose(facts), "paris-1").exclusion == Exclusion::none));
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_loses_against_what_was_and_is_about_as_good)
{
    leave_only({"paris-3", "paris-2"});
    BOOST_TEST(first() == "paris-2");
}

BOOST_AUTO_TEST_CASE(a_session_stays_where_it_is_unless_moving_is_worth_it)
{
    facts.previous = "frankfurt"; // 31 ms, and paris-1 17: worth it
    BOOST_TEST(because(choose(facts), ChoiceReason::best));
    BOOST_TEST(first() == "paris-1");
    facts.operator_end.probes[2].ms = 8; // 25 ms: less than 10 ms are gained
    const auto choice = choose(facts);
    BOOST_TEST(because(choice, ChoiceReason::kept));
    BOOST_TEST(choice.order.front() == "frankfurt");
    BOOST_TEST(choice.order[1].starts_with("paris"));
    facts.previous = "tokyo"; // 480 ms, and the others 470: less than a fifth
    leave_only({"tokyo", "sydney"});
    for (auto* end : {&facts.operator_end, &facts.client_end})
        end->probes = {{"tokyo", 240.0}, {"sydney", 235.0}};
    facts.operator_end.place.reset();
    facts.client_end.place.reset();
    BOOST_TEST(first() == "tokyo");
}

BOOST_AUTO_TEST_CASE(a_session_is_not_sent_away_by_its_own_weight_but_leaves_what_takes_nobody)
{
    facts.previous = "paris-1";
    relay("paris-1").capacity = 10;
    relay("paris-1").load.sessions = 7;
    BOOST_TEST(first() == "paris-1");
    for (const auto state : {RelayState::draining, RelayState::silent}) {
        relay("paris-1").state = state;
        BOOST_TEST(first() == "paris-2");
    }
    relay("paris-1").state = RelayState::alive;
    relay("paris-1").load.sessions = 13; // others did more than fill it
    BOOST_TEST(first() == "paris-2");
}

BOOST_AUTO_TEST_CASE(relays_as_good_as_each_other_share_the_sessions)
{
    leave_only({"paris-1", "paris-2"});
    facts.operator_end.probes = {{"paris-1", 6.0}, {"paris-2", 6.0}};
    int ones = 0;
    for (int i = 0; i < 1000; ++i) {
        facts.draw = draw_of(std::to_string(i));
        ones += first() == "paris-1" ? 1 : 0;
        BOOST_REQUIRE(first() == first());
    }
    BOOST_TEST((ones > 400 && ones < 600), ones);
}

BOOST_AUTO_TEST_CASE(the_next_best_take_the_sessions_of_a_dead_relay_by_the_room_that_they_have)
{
    leave_only({"paris-1", "frankfurt", "london"});
    relay("paris-1").load.sessions = 500;
    relay("frankfurt").capacity = 300;
    relay("london").capacity = 900;
    int frankfurt = 0;
    for (int i = 0; i < 1000; ++i) {
        facts.draw = draw_of(std::to_string(i));
        const auto order = choose(facts).order;
        BOOST_REQUIRE(order.front() == "paris-1");
        frankfurt += order[1] == "frankfurt" ? 1 : 0;
    }
    BOOST_TEST((frankfurt > 200 && frankfurt < 300), frankfurt);
}

BOOST_AUTO_TEST_CASE(a_neighbour_too_small_for_all_does_not_get_them_all)
{
    leave_only({"paris-1", "paris-2", "london"});
    relay("paris-1").load.sessions = 500;
    relay("paris-2").capacity = 50; // much nearer than London
    facts.operator_end.probes[3].ms = 24;
    int london = 0;
    for (int i = 0; i < 200; ++i) {
        facts.draw = draw_of(std::to_string(i));
        london += choose(facts).order[1] == "london" ? 1 : 0;
    }
    BOOST_TEST(london > 150);
}

BOOST_AUTO_TEST_CASE(another_region_is_among_those_offered)
{
    facts.relays.push_back(relay_at("paris-4", "paris", 48.86, 2.35));
    facts.relays.push_back(relay_at("paris-5", "paris", 48.86, 2.35));
    facts.operator_end.probes.insert(facts.operator_end.probes.end(),
                                     {{"paris-3", 6.0}, {"paris-4", 6.0}, {"paris-5", 6.0}});
    facts.client_end.probes.insert(facts.client_end.probes.end(),
                                   {{"paris-3", 12.0}, {"paris-4", 12.0}, {"paris-5", 12.0}});
    for (int i = 0; i < 50; ++i) {
        facts.draw = draw_of(std::to_string(i));
        const auto order = choose(facts).order;
        BOOST_TEST(order.size() == 4);
        BOOST_TEST(std::ranges::any_of(order, [](const auto& id) { return !id.starts_with("paris"); }));
    }
}

BOOST_AUTO_TEST_CASE(a_pinned_account_has_its_pin_then_its_fallback_in_order_and_nothing_else)
{
    facts.pin = RelayPin{"tokyo", {"sydney", "paris-1"}};
    BOOST_TEST((choose(facts).order == Names{"tokyo", "sydney", "paris-1"}));
    BOOST_TEST(because(choose(facts), ChoiceReason::pinned));
    BOOST_TEST((of(choose(facts), "london").exclusion == Exclusion::not_pinned));
    relay("tokyo").state = RelayState::silent;
    BOOST_TEST((choose(facts).order == Names{"sydney", "paris-1"}));
    BOOST_TEST(because(choose(facts), ChoiceReason::fallback));
    relay("sydney").load.sessions = 2000;
    BOOST_TEST(choose(facts).order.front() == "paris-1");
}

BOOST_AUTO_TEST_CASE(a_pinned_session_stays_at_its_fallback_when_the_pin_comes_back)
{
    facts.pin = RelayPin{"tokyo", {"sydney"}};
    facts.previous = "sydney";
    BOOST_TEST(because(choose(facts), ChoiceReason::kept));
    BOOST_TEST((choose(facts).order == Names{"sydney", "tokyo"}));
    facts.previous = "paris-1"; // the pin is newer than the session
    BOOST_TEST(choose(facts).order.front() == "tokyo");
}

BOOST_AUTO_TEST_CASE(a_pin_without_a_relay_offers_nothing_and_says_why)
{
    facts.pin = RelayPin{"atlantis", {}};
    const auto choice = choose(facts);
    BOOST_TEST(choice.order.empty());
    BOOST_TEST(because(choice, ChoiceReason::none));
    BOOST_TEST((choice.candidates.front().exclusion == Exclusion::not_registered));
    facts.relays.clear();
    BOOST_TEST(because(choose(facts), ChoiceReason::none));
}

BOOST_AUTO_TEST_CASE(when_nothing_is_as_it_should_be_the_least_bad_are_tried)
{
    leave_only({"paris-1", "london", "tokyo"});
    relay("paris-1").state = RelayState::silent;
    relay("london").load.sessions = 999;
    relay("tokyo").state = RelayState::draining;
    BOOST_TEST((choose(facts).order == Names{"london", "paris-1"}));
    BOOST_TEST(because(choose(facts), ChoiceReason::last_resort));
    relay("london").state = RelayState::draining;
    relay("paris-1").state = RelayState::draining;
    BOOST_TEST(choose(facts).order.empty());
    BOOST_TEST(because(choose(facts), ChoiceReason::none));
}

BOOST_AUTO_TEST_CASE(a_single_good_relay_is_followed_by_one_that_may_work)
{
    leave_only({"paris-1", "london"});
    relay("london").state = RelayState::silent;
    BOOST_TEST((choose(facts).order == Names{"paris-1", "london"}));
    BOOST_TEST(because(choose(facts), ChoiceReason::best));
}

BOOST_AUTO_TEST_CASE(with_nothing_known_of_the_ends_the_less_loaded_relay_is_as_good_as_any)
{
    facts.operator_end = facts.client_end = {};
    for (auto& one : facts.relays)
        one.load.sessions = 900;
    relay("sydney").load.sessions = 0;
    BOOST_TEST(first() == "sydney");
    facts.relays.clear();
    BOOST_TEST(choose(facts).order.empty());
    BOOST_TEST(because(choose(facts), ChoiceReason::none));
}

BOOST_AUTO_TEST_CASE(numbers_without_sense_neither_win_nor_break_anything)
{
    auto wrong = senseless();
    wrong.insert(wrong.end(), {0, 1e300});
    for (const auto value : wrong) {
        auto changed = facts;
        auto& target = changed.relays.front(); // paris-1, the best otherwise
        target.index = value == 1e300 ? 0 : value;
        target.capacity = value == 1e300 ? -5 : value;
        target.load.sessions = value;
        target.load.busy = 0;
        changed.operator_end.probes.push_back({"paris-3", value == 0 ? -1 : value});
        const auto choice = choose(changed);
        BOOST_TEST(choice.order.front() == "paris-2", value);
        for (const auto& candidate : choice.candidates)
            BOOST_TEST((std::isfinite(candidate.cost) && candidate.cost > 0), candidate.relay);
        BOOST_TEST(!json::dump(choice_to_json(choice)).empty());
    }
}

BOOST_AUTO_TEST_CASE(an_index_above_one_is_one)
{
    relay("paris-2").index = 1000;
    BOOST_TEST(first() == "paris-1");
}

BOOST_AUTO_TEST_CASE(rules_of_nothing_offer_nothing)
{
    ChoiceRules rules;
    rules.offered = 0;
    BOOST_TEST(choose(facts, rules).order.empty());
    rules.offered = 1;
    BOOST_TEST((choose(facts, rules).order == Names{"paris-1"}));
    rules.easy_load = 1; // nothing between easy and full
    BOOST_TEST(!choose(facts, rules).order.empty());
}

BOOST_AUTO_TEST_CASE(the_reason_is_kept_in_whole_numbers)
{
    facts.previous = "london";
    relay("tokyo").state = RelayState::silent;
    const auto written = json::dump(choice_to_json(choose(facts), 5));
    const auto read = json::parse(written).value();
    BOOST_TEST(json::get_string(*read, "reason").value() == "best");
    BOOST_TEST(json::get_string(*read, "previous").value() == "london");
    BOOST_TEST(json::get_strings(*read, "order").value().front() == "paris-1");
    const auto candidates = json::get_objects(*read, "candidates").value();
    BOOST_TEST(candidates.size() == 5);
    BOOST_TEST(json::get_string(*candidates[0], "relay").value() == "paris-1");
    BOOST_TEST(json::get_integer(*candidates[0], "operator_us").value() == 5000);
    BOOST_TEST(json::get_integer(*candidates[0], "client_us").value() == 12000);
    BOOST_TEST(json::get_string(*candidates[0], "client_from").value() == "measured");
    BOOST_TEST(json::get_integer(*candidates[0], "index_percent").value() == 100);
    BOOST_TEST(json::get_integer(*candidates[0], "cost_us").value() == 17000);
    BOOST_TEST(!json::get_string(*candidates[0], "excluded"));
    const auto all = choice_to_json(choose(facts), 100);
    BOOST_TEST(json::dump(all).find(R"("relay":"tokyo","excluded":"silent")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_draw_is_even)
{
    int low = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto luck = luck_of(draw_of(std::to_string(i)), "paris-1");
        BOOST_REQUIRE((luck >= 0 && luck < 1));
        low += luck < 0.1 ? 1 : 0;
    }
    BOOST_TEST((low > 900 && low < 1100), low);
}

BOOST_AUTO_TEST_SUITE_END()
