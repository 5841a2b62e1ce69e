#include "apps/broker/policy/policy.hpp"

#include "apps/broker/policy/policy_json.hpp"
#include "apps/broker/policy/policy_text.hpp"
#include "core/crypto/timestamps.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;

namespace {

const WallTime kNoon = crypto::parse_timestamp("2026-07-01T12:00:00Z").value(); // a Wednesday

Policy policy_of(const std::string& text)
{
    auto read = parse_policy(text, Language::english);
    BOOST_TEST_REQUIRE(read.problems.empty(), text);
    return Policy{std::move(read.rules)};
}

const Policy kPolicy = policy_of("# who may help\n"
                                 "allow everybody remote-control view,input\n"
                                 "deny operator bob@example.org remote-control input\n"
                                 "\n"
                                 "deny everybody shell\n"
                                 "allow operator Ada@Example.org *\n"
                                 "allow group \"Support\" file-transfer on group \"Workstations\"\n"
                                 "deny operator * file-transfer on device \"Vault\"\n");

Person one(const std::string& email)
{
    return {email};
}

std::string said(const Policy& policy, const Person& who, const Computer& where, std::string_view module,
                 std::string_view permission, WallTime at = kNoon)
{
    return explain(policy.decide(who, where, module, permission, at), Language::english);
}

bool allowed(const std::string& rule, std::string_view module, std::string_view permission)
{
    return policy_of(rule).decide(one("a@b"), {}, module, permission, kNoon).allowed;
}

bool holds(const std::string& when, const char* time)
{
    return policy_of("allow everybody m " + when)
        .decide(one("a@b"), {}, "m", "p", crypto::parse_timestamp(time).value())
        .allowed;
}

Result<std::vector<Rule>> parse_json(const std::string& text)
{
    return rules_from_json(*json::parse(text).value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(policy)

BOOST_AUTO_TEST_CASE(each_decision_names_its_line)
{
    BOOST_TEST(said(kPolicy, one("eve@example.org"), {}, "remote-control", "view") == "allowed by rule 2");
    BOOST_TEST(said(kPolicy, one("bob@example.org"), {}, "remote-control", "input") == "denied by rule 3");
    BOOST_TEST(said(kPolicy, one("ada@example.org"), {}, "shell", "run") == "denied by rule 5");
    BOOST_TEST(said(kPolicy, one("ada@example.org"), {}, "chat", "write") == "allowed by rule 6");
    BOOST_TEST(said(kPolicy, one("eve@example.org"), {}, "chat", "write") == "no rule allows it");
    const auto decision = kPolicy.decide(one("bob@example.org"), {}, "remote-control", "input", kNoon);
    BOOST_TEST(decision.rule->text == "deny operator bob@example.org remote-control input");
}

BOOST_AUTO_TEST_CASE(groups_and_devices_narrow_a_rule)
{
    const Person support{"eve@example.org", {"Support", "Night"}};
    const Computer till{"id1", "Till 3", {"Workstations"}};
    const Computer vault{"id2", "Vault", {"Workstations"}};
    BOOST_TEST(said(kPolicy, support, till, "file-transfer", "send") == "allowed by rule 7");
    BOOST_TEST(said(kPolicy, support, vault, "file-transfer", "send") == "denied by rule 8");
    BOOST_TEST(said(kPolicy, support, {}, "file-transfer", "send") == "no rule allows it");
    BOOST_TEST(said(kPolicy, one("eve@example.org"), till, "file-transfer", "send") == "no rule allows it");
    BOOST_TEST(said(kPolicy, support, {"id3", "Till 4", {}}, "file-transfer", "send") == "no rule allows it");
    const auto any = policy_of("allow everybody m on device *\ndeny everybody m on device id2");
    BOOST_TEST(said(any, support, till, "m", "p") == "allowed by rule 1");
    BOOST_TEST(said(any, support, vault, "m", "p") == "denied by rule 2"); // by its id
    BOOST_TEST(said(any, support, {}, "m", "p") == "no rule allows it");
}

BOOST_AUTO_TEST_CASE(a_direction_is_who_gives)
{
    BOOST_TEST(allowed("allow everybody file-transfer to-client", "file-transfer", "send"));
    BOOST_TEST(!allowed("allow everybody file-transfer to-client", "file-transfer", "fetch"));
    BOOST_TEST(allowed("allow everybody remote-control from-client", "remote-control", "view"));
    BOOST_TEST(!allowed("allow everybody remote-control from-client", "remote-control", "input"));
    const std::string all = "allow everybody *\ndeny everybody * ";
    BOOST_TEST(!allowed(all + "from-client", "file-transfer", "fetch"));
    BOOST_TEST(allowed(all + "from-client", "file-transfer", "send"));
    // What goes both ways, or nobody knows which, is not had by halves.
    BOOST_TEST(!allowed("allow everybody chat to-client", "chat", "chat"));
    BOOST_TEST(!allowed(all + "to-client", "chat", "chat"));
    BOOST_TEST(!allowed(all + "to-client", "unknown", "thing"));
}

BOOST_AUTO_TEST_CASE(hours_are_those_of_the_place)
{
    BOOST_TEST(holds("mon-fri 08:00-18:00 Europe/Paris", "2026-07-01T06:00:00Z")); // summer: 08:00
    BOOST_TEST(!holds("mon-fri 08:00-18:00 Europe/Paris", "2026-07-01T05:59:59Z"));
    BOOST_TEST(!holds("mon-fri 08:00-18:00 Europe/Paris", "2026-01-07T06:00:00Z")); // winter: 07:00
    BOOST_TEST(holds("mon-fri 08:00-18:00 Europe/Paris", "2026-01-07T16:59:59Z"));
    BOOST_TEST(!holds("mon-fri 08:00-18:00 Europe/Paris", "2026-01-07T17:00:00Z")); // its end is outside
    BOOST_TEST(!holds("mon-fri 08:00-18:00 Europe/Paris", "2026-07-04T10:00:00Z")); // a Saturday
    // A night belongs to the day on which it begins.
    BOOST_TEST(holds("fri 22:00-06:00 UTC", "2026-07-03T23:00:00Z"));
    BOOST_TEST(holds("fri 22:00-06:00 UTC", "2026-07-04T05:59:00Z"));
    BOOST_TEST(!holds("fri 22:00-06:00 UTC", "2026-07-03T05:00:00Z"));
    BOOST_TEST(holds("sun 22:00-06:00 UTC", "2026-07-06T01:00:00Z"));
    BOOST_TEST(holds("sat-mon UTC", "2026-07-05T00:00:00Z"));
    BOOST_TEST(!holds("sat-mon UTC", "2026-07-07T00:00:00Z"));
    BOOST_TEST(holds("18:00-24:00 America/New_York", "2026-07-02T03:59:59Z"));
    BOOST_TEST(!holds("18:00-24:00 America/New_York", "2026-07-02T04:00:00Z"));
}

BOOST_AUTO_TEST_CASE(the_hour_that_a_change_of_clocks_leaves_out_or_doubles)
{
    // On 29 March 2026 clocks in Paris go from 02:00 to 03:00, on 25 October from 03:00 to 02:00.
    for (const char* time : {"2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"})
        BOOST_TEST(!holds("02:00-03:00 Europe/Paris", time), time);
    for (const char* time : {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"})
        BOOST_TEST(holds("02:00-03:00 Europe/Paris", time), time);
}

BOOST_AUTO_TEST_CASE(where_a_zone_is_not_known_nothing_is_gained)
{
    BOOST_TEST(!holds("mon-sun Mars/Phobos", "2026-07-01T12:00:00Z"));
    const auto policy = policy_of("allow everybody m\ndeny everybody m sat Mars/Phobos");
    BOOST_TEST(said(policy, one("a@b"), {}, "m", "p") == "denied by rule 2");
}

BOOST_AUTO_TEST_CASE(a_wish_is_narrowed_and_empty_modules_vanish)
{
    const std::vector<ModuleAccess> asked{{"remote-control", {"view", "input", "clipboard"}},
                                          {"shell", {"run"}}};
    BOOST_CHECK((kPolicy.narrow(one("bob@example.org"), {}, asked, kNoon) ==
                 std::vector<ModuleAccess>{{"remote-control", {"view"}}}));
}

BOOST_AUTO_TEST_CASE(rules_of_old_are_read_strictly_and_mean_the_same)
{
    const auto rules = parse_json(R"({"rules":[
        {"operator":"Bob@Example.ORG","module":"m","permissions":["p"],"effect":"deny"},
        {"operator":"*","module":"*","permissions":["q","*"],"effect":"allow"},
        {"operator":"on","module":"on","permissions":["on"],"effect":"allow"}]})");
    BOOST_TEST(print_rules(rules.value()) == "deny operator \"bob@example.org\" m p\n"
                                             "allow everybody *\n"
                                             "allow operator \"on\" on \"on\"\n");
    const auto policy = policy_of(print_rules(rules.value()));
    auto back = json::make_object();
    back.set("rules", rules_to_json(policy));
    BOOST_CHECK((parse_json(json::dump(back)).value() == rules.value()));
    for (
        const char* wrong : {
            R"({})",
            R"({"rules":[{"operator":"*","module":"m","permissions":["p"]}]})",
            R"({"rules":[{"operator":"*","module":"m","permissions":["p"],"effect":"maybe"}]})",
            R"({"rules":[{"operator":"*","module":"m","permissions":[],"effect":"deny"}]})",
            R"({"rules":[{"operator":"*","module":"m m","permissions":["p"],"effect":"deny"}]})",
            R"({"rules":[{"operator":"a\nallow everybody *","module":"m","permissions":["p"],"effect":"deny"}]})",
            R"({"rules":[{"operator":"*","module":"m","permissions":["p"],"effect":"deny","unless":"x"}]})",
            R"({"rules":[],"default":"allow"})",
        })
        BOOST_TEST(parse_json(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(a_rule_that_says_more_is_not_read_back_as_less)
{
    const auto policy = policy_of("allow group \"A\" m to-client on group \"B\"\n");
    auto object = json::make_object();
    object.set("rules", rules_to_json(policy));
    BOOST_TEST(parse_json(json::dump(object)).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
