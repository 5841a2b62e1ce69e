// The question whether two computers shall know each other.
#include "two_sides.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;

namespace {

struct FakeDesk : PairDesk {
    asio::awaitable<PairAnswer> ask(const Permissions& permissions) override
    {
        asked.push_back(permissions);
        if (never != nullptr)
            co_await never->wait();
        co_return says;
    }
    std::vector<Permissions> asked;
    Signal* never = nullptr;
    PairAnswer says{{"view", "input"}, "dev-1"};
};

struct PairingFixture : TwoSides {
    PairingFixture() { agent.pairing = &desk; }

    std::optional<Result<PairAnswer>>& ask(Permissions permissions)
    {
        answer.reset();
        asio::co_spawn(context, helping.session->pair(std::move(permissions)),
                       [this](const std::exception_ptr&, Result<PairAnswer> result) {
                           answer.emplace(std::move(result));
                       });
        return answer;
    }
    bool answered()
    {
        return run([&] { return answer.has_value(); });
    }

    FakeDesk desk;
    std::optional<Result<PairAnswer>> answer;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pairing, PairingFixture)

BOOST_AUTO_TEST_CASE(the_person_is_asked_and_both_sides_hear_what_was_allowed)
{
    BOOST_REQUIRE(run_up());
    ask({"view", "input"});
    BOOST_REQUIRE(answered() && answer->has_value());
    BOOST_TEST(((*answer)->permissions == Permissions{"view", "input"}));
    BOOST_TEST((*answer)->device == "dev-1");
    BOOST_TEST((desk.asked == std::vector<Permissions>{{"view", "input"}}));
}

BOOST_AUTO_TEST_CASE(never_more_than_was_asked_for)
{
    BOOST_REQUIRE(run_up());
    ask({"view"});
    BOOST_REQUIRE(answered() && answer->has_value());
    BOOST_TEST(((*answer)->permissions == Permissions{"view"}));
}

BOOST_AUTO_TEST_CASE(a_no_is_a_no_and_the_session_goes_on)
{
    desk.says = {};
    BOOST_REQUIRE(run_up());
    ask({"view"});
    BOOST_REQUIRE(answered());
    BOOST_TEST(answer->error() == Errc::refused);
    BOOST_TEST(offer_accepted());
}

BOOST_AUTO_TEST_CASE(a_program_that_pairs_with_nobody_says_no)
{
    agent.pairing = nullptr;
    BOOST_REQUIRE(run_up());
    ask({"view"});
    BOOST_REQUIRE(answered());
    BOOST_TEST(answer->error() == Errc::refused);
}

BOOST_AUTO_TEST_CASE(a_session_that_ends_takes_the_question_with_it)
{
    Signal never{context.get_executor()};
    desk.never = &never;
    BOOST_REQUIRE(run_up());
    ask({"view"});
    BOOST_REQUIRE(run([&] { return !desk.asked.empty(); }));
    agent.session->end();
    BOOST_REQUIRE(run([&] { return over(); }));
    clock.advance(std::chrono::minutes{10});
    BOOST_REQUIRE(answered());
    BOOST_TEST(answer->error() == Errc::timed_out);
}

BOOST_AUTO_TEST_SUITE_END()
