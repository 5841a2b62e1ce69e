#include "apps/broker/accounts/passwords.hpp"

#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ctime>
#include <limits>

using namespace cordee;
using namespace cordee::broker;

namespace {

struct Checked {
    std::string hash(const std::string& password)
    {
        return run_awaitable(loop, passwords.hash(password)).value();
    }
    bool verify(const std::string& password, const std::string& hash)
    {
        return run_awaitable(loop, passwords.verify(password, hash)).value();
    }
    boost::asio::io_context loop; // the workers end before it does
    Passwords passwords{{64, 1}, system_random()};
};

/// Processor time of all threads.
template <class Work>
std::clock_t work_of(Work work)
{
    const auto begin = std::clock();
    work();
    return std::clock() - begin;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(passwords, Checked)

BOOST_AUTO_TEST_CASE(only_the_right_password_is_accepted)
{
    const auto known = hash("correct horse");
    BOOST_TEST(verify("correct horse", known));
    BOOST_TEST(!verify("correct horsf", known));
    BOOST_TEST(!verify("", known));
    BOOST_TEST(!verify("correct horse", ""));
}

BOOST_AUTO_TEST_CASE(two_hashes_of_one_password_differ)
{
    BOOST_TEST(hash("x") != hash("x"));
}

BOOST_AUTO_TEST_CASE(the_real_cost_is_argon2id_with_64_mib_and_3_passes)
{
    Passwords real{PasswordCost{}, system_random()};
    BOOST_TEST(run_awaitable(loop, real.hash("x")).value().starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

BOOST_AUTO_TEST_CASE(an_unknown_operator_costs_the_same_work)
{
    Passwords costly{{4096, 2}, system_random()};
    const auto known = run_awaitable(loop, costly.hash("correct horse")).value();
    auto wrong = std::numeric_limits<std::clock_t>::max();
    auto unknown = wrong;
    for (int i = 0; i < 10; ++i) { // in turn, and the least of each: what else the machine does comes on top
        wrong = std::min(wrong, work_of([&] { run_awaitable(loop, costly.verify("wrong", known)).value(); }));
        unknown =
            std::min(unknown, work_of([&] { run_awaitable(loop, costly.verify("wrong", "")).value(); }));
    }
    BOOST_TEST(unknown > wrong / 2);
    BOOST_TEST(wrong > unknown / 2);
}

BOOST_AUTO_TEST_CASE(what_waits_is_bounded)
{
    std::vector<std::future<Result<std::string>>> all;
    for (int i = 0; i < 40; ++i)
        all.push_back(boost::asio::co_spawn(loop, passwords.hash("x"), boost::asio::use_future));
    loop.run();
    const auto refused = std::ranges::count_if(all, [](auto& one) { return one.get() == Errc::exhausted; });
    BOOST_TEST(refused > 0);
    BOOST_TEST(refused < 40);
}

BOOST_AUTO_TEST_SUITE_END()
