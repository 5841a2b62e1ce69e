#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Listed : Inviting {
    std::string begin(std::uint8_t key = 2) { return meet(invite(), key).text("session"); }
    std::vector<std::string> listed(const std::string& query = {}, const std::string& by = {})
    {
        const auto answer = call("GET", "/api/v1/sessions" + query, {}, by.empty() ? bearer : by);
        next = answer.text("next");
        std::vector<std::string> out;
        const auto told = json::get_objects(*answer.body, "sessions");
        for (const auto& one : *told)
            out.push_back(json::get_string(*one, "session").value());
        return out;
    }
    Answer get(const std::string& session) { return session_call(session, "", bearer, {}, "GET"); }
    Answer patch(const std::string& session, const std::string& body)
    {
        return session_call(session, "", bearer, body, "PATCH");
    }
    Answer narrow(const std::string& session, const std::string& permission)
    {
        return session_call(session, "/narrow", bearer,
                            R"({"modules":[{"id":"remote-control","permissions":[")" + permission + "\"]}]}");
    }
    std::string next;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_list, Listed)

BOOST_AUTO_TEST_CASE(sessions_are_running_or_past)
{
    const auto first = begin(2);
    clock.advance(std::chrono::seconds{1});
    const auto second = begin(3);
    BOOST_TEST((listed() == std::vector{second, first}));
    session_call(first, "", bearer, {}, "DELETE");
    BOOST_TEST((listed() == std::vector{second}));
    BOOST_TEST((listed("?state=past") == std::vector{first}));
    BOOST_TEST((listed("?state=all") == std::vector{second, first}));
    const auto past = get(first);
    BOOST_TEST(past.text("state") == "past");
    BOOST_TEST(past.body->has("ended"));
    BOOST_TEST(!get(second).body->has("ended"));
    clock.advance(std::chrono::hours{1}); // nobody renewed it
    bearer = log_in("ada@example.org");
    BOOST_TEST(listed().empty());
    BOOST_TEST((listed("?state=past") == std::vector{second, first}));
    BOOST_TEST(call("GET", "/api/v1/sessions?state=lost", {}, bearer).code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(past_ones_are_remembered_for_ninety_days_without_what_they_were_made_of)
{
    const auto session = begin();
    const auto rows = [&](const char* table) {
        return broker->database.query(std::string{"SELECT session FROM "} + table).size();
    };
    clock.advance(std::chrono::hours{25});
    bearer = log_in("ada@example.org");
    const auto other = begin(3);
    BOOST_TEST((listed("?state=past") == std::vector{session}));
    BOOST_TEST(rows("access") == 1U);
    BOOST_TEST(rows("meeting") == 1U);
    clock.advance(std::chrono::hours{24 * 91});
    bearer = log_in("ada@example.org");
    const auto third = begin(4);
    BOOST_TEST((listed("?state=all") == std::vector{third}));
}

BOOST_AUTO_TEST_CASE(a_session_has_a_label_and_notes_of_its_operator)
{
    const auto session = begin();
    BOOST_TEST(patch(session, R"({"label":"Printer","notes":"Called twice.\nNew driver."})").status == 200);
    BOOST_TEST(get(session).text("label") == "Printer");
    BOOST_TEST(get(session).text("notes") == "Called twice.\nNew driver.");
    BOOST_TEST((listed("?q=print") == std::vector{session}));
    BOOST_TEST((listed("?q=laptop") == std::vector{session}));
    BOOST_TEST(listed("?q=scanner").empty());
    BOOST_TEST(!patch(session, R"({"label":""})").body->has("label"));
    BOOST_TEST(get(session).text("notes") == "Called twice.\nNew driver.");
    BOOST_TEST(patch(session, R"({"label":"a\u001b[2J"})").code() == "bad_request");
    BOOST_TEST(patch(session, R"({"notes":5})").code() == "bad_request");
    const auto boss = add_operator("boss@example.org", R"(,"role":"administrator")");
    BOOST_TEST(session_call(session, "", boss, R"({"label":"mine"})", "PATCH").code() == "not_found");
    BOOST_TEST(!session_call(session, "", boss, {}, "GET").body->has("notes"));
    const auto eve = add_operator("eve@example.org");
    BOOST_TEST(session_call(session, "", eve, {}, "GET").code() == "not_found");
    BOOST_TEST(listed("", eve).empty());
}

BOOST_AUTO_TEST_CASE(pages_of_sessions_follow_each_other)
{
    std::vector<std::string> begun;
    for (std::uint8_t i = 0; i < 5; ++i) {
        begun.insert(begun.begin(), begin(static_cast<std::uint8_t>(10 + i)));
        clock.advance(std::chrono::seconds{i % 2});
    }
    std::set<std::string> seen;
    auto page = listed("?limit=2");
    for (int pages = 1; pages <= 3; ++pages) {
        BOOST_TEST(page.size() == (pages == 3 ? 1U : 2U));
        for (const auto& session : page)
            BOOST_TEST(seen.insert(session).second);
        if (pages < 3)
            page = listed("?limit=2&cursor=" + next);
    }
    BOOST_TEST(next.empty());
    BOOST_TEST(seen.size() == begun.size());
}

BOOST_AUTO_TEST_CASE(narrowing_takes_away_for_good_and_both_sides_hear_it)
{
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    const auto answer = narrow(session, "input");
    BOOST_TEST(answer.status == 200);
    const auto news = session_call(session, "/watch", agent.text("access"), R"({"seq":1})");
    BOOST_TEST((verified(news.text("grant")).parts[0].perms == std::vector<std::string>{"view"}));
    put_policy(kAllow); // gives nothing back
    const auto renewed = session_call(session, "/grant", bearer);
    BOOST_TEST((verified(renewed.text("grant")).parts[0].perms == std::vector<std::string>{"view"}));
    BOOST_TEST(session_call(session, "/narrow", bearer, R"({"modules":[]})").code() == "bad_request");
    BOOST_TEST(narrow(session, "files").status == 200); // nothing to take
    BOOST_TEST(narrow(session, "view").text("state") == "past");
    BOOST_TEST(narrow(session, "view").code() == "revoked");
    BOOST_TEST(narrow("0123", "view").code() == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
