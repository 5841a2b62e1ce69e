#include "core/base/version.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;

BOOST_AUTO_TEST_SUITE(version)

BOOST_AUTO_TEST_CASE(versions_compare_by_number_not_by_letter)
{
    BOOST_TEST((parse_version("0.10.0") > parse_version("0.9.9")));
    BOOST_TEST((parse_version("1.0.0") > parse_version("0.999999.0")));
    BOOST_TEST((parse_version("1.2.3") == Version{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused)
{
    for (const char* wrong :
         {"", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.-3", "01.2.3", "1..3", "1.2.3 ", "1.2.1234567", "+1.2.3"})
        BOOST_TEST(!parse_version(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
