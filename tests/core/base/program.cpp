#include "core/base/program.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

using namespace cordee;

// SEC-44
BOOST_AUTO_TEST_CASE(a_program_leaves_no_core_dump)
{
    rlimit during{1, 1};
    BOOST_TEST(run_program("test", [&] {
                   getrlimit(RLIMIT_CORE, &during);
                   return kExitDone;
               }) == kExitDone);
    BOOST_TEST(during.rlim_cur == 0u);
    BOOST_TEST(during.rlim_max == 0u);
}
