#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

/// A session under way, watched by both sides.
struct Live : Inviting {
    Live() : agent{meet(invite())}, session{agent.text("session")} {}

    void watch(std::int64_t seq)
    {
        broker->options.long_poll = std::chrono::seconds{20};
        const auto body = R"({"seq":)" + std::to_string(seq) + "}";
        call_later(by_operator, "POST", "/api/v1/sessions/" + session + "/watch", bearer, body);
        call_later(by_agent, "POST", "/api/v1/sessions/" + session + "/watch", agent.text("access"), body);
    }
    /// What both were told, the same thing; within a second.
    crypto::Grant told()
    {
        const auto begin = std::chrono::steady_clock::now();
        run_until(by_operator);
        run_until(by_agent);
        BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{1}));
        BOOST_TEST(by_operator.text("grant") == by_agent.text("grant"));
        return verified(by_operator.text("grant"));
    }
    Answer watch_once(std::int64_t seq, const std::string& token)
    {
        return session_call(session, "/watch", token, R"({"seq":)" + std::to_string(seq) + "}");
    }

    Answer agent;
    std::string session;
    Answer by_operator;
    Answer by_agent;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(live_sessions, Live)

BOOST_AUTO_TEST_CASE(nothing_is_said_while_nothing_changes)
{
    BOOST_TEST(watch_once(1, bearer).response.body == "{}");
    BOOST_TEST(session_call(session, "/grant", bearer).status == 200); // a renewal is no news
    BOOST_TEST(watch_once(1, agent.text("access")).response.body == "{}");
    put_policy(std::string{kAllow} +
               R"(,{"operator":"*","module":"chat","permissions":["*"],"effect":"deny"})");
    BOOST_TEST(watch_once(1, bearer).response.body == "{}");
}

BOOST_AUTO_TEST_CASE(a_policy_that_takes_something_away_reaches_both_sides_at_once) // SEC-36
{
    watch(1);
    BOOST_TEST(by_operator.status == 0);
    put_policy(std::string{kAllow} + "," + kDenyInput);
    const auto grant = told();
    BOOST_TEST(grant.typ == "grant");
    BOOST_TEST(grant.seq == 2U);
    BOOST_TEST((grant.parts[0].perms == std::vector<std::string>{"view"}));
    BOOST_TEST(to_hex(grant.sid) == session);
    // Whoever knows it waits again; whoever was away hears of it.
    broker->options.long_poll = std::chrono::milliseconds{20};
    BOOST_TEST(watch_once(2, bearer).response.body == "{}");
    BOOST_TEST(verified(watch_once(1, bearer).text("grant")).seq == 2U);
    restart();
    BOOST_TEST(verified(watch_once(1, agent.text("access")).text("grant")).seq == 2U);
    clock.advance(std::chrono::minutes{15}); // an expired token is of no use to anybody
    BOOST_TEST(watch_once(1, bearer).response.body == "{}");
}

BOOST_AUTO_TEST_CASE(a_policy_that_gives_more_is_no_news_but_renewed)
{
    put_policy(std::string{kAllow} + "," + kDenyInput);
    put_policy(kAllow);
    BOOST_TEST(watch_once(2, bearer).response.body == "{}");
    BOOST_TEST((verified(session_call(session, "/grant", bearer).text("grant")).parts[0].perms ==
                std::vector<std::string>{"view", "input"}));
    put_policy(std::string{kAllow} + "," + kDenyInput); // and taken away again
    BOOST_TEST(verified(watch_once(3, bearer).text("grant")).seq == 4U);
}

BOOST_AUTO_TEST_CASE(a_policy_that_leaves_nothing_revokes) // SEC-36
{
    watch(1);
    put_policy(kDenyAll);
    const auto token = told();
    BOOST_TEST(token.typ == "revoke");
    BOOST_TEST(token.seq == 2U);
    BOOST_TEST(token.parts.empty());
    BOOST_TEST(session_call(session, "/tickets", agent.text("access")).code() == "revoked");
    put_policy(kAllow); // what was revoked stays so
    BOOST_TEST(verified(session_call(session, "/grant", bearer).text("grant")).typ == "revoke");
}

