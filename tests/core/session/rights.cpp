#include "core/session/rights.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;

namespace {

struct RightsFixture {
    RightsFixture()
    {
        crypto::Part helper;
        helper.role = "operator";
        helper.perms = {"view", "input", "unheard-of"};
        helper.mods = {{"remote-control", {0, 2, 0}, "p"}};
        crypto::Part agent;
        agent.role = "agent";
        grant.parts = {helper, agent};
    }
    Result<Permissions> ask(const Permissions& asked, const char* module = "remote-control",
                            Version version = {0, 2, 0}) const
    {
        return permitted(grant, policy, module, version, asked);
    }
    crypto::Grant grant;
    DevicePolicy policy;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rights, RightsFixture)

// SEC-34
BOOST_AUTO_TEST_CASE(rights_are_what_grant_and_device_both_allow)
{
    BOOST_TEST(ask({"input", "shell", "view", "view"}).value() == (Permissions{"input", "view"}),
               boost::test_tools::per_element());
    policy.denied_permissions = {"input"};
    BOOST_TEST(ask({"input", "view"}).value() == (Permissions{"view"}), boost::test_tools::per_element());
    BOOST_TEST((ask({"input"}).error() == Errc::not_permitted));
    BOOST_TEST((ask({}).error() == Errc::not_permitted));
}

// SEC-34, SEC-39
BOOST_AUTO_TEST_CASE(modules_that_the_grant_does_not_name_do_not_run)
{
    BOOST_TEST((ask({"view"}, "file-transfer").error() == Errc::not_permitted));
    BOOST_TEST((ask({"view"}, "remote-control", {0, 1, 9}).error() == Errc::not_permitted));
    BOOST_TEST(ask({"view"}, "remote-control", {1, 0, 0}).has_value());
    policy.denied_modules = {"remote-control"};
    BOOST_TEST((ask({"view"}).error() == Errc::not_permitted));
}

// SEC-34
BOOST_AUTO_TEST_CASE(a_module_has_no_more_than_its_own_part_of_the_permissions)
{
    grant.parts[0].mods.push_back({"gallery", {0, 2, 0}, "p", Permissions{"view", "shell"}});
    BOOST_TEST(ask({"input", "view", "shell"}, "gallery").value() == (Permissions{"view"}),
               boost::test_tools::per_element());
    BOOST_TEST((ask({"input"}, "gallery").error() == Errc::not_permitted));
    BOOST_TEST(ask({"input"}).has_value());
    grant.parts[0].mods.back().perms = Permissions{};
    BOOST_TEST((ask({"view"}, "gallery").error() == Errc::not_permitted));
}

// SEC-34
BOOST_AUTO_TEST_CASE(versions_that_were_taken_back_do_not_run)
{
    auto& granted = grant.parts[0].mods[0];
    granted.withdrawn = {{0, 2, 1}};
    BOOST_TEST((ask({"view"}, "remote-control", {0, 2, 1}).error() == Errc::not_permitted));
    BOOST_TEST(ask({"view"}, "remote-control", {0, 2, 2}).has_value());
    granted.max = Version{0, 2, 1};
    BOOST_TEST((ask({"view"}, "remote-control", {0, 2, 2}).error() == Errc::not_permitted));
    BOOST_TEST(ask({"view"}).has_value());
}

BOOST_AUTO_TEST_CASE(a_grant_without_exactly_one_operator_permits_nothing)
{
    auto twice = grant;
    twice.parts.push_back(grant.parts.front());
    BOOST_TEST(permitted(twice, policy, "remote-control", {0, 2, 0}, {"view"}).has_error());
    grant.parts.clear();
    BOOST_TEST(ask({"view"}).has_error());
}

BOOST_AUTO_TEST_CASE(a_renewal_may_not_bring_new_people)
{
    auto next = grant;
    BOOST_TEST(same_people(grant, next));
    next.parts[0].key[0] ^= 1;
    BOOST_TEST(!same_people(grant, next));
    next = grant;
    next.sid[0] ^= 1;
    BOOST_TEST(!same_people(grant, next));
    next = grant;
    next.parts.pop_back();
    BOOST_TEST(same_people(grant, next));
    next = grant;
    next.parts[1].role = "observer";
    BOOST_TEST(!same_people(grant, next));
}

BOOST_AUTO_TEST_SUITE_END()
