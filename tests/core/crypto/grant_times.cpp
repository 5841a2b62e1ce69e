#include "tests/core/crypto/grant_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(grant_times, test::GrantFixture)

// SEC-33
BOOST_AUTO_TEST_CASE(a_grant_lives_at_most_a_quarter_of_an_hour)
{
    grant.exp = grant.iat + 15min;
    BOOST_TEST(verifier.verify(token()).has_value());
    grant.exp += 1s;
    BOOST_TEST(verifier.verify(token()).error() == Errc::not_permitted);
    grant.exp = grant.iat;
    BOOST_TEST(verifier.verify(token()).error() == Errc::malformed);
}

// SEC-33
BOOST_AUTO_TEST_CASE(clocks_may_differ_by_a_minute_and_a_half)
{
    const auto good = token();
    clock.advance(10min + 89s);
    BOOST_TEST(verifier.verify(good).has_value());
    clock.advance(1s);
    BOOST_TEST(verifier.verify(good).error() == Errc::expired);

    grant = example();
    grant.seq = 2;
    grant.iat = grant.nbf = clock.now() + 91s;
    grant.exp = grant.iat + 1min;
    BOOST_TEST(verifier.verify(token()).error() == Errc::not_yet_valid);
    grant.iat = clock.now();
    BOOST_TEST(verifier.verify(token()).error() == Errc::not_yet_valid);
    grant.nbf = clock.now() + 90s;
    BOOST_TEST(verifier.verify(token()).has_value());
}

// SEC-33
BOOST_AUTO_TEST_CASE(an_older_grant_of_the_session_is_refused_and_the_same_one_is_not)
{
    const auto first = token();
    BOOST_TEST(verifier.verify(first).has_value());
    BOOST_TEST(verifier.verify(first).has_value());
    grant.jti = "grant-2";
    BOOST_TEST(verifier.verify(token()).error() == Errc::already_used);
    grant.seq = 2;
    BOOST_TEST(verifier.verify(token()).has_value());
    BOOST_TEST(verifier.verify(first).error() == Errc::already_used);
    grant.sid = {2};
    grant.seq = 0;
    BOOST_TEST(verifier.verify(token()).has_value());
}

BOOST_AUTO_TEST_CASE(a_refused_grant_is_not_remembered)
{
    const auto good = token();
    grant.seq = 9;
    BOOST_TEST(verifier.verify(sign_grant(grant, make_signing_key(system_random()), "broker")).has_error());
    grant.exp = grant.iat + 16min;
    BOOST_TEST(verifier.verify(token()).has_error());
    BOOST_TEST(verifier.verify(good).has_value());
}

// SEC-35
BOOST_AUTO_TEST_CASE(turning_the_clock_back_revives_nothing)
{
    const auto old = token();
    clock.advance(1h);
    grant = example();
    grant.sid = {2};
    BOOST_TEST(verifier.verify(token()).has_value());
    clock.set(clock.now() - 1h);
    BOOST_TEST(verifier.verify(old).error() == Errc::expired);
    clock.advance(11min + 90s);
    BOOST_TEST(verifier.verify(token()).error() == Errc::expired);
}

BOOST_AUTO_TEST_SUITE_END()