BOOST_AUTO_TEST_CASE(its_operator_and_an_administrator_end_a_session)
{
    watch(1);
    BOOST_TEST(session_call(session, "", bearer, {}, "DELETE").status == 200);
    BOOST_TEST(told().typ == "revoke");
    BOOST_TEST(session_call(session, "", bearer, {}, "DELETE").status == 200);

    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(session_call(session, "", bob, {}, "DELETE").code() == "not_found");
    BOOST_TEST(session_call(session, "", agent.text("access"), {}, "DELETE").code() == "unauthorized");
    const auto id = call("POST", "/api/v1/invitations", invite_body(), bob).text("invitation");
    const auto theirs = meet(id, 3);
    BOOST_TEST(session_call(theirs.text("session"), "", bearer, {}, "DELETE").status == 200);
    const auto renewed = verified(session_call(theirs.text("session"), "/grant", bob).text("grant"));
    BOOST_TEST(renewed.typ == "revoke");
}

BOOST_AUTO_TEST_CASE(a_revocation_never_grows_old)
{
    session_call(session, "", bearer, {}, "DELETE");
    const auto first = verified(watch_once(1, bearer).text("grant"));
    clock.advance(std::chrono::hours{1});
    const auto later = verified(watch_once(1, bearer).text("grant"));
    BOOST_TEST(later.typ == "revoke");
    BOOST_TEST(later.seq > first.seq);
    BOOST_TEST(verified(watch_once(1000, agent.text("access")).text("grant")).typ == "revoke");
}

BOOST_AUTO_TEST_CASE(sessions_are_listed_for_whom_they_concern)
{
    const auto bob = add_operator("bob@example.org");
    const auto id = call("POST", "/api/v1/invitations", invite_body(), bob).text("invitation");
    meet(id, 3);
    const auto count = [&](const std::string& token) {
        return json::get_objects(*call("GET", "/api/v1/sessions", {}, token).body, "sessions").value().size();
    };
    BOOST_TEST(count(bearer) == 2U);
    BOOST_TEST(count(bob) == 1U);
    const auto listed =
        json::get_objects(*call("GET", "/api/v1/sessions", {}, bob).body, "sessions").value().at(0);
    BOOST_TEST(json::get_string(*listed, "operator").value() == "Bob");
    BOOST_TEST(json::get_string(*listed, "name").value() == "Léa's laptop");
    BOOST_TEST(json::get_string(*listed, "way").value() == "link");
    BOOST_TEST((json::get_strings(*listed, "modules").value() == std::vector<std::string>{"remote-control"}));
    BOOST_TEST(call("GET", "/api/v1/sessions").code() == "unauthorized");
    session_call(session, "", bearer, {}, "DELETE");
    BOOST_TEST(count(bearer) == 1U);
    clock.advance(std::chrono::minutes{18}); // nobody holds a grant that is good
    BOOST_TEST(count(bearer) == 0U);
}

BOOST_AUTO_TEST_CASE(both_sides_may_renew)
{
    BOOST_TEST(verified(session_call(session, "/grant", agent.text("access")).text("grant")).seq == 2U);
    BOOST_TEST(verified(session_call(session, "/grant", bearer).text("grant")).seq == 3U);
}

BOOST_AUTO_TEST_CASE(a_watch_of_the_wrong_form_is_refused)
{
    for (const char* wrong : {R"({"seq":-1})", R"({"seq":"1"})", "[]", R"({"seq":18446744073709551615})"})
        BOOST_TEST(session_call(session, "/watch", bearer, wrong).code() == "bad_request", wrong);
    BOOST_TEST(session_call(session, "/watch", bearer).response.body == "{}");
    BOOST_TEST(session_call(std::string(32, '0'), "/watch", bearer).code() == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
