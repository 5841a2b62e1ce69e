#include "core/base/priority.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;

BOOST_AUTO_TEST_SUITE(priority)

BOOST_AUTO_TEST_CASE(names_and_numbers_go_both_ways)
{
    for (std::uint8_t number = 0; number < kPriorityClasses; ++number) {
        const auto priority = priority_from_number(number);
        BOOST_REQUIRE(priority.has_value());
        BOOST_TEST((parse_priority(priority_name(*priority)) == priority));
    }
    BOOST_TEST(!priority_from_number(kPriorityClasses).has_value());
    BOOST_TEST(!parse_priority("Voice").has_value());
    BOOST_TEST((PriorityClass::voice < PriorityClass::input));
}

BOOST_AUTO_TEST_SUITE_END()
