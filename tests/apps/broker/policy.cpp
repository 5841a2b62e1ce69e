#include "apps/broker/policy/policy.hpp"

#include "apps/broker/policy/policy_store.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;

namespace {

const Policy kPolicy{{
    {"*", "remote-control", {"view", "input"}, true},
    {"bob@example.org", "remote-control", {"input"}, false},
    {"*", "shell", {"*"}, false},
    {"ada@example.org", "*", {"*"}, true},
}};

Result<Policy> parse(const std::string& text)
{
    return policy_from_json(*json::parse(text).value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(policy)

BOOST_AUTO_TEST_CASE(each_decision_names_its_rule)
{
    const auto said = [](std::string_view who, std::string_view module, std::string_view permission) {
        return explain(kPolicy.decide(who, module, permission), Language::english);
    };
    BOOST_TEST(said("eve@example.org", "remote-control", "view") == "allowed by rule 1");
    BOOST_TEST(said("bob@example.org", "remote-control", "input") == "denied by rule 2");
    BOOST_TEST(said("ada@example.org", "shell", "run") == "denied by rule 3");
    BOOST_TEST(said("ada@example.org", "chat", "write") == "allowed by rule 4");
    BOOST_TEST(said("eve@example.org", "chat", "write") == "no rule allows it");
}

BOOST_AUTO_TEST_CASE(deny_wins_in_any_order)
{
    const Rule allow{"*", "m", {"p"}, true};
    const Rule deny{"*", "m", {"p"}, false};
    BOOST_TEST(!Policy({allow, deny}).decide("a", "m", "p").allowed);
    BOOST_TEST(!Policy({deny, allow}).decide("a", "m", "p").allowed);
    BOOST_TEST(!Policy({}).decide("a", "m", "p").allowed);
}

BOOST_AUTO_TEST_CASE(a_wish_is_narrowed_and_empty_modules_vanish)
{
    const std::vector<ModuleAccess> asked{{"remote-control", {"view", "input", "clipboard"}},
                                          {"shell", {"run"}}};
    BOOST_CHECK((kPolicy.narrow("bob@example.org", asked) ==
                 std::vector<ModuleAccess>{{"remote-control", {"view"}}}));
}

BOOST_AUTO_TEST_CASE(a_rule_holds_however_the_address_was_written)
{
    const auto policy = parse(
        R"({"rules":[{"operator":"Bob@Example.ORG","module":"m","permissions":["p"],"effect":"deny"}]})");
    BOOST_TEST(policy.value().decide("bob@example.org", "m", "p").rule == 1U);
}

BOOST_AUTO_TEST_CASE(json_is_read_strictly_and_written_back_the_same)
{
    const auto text = json::dump(policy_to_json(kPolicy));
    BOOST_CHECK((parse(text).value().rules() == kPolicy.rules()));
    for (const char* wrong : {
             R"({})",
             R"({"rules":[{"operator":"*","module":"m","permissions":["p"]}]})",
             R"({"rules":[{"operator":"*","module":"m","permissions":["p"],"effect":"maybe"}]})",
             R"({"rules":[{"operator":"*","module":"m","permissions":[],"effect":"deny"}]})",
             R"({"rules":[{"operator":"*","module":"m m","permissions":["p"],"effect":"deny"}]})",
             R"({"rules":[{"operator":"*","module":"m","permissions":["p"],"effect":"deny","unless":"x"}]})",
             R"({"rules":[],"default":"allow"})",
         })
        BOOST_TEST(parse(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
