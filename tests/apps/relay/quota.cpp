#include "apps/relay/quota.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

using namespace cordee::relay;

BOOST_AUTO_TEST_SUITE(quota)

BOOST_AUTO_TEST_CASE(places_are_counted_and_come_back)
{
    Quota quota{2};
    {
        auto one = quota.take();
        const auto two = quota.take();
        BOOST_TEST(!quota.take());
        BOOST_TEST(quota.taken() == 2U);
        one.reset();
        BOOST_TEST(quota.take().has_value());
    }
    BOOST_TEST(quota.taken() == 0U);
}

BOOST_AUTO_TEST_CASE(a_lower_limit_is_for_those_who_come)
{
    Quota quota{2};
    const auto one = quota.take();
    const auto two = quota.take();
    quota.set_limit(1);
    BOOST_TEST(!quota.take());
    BOOST_TEST(quota.taken() == 2U);
}

BOOST_AUTO_TEST_CASE(threads_take_no_more_than_there_is)
{
    Quota quota{100};
    std::vector<std::vector<Quota::Place>> taken(4);
    std::vector<std::thread> threads;
    for (auto& mine : taken)
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i)
                if (auto place = quota.take())
                    mine.push_back(std::move(*place));
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(quota.taken() == 100U);
    taken.clear();
    BOOST_TEST(quota.taken() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
