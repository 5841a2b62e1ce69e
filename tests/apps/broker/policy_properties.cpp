// What holds of every policy, tried on thousands that a seed decides.
#include "apps/broker/policy/policy.hpp"
#include "apps/broker/policy/policy_text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace cordee;
using namespace cordee::broker;

namespace {

constexpr int kPolicies = 3000;
constexpr int kQuestions = 20;

const std::vector<std::string> kPeople{"ada@a", "bob@a", "eve@b"};
const std::vector<std::string> kGroups{"Support", "Night \"shift\"", "É\\t"};
const std::vector<std::string> kDeviceNames{"Vault", "Till 3", "#1"};
const std::vector<std::string> kModules{"file-transfer", "remote-control", "chat", "on"};
const std::vector<std::string> kPermissions{"send", "fetch", "view", "input", "chat", "mon", "on"};
const std::vector<std::string> kZones{"UTC", "Europe/Paris", "Asia/Kathmandu", "No/Where"};

class Dice {
public:
    explicit Dice(unsigned seed) : engine_{seed} {}
    std::size_t below(std::size_t end) { return engine_() % end; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    const std::string& of(const std::vector<std::string>& list) { return list[below(list.size())]; }
    std::vector<std::string> some(const std::vector<std::string>& list)
    {
        std::vector<std::string> out;
        for (const auto& each : list)
            if (one_in(2))
                out.push_back(each);
        return out;
    }
    void shuffle(std::vector<WrittenRule>& rules) { std::shuffle(rules.begin(), rules.end(), engine_); }

private:
    std::mt19937 engine_;
};

Who random_who(Dice& dice)
{
    switch (dice.below(3)) {
    case 0:
        return {};
    case 1:
        return {Who::Kind::one, dice.of(kPeople)};
    default:
        return {Who::Kind::group, dice.of(kGroups)};
    }
}

Where random_where(Dice& dice)
{
    switch (dice.below(4)) {
    case 0:
        return {Where::Kind::any_device};
    case 1:
        return {Where::Kind::device, dice.of(kDeviceNames)};
    case 2:
        return {Where::Kind::group, dice.of(kGroups)};
    default:
        return {};
    }
}

TimeWindow random_when(Dice& dice)
{
    TimeWindow out;
    out.days = static_cast<std::uint8_t>(1 + dice.below(127));
    out.zone = dice.of(kZones);
    if (dice.one_in(2))
        return out;
    out.from = static_cast<int>(dice.below(kMinutesOfDay));
    do
        out.until = static_cast<int>(dice.below(kMinutesOfDay + 1));
    while (out.until == out.from);
    return out;
}

Rule random_rule(Dice& dice)
{
    Rule out;
    out.allow = !dice.one_in(3);
    out.who = random_who(dice);
    out.module = dice.one_in(5) ? "*" : dice.of(kModules);
    out.permissions = dice.some(kPermissions);
    if (out.permissions.empty())
        out.permissions = {"*"};
    out.direction = static_cast<Direction>(dice.below(3));
    out.where = random_where(dice);
    if (dice.one_in(3))
        out.when = random_when(dice);
    return out;
}

std::vector<TextLine> random_lines(Dice& dice)
{
    std::vector<TextLine> out;
    for (auto count = dice.below(12); count > 0; --count) {
        TextLine line;
        if (!dice.one_in(4))
            line.rule = random_rule(dice);
        if (dice.one_in(4))
            line.comment = dice.one_in(2) ? " # \"why\"" : "";
        out.push_back(std::move(line));
    }
    return out;
}

struct Question {
    Person who;
    Computer where;
    std::string module;
    std::string permission;
    WallTime at;
};

Question random_question(Dice& dice)
{
    Question out{{dice.of(kPeople), dice.some(kGroups)}, {}, dice.of(kModules), dice.of(kPermissions), {}};
    if (!dice.one_in(3))
        out.where = {"id-" + std::to_string(dice.below(3)), dice.of(kDeviceNames), dice.some(kGroups)};
    out.at =
        WallTime{std::chrono::seconds{1'700'000'000 + static_cast<std::int64_t>(dice.below(100'000'000))}};
    return out;
}

Decision ask(const Policy& policy, const Question& q)
{
    return policy.decide(q.who, q.where, q.module, q.permission, q.at);
}

/// Whether that rule alone decides, whatever the others say.
bool decides_alone(const Rule& rule, const Question& q)
{
    const Policy alone{{{rule, 1, {}}}};
    return ask(alone, q).rule != nullptr;
}

template <class Check>
void for_each_case(Check check)
{
    for (unsigned seed = 0; seed < kPolicies; ++seed) {
        Dice dice{seed};
        const Policy policy{parse_policy(print_policy(random_lines(dice)), Language::english).rules};
        for (int i = 0; i < kQuestions; ++i)
            check(policy, random_question(dice), dice, seed);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(policy_properties)

BOOST_AUTO_TEST_CASE(what_is_printed_reads_as_it_was)
{
    for (unsigned seed = 0; seed < kPolicies; ++seed) {
        Dice dice{seed};
        const auto lines = random_lines(dice);
        const auto read = parse_policy(print_policy(lines), Language::english);
        BOOST_REQUIRE_MESSAGE(read.problems.empty() && read.lines == lines, "seed " << seed << ":\n"
                                                                                    << print_policy(lines));
    }
}

BOOST_AUTO_TEST_CASE(deny_wins_and_nothing_is_allowed_by_silence)
{
    int denied = 0;
    int permitted = 0;
    for_each_case([&](const Policy& policy, const Question& q, Dice&, unsigned seed) {
        bool allows = false;
        bool denies = false;
        for (const auto& written : policy.rules())
            if (decides_alone(written.rule, q))
                (written.rule.allow ? allows : denies) = true;
        const bool decision = ask(policy, q).allowed;
        denied += denies ? 1 : 0;
        permitted += decision ? 1 : 0;
        BOOST_REQUIRE_MESSAGE(decision == (allows && !denies), "seed " << seed);
    });
    BOOST_TEST(denied > 1000); // both happened often
    BOOST_TEST(permitted > 1000);
}

BOOST_AUTO_TEST_CASE(the_order_of_rules_changes_no_decision)
{
    for_each_case([](const Policy& policy, const Question& q, Dice& dice, unsigned seed) {
        auto rules = policy.rules();
        dice.shuffle(rules);
        BOOST_REQUIRE_MESSAGE(ask(policy, q).allowed == ask(Policy{rules}, q).allowed, "seed " << seed);
    });
}

BOOST_AUTO_TEST_CASE(the_rule_that_is_named_decides)
{
    for_each_case([](const Policy& policy, const Question& q, Dice&, unsigned seed) {
        const auto decision = ask(policy, q);
        if (decision.rule == nullptr) {
            BOOST_REQUIRE_MESSAGE(!decision.allowed, "seed " << seed);
            return;
        }
        BOOST_REQUIRE_MESSAGE(decision.rule->rule.allow == decision.allowed, "seed " << seed);
        BOOST_REQUIRE_MESSAGE(decides_alone(decision.rule->rule, q), "seed " << seed);
    });
}

BOOST_AUTO_TEST_CASE(no_module_or_permission_is_reached_by_the_rule_of_another)
{
    for_each_case([](const Policy& policy, const Question& q, Dice&, unsigned seed) {
        std::vector<WrittenRule> own;
        std::ranges::copy_if(policy.rules(), std::back_inserter(own), [&](const auto& written) {
            const auto& listed = written.rule.permissions;
            return (written.rule.module == "*" || written.rule.module == q.module) &&
                   (listed.front() == "*" || std::ranges::count(listed, q.permission) > 0);
        });
        BOOST_REQUIRE_MESSAGE(ask(policy, q).allowed == ask(Policy{own}, q).allowed, "seed " << seed);
        if (own.empty())
            BOOST_REQUIRE_MESSAGE(!ask(policy, q).allowed, "seed " << seed);
    });
}

BOOST_AUTO_TEST_SUITE_END()
