#include "apps/relay/budget.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace cordee;
using namespace cordee::relay;
using namespace std::chrono_literals;

namespace {

struct BudgetFixture {
    SteadyTime time{std::chrono::hours{1}};
    [[nodiscard]] SteadyTime now() const { return time; }
};

constexpr auto kUnlimited = std::numeric_limits<std::uint64_t>::max();

} // namespace

BOOST_FIXTURE_TEST_SUITE(budget, BudgetFixture)

BOOST_AUTO_TEST_CASE(the_smaller_of_two_wins_and_zero_is_no_limit)
{
    BOOST_TEST((smaller({5, 0, 3s}, {7, 9, 0s}) == crypto::RelayBudget{5, 9, 3s}));
    BOOST_TEST((smaller({0, 4, 3s}, {7, 2, 1s}) == crypto::RelayBudget{7, 2, 1s}));
    BOOST_TEST((smaller({}, {}) == crypto::RelayBudget{}));
}

BOOST_AUTO_TEST_CASE(a_rate_slows_and_does_not_cut)
{
    TokenBucket bucket{1'000'000, now()};
    BOOST_TEST(bucket.available(now()) == 500'000U); // at once
    bucket.spend(500'000);
    BOOST_TEST(bucket.available(now()) == 0U);
    std::uint64_t total = 0;
    for (int i = 0; i < 1000; ++i) { // ten seconds of somebody who takes all there is
        time += 10ms;
        const auto some = bucket.available(now());
        bucket.spend(some);
        total += some;
    }
    BOOST_TEST(total > 9'990'000U);
    BOOST_TEST(total <= 10'000'000U);
}

BOOST_AUTO_TEST_CASE(silence_saves_up_no_more_than_a_burst)
{
    TokenBucket bucket{1'000'000, now()};
    time += std::chrono::hours{24};
    BOOST_TEST(bucket.available(now()) == 500'000U);
    TokenBucket slow{100, now()};
    BOOST_TEST(slow.available(now()) == 64U * 1024); // a whole record
}

BOOST_AUTO_TEST_CASE(it_says_when_to_come_again)
{
    TokenBucket bucket{100'000, now()};
    BOOST_TEST((bucket.ready_at() <= now()));
    bucket.spend(bucket.available(now()) + 95'904); // one record more than there was
    BOOST_TEST(bucket.available(now()) == 0U);
    BOOST_TEST((bucket.ready_at() - now() == 1s));
    time += 1s;
    BOOST_TEST(bucket.available(now()) == 4096U);
}

BOOST_AUTO_TEST_CASE(time_that_goes_back_gives_nothing)
{
    TokenBucket bucket{1000, now() + 5s};
    bucket.spend(bucket.available(now() + 5s));
    BOOST_TEST(bucket.available(now()) == 0U);
    BOOST_TEST(bucket.available(now() + 6s) == 1000U);
}

BOOST_AUTO_TEST_CASE(without_a_budget_nothing_ends)
{
    PairBudget none{{}, now()};
    none.spend(std::uint64_t{1} << 60U);
    time += std::chrono::hours{24 * 365};
    BOOST_TEST(none.available(now()) == kUnlimited);
    BOOST_TEST((none.spent(now()) == PairBudget::Spent::nothing));
    BOOST_TEST((none.end() == SteadyTime::max()));
    BOOST_TEST(!none.limits_anything());
}

BOOST_AUTO_TEST_CASE(a_time_beyond_what_the_clock_can_say_is_no_limit)
{
    for (const auto most : {std::chrono::seconds{std::int64_t{1} << 53U}, std::chrono::seconds::max()}) {
        const PairBudget endless{{0, 0, most}, now()};
        BOOST_TEST((endless.end() == SteadyTime::max()));
        BOOST_TEST((endless.spent(now() + std::chrono::hours{24 * 365}) == PairBudget::Spent::nothing));
    }
    const PairBudget old{{0, 0, std::chrono::seconds{std::int64_t{1} << 53U}}, SteadyTime::max() - 10s};
    BOOST_TEST((old.end() == SteadyTime::max()));
}

BOOST_AUTO_TEST_CASE(bytes_and_time_end_a_pair)
{
    PairBudget bytes{{1000, 0, 0s}, now()};
    BOOST_TEST(bytes.limits_anything());
    bytes.spend(999);
    BOOST_TEST(bytes.available(now()) == 1U);
    BOOST_TEST((bytes.spent(now()) == PairBudget::Spent::nothing));
    bytes.spend(1);
    BOOST_TEST(bytes.available(now()) == 0U);
    BOOST_TEST((bytes.spent(now()) == PairBudget::Spent::bytes));
    bytes.spend(5000); // a record that was longer
    BOOST_TEST(bytes.available(now()) == 0U);

    const PairBudget minute{{0, 0, 60s}, now()};
    BOOST_TEST((minute.end() == now() + 60s));
    time += 59s;
    BOOST_TEST((minute.spent(now()) == PairBudget::Spent::nothing));
    time += 1s;
    BOOST_TEST((minute.spent(now()) == PairBudget::Spent::time));
}

BOOST_AUTO_TEST_SUITE_END()
