#include "core/plugin/restart_budget.hpp"

#include "core/plugin/line_limit.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::plugin;
using std::chrono::milliseconds;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(restart_budget)

BOOST_AUTO_TEST_CASE(first_at_once_then_slower_then_never_until_the_window_has_passed)
{
    RestartBudget budget{3, seconds{60}, milliseconds{250}};
    const RestartBudget::Time start{};
    BOOST_TEST((budget.next(start) == milliseconds{0}));
    BOOST_TEST((budget.next(start + seconds{1}) == milliseconds{250}));
    BOOST_TEST((budget.next(start + seconds{2}) == milliseconds{500}));
    BOOST_TEST(!budget.next(start + seconds{59}).has_value());
    BOOST_TEST((budget.next(start + seconds{60}) == milliseconds{500}));
    BOOST_TEST((budget.next(start + seconds{200}) == milliseconds{0}));
}

BOOST_AUTO_TEST_CASE(lines_beyond_the_limit_are_counted)
{
    LineLimit limit;
    const LineLimit::Time start{seconds{10}};
    for (std::uint64_t i = 0; i < LineLimit::kLines; ++i)
        BOOST_TEST((limit.pass(start) == 0u));
    BOOST_TEST(!limit.pass(start).has_value());
    BOOST_TEST(!limit.pass(start + milliseconds{999}).has_value());
    BOOST_TEST((limit.pass(start + seconds{1}) == 2u));
    BOOST_TEST((limit.pass(start + seconds{1}) == 0u));
}

BOOST_AUTO_TEST_SUITE_END()
