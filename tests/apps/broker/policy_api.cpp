// The policy as administrators read, write and ask it, and what becomes of sessions meanwhile.
#include "core/crypto/timestamps.hpp"
#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

std::string quoted_json(const std::string& text)
{
    auto object = json::make_object();
    object.set("x", text);
    const auto dumped = json::dump(object);
    return dumped.substr(5, dumped.size() - 6);
}

struct Ruling : Inviting {
    Answer put_text(const std::string& text, std::int64_t version)
    {
        return call("PUT", "/api/v1/policy",
                    R"({"text":)" + quoted_json(text) + R"(,"version":)" + std::to_string(version) + "}",
                    bearer);
    }
    std::int64_t version()
    {
        return json::get_integer(*call("GET", "/api/v1/policy", {}, bearer).body, "version").value();
    }
    Answer set_text(const std::string& text) { return put_text(text, version()); }

    std::vector<json::Object::Ptr> explain(const std::string& members)
    {
        const auto answer = call("POST", "/api/v1/policy/explain", "{" + members + "}", bearer);
        BOOST_TEST_REQUIRE(answer.status == 200, answer.response.body);
        return json::get_objects(*answer.body, "decisions").value();
    }
    /// "view:allowed by rule 1", …
    std::string said(const std::string& members)
    {
        std::string out;
        for (const auto& decision : explain(members))
            out += (out.empty() ? "" : " ") + json::get_string(*decision, "permission").value() + ":" +
                   json::get_string(*decision, "why").value();
        return out;
    }
    std::vector<std::string> permissions_of(const std::string& token)
    {
        return verified(token).parts[0].perms;
    }
    void make_groups()
    {
        auto& database = broker->database;
        database.run("INSERT INTO account_group VALUES ('g1', 'Support')");
        database.run("INSERT INTO group_operator VALUES (1, 'g1')");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(policy_api, Ruling)

BOOST_AUTO_TEST_CASE(it_begins_with_the_rule_of_old_as_text)
{
    const auto answer = call("GET", "/api/v1/policy", {}, bearer);
    BOOST_TEST(answer.text("text") == "allow everybody remote-control view,input\n");
    BOOST_TEST(version() == 1);
    BOOST_TEST(json::get_objects(*answer.body, "rules").value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_text_is_kept_as_it_was_written_with_every_version)
{
    const std::string text = "# ours\n\nallow   everybody chat  # all of it\n";
    BOOST_TEST(set_text(text).status == 200);
    BOOST_TEST(call("GET", "/api/v1/policy", {}, bearer).text("text") == text);
    BOOST_TEST(version() == 2);
    clock.advance(std::chrono::minutes{1});
    set_text("deny everybody *\n");
    const auto listed = call("GET", "/api/v1/policy/versions", {}, bearer);
    const auto versions = json::get_objects(*listed.body, "versions").value();
    BOOST_REQUIRE(versions.size() == 3U);
    BOOST_TEST(json::get_integer(*versions[0], "version").value() == 3);
    BOOST_TEST(json::get_string(*versions[0], "by").value() == "ada@example.org");
    BOOST_TEST(json::get_string(*versions[0], "at").value() == crypto::format_timestamp(clock.now()));
    BOOST_TEST(json::get_string(*versions[2], "by").value().empty());
    const auto third = call("GET", "/api/v1/policy/versions/3", {}, bearer);
    BOOST_TEST(third.text("text") == "deny everybody *\n");
    BOOST_TEST(third.text("before") == text);
    const auto page = call("GET", "/api/v1/policy/versions?limit=2", {}, bearer);
    BOOST_TEST(page.text("next") == "2");
    const auto rest = call("GET", "/api/v1/policy/versions?limit=2&cursor=2", {}, bearer);
    BOOST_TEST(json::get_objects(*rest.body, "versions").value().size() == 1U);
    BOOST_TEST(!rest.body->has("next"));
    for (const char* wrong : {"/4", "/0", "/x"})
        BOOST_TEST(call("GET", std::string{"/api/v1/policy/versions"} + wrong, {}, bearer).status >= 400);
    restart();
    BOOST_TEST(version() == 3);
}

BOOST_AUTO_TEST_CASE(the_second_of_two_administrators_sees_the_change_of_the_first)
{
    BOOST_TEST(put_text("allow everybody chat\n", 1).status == 200);
    const auto late = put_text("allow everybody *\n", 1);
    BOOST_TEST(late.status == 409);
    BOOST_TEST(late.code() == "conflict");
    const auto current = json::get_object(*late.body, "current");
    BOOST_TEST(json::get_string(*current, "text").value() == "allow everybody chat\n");
    BOOST_TEST(json::get_integer(*current, "version").value() == 2);
    BOOST_TEST(json::get_string(*current, "by").value() == "ada@example.org");
    BOOST_TEST(version() == 2);
    BOOST_TEST(call("PUT", "/api/v1/policy", R"({"text":""})", bearer).code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(a_text_with_problems_changes_nothing_and_says_where)
{
    const auto refused = set_text("allow everybody chat\nallow everyone chat\n");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(refused.text("detail").find("line 2") != std::string::npos);
    const auto problems = json::get_objects(*refused.body, "problems").value();
    BOOST_REQUIRE(problems.size() == 1U);
    BOOST_TEST(json::get_integer(*problems[0], "line").value() == 2);
    BOOST_TEST(json::get_integer(*problems[0], "column").value() == 7);
    BOOST_TEST(version() == 1);
    BOOST_TEST(set_text("allow everybody chat mon Mars/Phobos\n").status == 400);
    BOOST_TEST(set_text(std::string(140'000, '\n')).code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(names_that_nobody_has_are_warned_of_and_taken)
{
    const std::string text = "allow group \"Support\" chat on device \"Vault\"\n"
                             "deny operator bob@example.org chat on group \"Tills\"\n";
    const auto checked =
        call("POST", "/api/v1/policy/check", R"({"text":)" + quoted_json(text) + "}", bearer);
    const auto problems = json::get_objects(*checked.body, "problems").value();
    BOOST_REQUIRE(problems.size() == 4U);
    for (const auto& problem : problems)
        BOOST_TEST(json::get_bool(*problem, "warning").value());
    BOOST_TEST(json::get_integer(*problems[1], "column").value() == 39);
    BOOST_TEST(version() == 1);
    BOOST_TEST(set_text(text).status == 200);
}

BOOST_AUTO_TEST_CASE(only_administrators_see_and_change_it)
{
    const auto bob = add_operator("bob@example.org");
    for (const char* path : {"/policy", "/policy/versions", "/policy/versions/1"})
        BOOST_TEST(call("GET", std::string{"/api/v1"} + path, {}, bob).code() == "forbidden", path);
    for (const char* path : {"/policy/check", "/policy/explain"})
        BOOST_TEST(call("POST", std::string{"/api/v1"} + path, "{}", bob).code() == "forbidden", path);
}

BOOST_AUTO_TEST_CASE(what_would_apply_is_explained_with_line_and_text)
{
    set_text("# first\nallow everybody remote-control\ndeny operator bob@example.org remote-control input\n"
             "allow everybody file-transfer send mon-fri 08:00-18:00 Europe/Paris\n");
    add_operator("bob@example.org");
    const auto decisions =
        explain(R"("operator":"bob@example.org","module":"remote-control","permission":"input")");
    BOOST_REQUIRE(decisions.size() == 1U);
    BOOST_TEST(!json::get_bool(*decisions[0], "allowed").value());
    BOOST_TEST(json::get_string(*decisions[0], "direction").value() == "to-client");
    const auto rule = json::get_object(*decisions[0], "rule");
    BOOST_TEST(json::get_integer(*rule, "line").value() == 3);
    BOOST_TEST(json::get_string(*rule, "text").value() ==
               "deny operator bob@example.org remote-control input");
    BOOST_TEST(said(R"("operator":"ADA@example.org","module":"remote-control","permission":"view")") ==
               "view:allowed by rule 2");
    const std::string send = R"("operator":"ada@example.org","module":"file-transfer")";
    BOOST_TEST(said(send + R"(,"at":"2026-07-01T12:00:00Z")") == "send:allowed by rule 4");
    BOOST_TEST(said(send + R"(,"at":"2026-07-04T12:00:00Z")") == "send:no rule allows it");
    BOOST_TEST(said(send + R"(,"direction":"from-client")").empty());
    BOOST_TEST(said(send + R"(,"permission":"fetch")") == "fetch:no rule allows it");
    BOOST_TEST(said(R"("operator":"ada@example.org","permission":"view","module":"unknown")") ==
               "view:no rule allows it");
    BOOST_TEST(explain(R"("operator":"ada@example.org")").size() ==
               2U); // of remote-control and file-transfer
    // Of a policy that does not hold yet.
    BOOST_TEST(said(send + R"(,"text":"deny everybody * send")").empty()); // nothing names a permission of it
    BOOST_TEST(said(send + R"(,"permission":"send","text":"deny everybody * send")") ==
               "send:denied by rule 1");
    for (const char* wrong :
         {R"("operator":"eve@example.org")", R"("operator":"ada@example.org","device":"x")",
          R"("operator":"ada@example.org","at":"noon")", R"("operator":"ada@example.org","direction":"up")",
          R"("operator":"ada@example.org","text":"allow")", R"("module":"m")"})
        BOOST_TEST(call("POST", "/api/v1/policy/explain", std::string{"{"} + wrong + "}", bearer).status >=
                       400,
                   wrong);
}

BOOST_AUTO_TEST_CASE(groups_count_where_there_are_some)
{
    make_groups();
    BOOST_TEST(set_text("allow group \"Support\" remote-control view\n").status == 200);
    BOOST_TEST(json::get_array(*set_text("allow group \"Support\" remote-control view\n").body, "problems")
                   ->size() == 0U);
    BOOST_TEST(said(R"("operator":"ada@example.org","module":"remote-control","permission":"view")") ==
               "view:allowed by rule 1");
    add_operator("bob@example.org");
    BOOST_TEST(said(R"("operator":"bob@example.org","module":"remote-control","permission":"view")") ==
               "view:no rule allows it");
    const auto grant = meet(invite()).text("grant");
    BOOST_TEST((permissions_of(grant) == std::vector<std::string>{"view"}));
}

BOOST_AUTO_TEST_CASE(a_rule_for_a_device_is_not_for_who_comes_by_code)
{
    set_text("allow everybody remote-control on device *\n");
    BOOST_TEST(invite_answer().code() == "module_denied");
    set_text("allow everybody remote-control\ndeny everybody remote-control input on device *\n");
    BOOST_TEST((permissions_of(meet(invite()).text("grant")) == std::vector<std::string>{"view", "input"}));
}

BOOST_AUTO_TEST_CASE(when_the_hour_strikes_a_session_loses_what_ends_then)
{
    // The clock of the tests stands somewhere: an hour around it, in UTC.
    const auto text = [&](std::chrono::minutes from, std::chrono::minutes until) {
        const auto hour = [&](std::chrono::minutes after) {
            return crypto::format_timestamp(clock.now() + after).substr(11, 5);
        };
        return "allow everybody remote-control view\nallow everybody remote-control input " + hour(from) +
               "-" + hour(until) + " UTC\n";
    };
    set_text(text(std::chrono::minutes{-30}, std::chrono::minutes{10}));
    const auto agent = meet(invite());
    BOOST_TEST((permissions_of(agent.text("grant")) == std::vector<std::string>{"view", "input"}));
    const auto session = agent.text("session");
    broker->tick();
    BOOST_TEST(session_call(session, "/watch", bearer, R"({"seq":1})").response.body == "{}");
    broker->options.long_poll = std::chrono::seconds{20};
    Answer told;
    call_later(told, "POST", "/api/v1/sessions/" + session + "/watch", bearer, R"({"seq":1})");
    loop.restart();
    loop.poll();
    clock.advance(std::chrono::minutes{9});
    broker->tick();
    loop.poll();
    BOOST_TEST(told.status == 0);
    clock.advance(std::chrono::minutes{2});
    broker->tick();
    run_until(told);
    BOOST_TEST((permissions_of(told.text("grant")) == std::vector<std::string>{"view"}));
    BOOST_TEST((permissions_of(session_call(session, "/grant", bearer).text("grant")) ==
                std::vector<std::string>{"view"}));
}

BOOST_AUTO_TEST_CASE(a_broker_that_slept_through_the_hour_catches_up)
{
    const auto end = crypto::format_timestamp(clock.now() + std::chrono::minutes{5}).substr(11, 5);
    const auto begin = crypto::format_timestamp(clock.now() - std::chrono::minutes{5}).substr(11, 5);
    set_text("allow everybody remote-control view\nallow everybody remote-control input " + begin + "-" +
             end + " UTC\n");
    const auto session = meet(invite()).text("session");
    clock.advance(std::chrono::minutes{6});
    restart();
    broker->tick();
    BOOST_TEST((permissions_of(session_call(session, "/watch", bearer, R"({"seq":1})").text("grant")) ==
                std::vector<std::string>{"view"}));
}

BOOST_AUTO_TEST_CASE(terms_for_packages_stay_when_only_the_text_changes)
{
    call("PUT", "/api/v1/policy",
         std::string{R"({"rules":[)"} + kAllow +
             R"(],"modules":[{"module":"remote-control","min":"0.1.0"}]})",
         bearer);
    set_text("allow everybody remote-control\n");
    BOOST_TEST(call("GET", "/api/v1/policy", {}, bearer).body->has("modules"));
    put_policy(kAllow); // the rules of old say all
    BOOST_TEST(!call("GET", "/api/v1/policy", {}, bearer).body->has("modules"));
}

BOOST_AUTO_TEST_CASE(rules_of_an_older_database_become_text)
{
    auto& database = broker->database;
    database.run("DELETE FROM policy_version");
    database.run("DELETE FROM policy_rule");
    database.run("INSERT INTO policy_rule VALUES (1, '*', 'chat', '*', 'allow')");
    database.run("INSERT INTO policy_rule VALUES (2, 'bob@example.org', '*', 'send fetch', 'deny')");
    restart();
    BOOST_TEST(call("GET", "/api/v1/policy", {}, bearer).text("text") ==
               "allow everybody chat\ndeny operator \"bob@example.org\" * send,fetch\n");
}

BOOST_AUTO_TEST_SUITE_END()
