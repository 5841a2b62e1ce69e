// The plugin of sdk/README.md does what that page says.
#include "tests/core/plugin/supervised.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::test;

BOOST_AUTO_TEST_SUITE(readme)

BOOST_AUTO_TEST_CASE(the_first_plugin_knocks_and_is_answered)
{
    auto launch = launch_of("knock");
    launch.permissions = {"knock"};
    launch.channels = 1;
    Supervised client{launch};
    launch.side = CORDEE_SIDE_CONTROLLING;
    Supervised operators{launch};
    BOOST_REQUIRE(client.run(client.supervisor.start()).has_value());
    BOOST_REQUIRE(operators.run(operators.supervisor.start()).has_value());
    operators.until_event("message knock");
    BOOST_TEST(client.ask("knock") == "who is there?");
    operators.order("who is there?");
    operators.until_event("log 1 the other side answered");
}

BOOST_AUTO_TEST_SUITE_END()
