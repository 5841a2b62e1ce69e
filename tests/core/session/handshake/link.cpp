#include "core/session/peer_info.hpp"
#include "tests/core/session/two_sides.hpp"
#include "tests/support/hostile_pipe.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;
using cordee::test::make_hostile_pipe;

BOOST_FIXTURE_TEST_SUITE(link_handshake, TwoSides)

BOOST_AUTO_TEST_CASE(both_sides_meet_and_learn_each_others_names)
{
    BOOST_REQUIRE(run_up());
    BOOST_TEST(agent.session->peer().name == "Olga's desk");
    BOOST_TEST(helping.session->peer().name == "reception");
    BOOST_TEST(helping.session->peer().platform == "linux-x86_64");
}

namespace {

/// No session comes to be, and nothing but a refusal is heard of it.
bool refused(TwoSides& sides)
{
    return sides.run(transport::make_pipe(sides.context.get_executor()), [&] { return sides.over(); }) &&
           !sides.helping.session && !sides.agent.session;
}

} // namespace

// SEC-3
BOOST_AUTO_TEST_CASE(two_different_link_secrets_never_meet)
{
    agent.handshake.credential = LinkSecret{Secret<16>{{8}}};
    BOOST_TEST(refused(*this));
    BOOST_TEST((helping.failure->ending == Ending::auth));
    BOOST_TEST((agent.failure->ending == Ending::auth));
    BOOST_TEST(agent.failure->by_peer);
}

// SEC-3
BOOST_AUTO_TEST_CASE(two_different_sessions_never_meet)
{
    agent.handshake.session[0] ^= 1;
    BOOST_TEST(refused(*this));
}

// SEC-3
BOOST_AUTO_TEST_CASE(two_different_grants_never_meet)
{
    agent.handshake.grant_token += "x";
    BOOST_TEST(refused(*this));
}

// SEC-6: a hostile broker lists a key that is not the operator's in the grant that both hold.
BOOST_AUTO_TEST_CASE(a_key_that_the_grant_does_not_name_is_refused)
{
    grant.parts[0].key[0] ^= 1;
    set_grant();
    BOOST_TEST(refused(*this));
    BOOST_TEST((helping.failure->ending == Ending::identity || agent.failure->ending == Ending::identity));
}

// SEC-6: both keys swapped for the broker's own; each side finds that its own is missing.
BOOST_AUTO_TEST_CASE(a_broker_that_swaps_keys_gets_no_session)
{
    std::swap(grant.parts[0].key, grant.parts[1].key);
    set_grant();
    BOOST_TEST(refused(*this));
}

// SEC-6
BOOST_AUTO_TEST_CASE(a_grant_for_another_way_in_is_refused)
{
    grant.ways = {"code"};
    set_grant();
    BOOST_TEST(refused(*this));
}

BOOST_AUTO_TEST_CASE(a_revocation_or_a_demand_to_record_begins_no_session)
{
    grant.typ = "revoke";
    set_grant();
    BOOST_TEST(refused(*this));
    TwoSides second;
    second.grant.rec.rule = "required";
    second.set_grant();
    BOOST_TEST(refused(second));
}

// SEC-4, SEC-12, SEC-18: every way to tamper with every byte of the handshake ends it.
BOOST_AUTO_TEST_CASE(no_byte_of_the_handshake_can_be_changed)
{
    std::vector<std::pair<std::size_t, std::size_t>> places; // record, byte
    for (std::size_t at = 0; at < 250; at += 7) {
        places.emplace_back(0, at);
        places.emplace_back(1, at);
    }
    for (const auto& [record, at] : places) {
        TwoSides sides;
        auto pipe = make_hostile_pipe(sides.context.get_executor(), cordee::test::edit(0, at),
                                      record == 0 ? cordee::test::edit(0, at) : cordee::test::edit(1, at));
        sides.run(std::move(pipe), [&] { return sides.over() || sides.up(); });
        BOOST_TEST(!sides.up(), "record " << record << " byte " << at);
    }
}

BOOST_AUTO_TEST_CASE(records_that_are_repeated_swapped_or_left_out_end_it)
{
    using namespace cordee::test;
    for (auto* make :
         {+[] { return Tamper{repeat(0)}; }, +[] { return Tamper{swap(0)}; }, +[] { return Tamper{drop(0)}; },
          +[] { return Tamper{cut(0)}; }, +[] { return Tamper{shorten(0, 1)}; }}) {
        TwoSides sides;
        sides.run(make_hostile_pipe(sides.context.get_executor(), honest(), make()),
                  [&] { return sides.over(); });
        BOOST_TEST(!sides.helping.session);
    }
}

namespace {

/// A peer that says one thing instead of the agent's handshake; what the operator made of it.
std::optional<HandshakeFailure> after(TwoSides& sides, Bytes garbage)
{
    auto pipe = transport::make_pipe(sides.context.get_executor());
    asio::co_spawn(sides.context, sides.meet(sides.helping, std::move(pipe.first)), asio::detached);
    auto& other = *pipe.second;
    asio::co_spawn(
        sides.context,
        [](transport::Connection& to, Bytes bytes) -> asio::awaitable<void> {
            (void)co_await to.send(bytes);
        }(other, std::move(garbage)),
        asio::detached);
    sides.run([&] { return sides.helping.failure.has_value(); });
    return sides.helping.failure;
}

} // namespace

// SEC-26
BOOST_AUTO_TEST_CASE(garbage_is_refused_and_half_a_handshake_times_out)
{
    for (const auto& garbage :
         {Bytes{0}, Bytes(100, 5), Bytes(8193, 5), Bytes(65535, 0xff), Bytes{0x7f, 0, 2}}) {
        TwoSides sides;
        BOOST_TEST(after(sides, garbage).has_value());
    }
    auto pipe = transport::make_pipe(context.get_executor());
    asio::co_spawn(context, meet(helping, std::move(pipe.first)), asio::detached);
    BOOST_TEST(run([&] { return helping.failure.has_value(); }));
    BOOST_TEST((helping.failure->ending == Ending::silent));
}

// SEC-1
BOOST_AUTO_TEST_CASE(a_hello_without_our_version_or_suite_is_refused)
{
    BOOST_TEST(check_hello(hello_text()).has_value());
    BOOST_TEST(check_hello(R"({"v":[7,1],"s":[2,1],"sw":"x"})").has_value());
    BOOST_TEST((check_hello(R"({"v":[2],"s":[1]})").error() == Errc::unsupported));
    BOOST_TEST((check_hello(R"({"v":[1],"s":[2]})").error() == Errc::unsupported));
    BOOST_TEST((check_hello(R"({"v":[4294967297],"s":[1]})").error() == Errc::unsupported));
    for (const char* wrong :
         {"", "{}", R"({"v":1,"s":[1]})", R"({"v":["1"],"s":[1]})", R"({"v":[true],"s":[1]})",
          R"({"v":[18446744073709551615],"s":[1]})", R"({"v":[1.5],"s":[1]})"})
        BOOST_TEST((check_hello(wrong).error() == Errc::malformed), wrong);
    BOOST_TEST((read_peer_info(R"({"v":[1],"s":[1],"version":2,"suite":1})").error() == Errc::unsupported));
    BOOST_TEST(read_peer_info(peer_info_text("a\x1b[2Jb")).value().name == "a\uFFFD[2Jb");
}

BOOST_AUTO_TEST_SUITE_END()
