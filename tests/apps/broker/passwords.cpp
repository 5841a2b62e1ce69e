#include "apps/broker/passwords.hpp"

#include "tests/apps/broker/await.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using cordee::broker::testing::await;

namespace {
constexpr PasswordCost kCheap{64, 1};
}

BOOST_AUTO_TEST_SUITE(passwords)

BOOST_AUTO_TEST_CASE(only_the_right_password_is_accepted)
{
    Passwords passwords{kCheap, system_random()};
    const auto hash = await(passwords.hash("correct horse")).value();
    BOOST_TEST(await(passwords.verify("correct horse", hash)).value());
    BOOST_TEST(!await(passwords.verify("correct horsf", hash)).value());
    BOOST_TEST(!await(passwords.verify("", hash)).value());
    BOOST_TEST(!await(passwords.verify("correct horse", "")).value());
}

BOOST_AUTO_TEST_CASE(the_real_cost_is_argon2id_with_64_mib_and_3_passes)
{
    Passwords passwords{PasswordCost{}, system_random()};
    BOOST_TEST(await(passwords.hash("x")).value().starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

BOOST_AUTO_TEST_CASE(two_hashes_of_one_password_differ)
{
    Passwords passwords{kCheap, system_random()};
    BOOST_TEST(await(passwords.hash("x")).value() != await(passwords.hash("x")).value());
}

BOOST_AUTO_TEST_SUITE_END()
