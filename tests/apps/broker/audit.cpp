// The audit log: what is in it, who reads it, and that it only grows.
#include "core/crypto/timestamps.hpp"
#include "core/endpoint/audit_verifier.hpp"
#include "tests/apps/broker/any_database.hpp"
#include "tests/apps/broker/inviting.hpp"

#include <fmt/format.h>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Audited : Inviting {
    std::vector<json::Object::Ptr> events(const std::string& query = {})
    {
        const auto answer = call("GET", "/api/v1/audit" + query, {}, bearer);
        BOOST_TEST_REQUIRE(answer.status == 200, answer.response.body);
        return json::get_objects(*answer.body, "events").value();
    }
    /// The newest event of that act.
    json::Object::Ptr newest(const std::string& act)
    {
        const auto found = events("?limit=1&kind=" + act);
        BOOST_TEST_REQUIRE(!found.empty(), act);
        return found.front();
    }
    std::vector<std::string> acts(const std::string& query = {})
    {
        std::vector<std::string> out;
        for (const auto& event : events(query))
            out.push_back(json::get_string(*event, "act").value());
        return out;
    }
    std::string exported(const std::string& what)
    {
        const auto answer = call("GET", "/api/v1/" + what, {}, bearer);
        BOOST_TEST_REQUIRE(answer.status == 200);
        std::string out;
        for (auto piece = answer.response.pieces(); !piece.empty(); piece = answer.response.pieces())
            out += piece;
        return out;
    }
    std::vector<std::string> findings()
    {
        endpoint::AuditVerifier verifier;
        std::istringstream lines{exported("audit.jsonl")};
        for (std::string line; std::getline(lines, line);)
            verifier.take(line);
        return verifier.finish();
    }
    Answer tell(const std::string& session, const std::string& token, const std::string& body)
    {
        return session_call(session, "/audit", token, body);
    }
};

std::string actor_name(const json::Object& event)
{
    return json::get_string(*json::get_object(event, "actor"), "name").value_or("");
}

std::string actor_kind(const json::Object& event)
{
    return json::get_string(*json::get_object(event, "actor"), "kind").value_or("");
}

const std::string kStream = R"("stream":"AAECAwQFBgcICQoLDA0ODw")";

} // namespace

BOOST_FIXTURE_TEST_SUITE(audit, Audited)

BOOST_AUTO_TEST_CASE(every_act_has_its_entry_with_who_when_and_where)
{
    address = "198.51.100.7";
    add_operator("bob@example.org");
    const auto agent = meet(invite());
    session_call(agent.text("session"), "", bearer, {}, "DELETE");
    const auto listed = acts("?limit=200");
    for (const char* act : {"setup", "login", "operator.add", "invitation.add", "session.meet", "session.end",
                            "session.revoke", "broker.start"})
        BOOST_TEST(std::ranges::count(listed, act) >= 1, act);
    const auto added = newest("operator.add");
    BOOST_TEST(actor_name(*added) == "ada@example.org");
    BOOST_TEST(actor_kind(*added) == "administrator");
    BOOST_TEST(json::get_string(*added, "address").value() == "198.51.100.7");
    BOOST_TEST(json::get_string(*added, "at").value() == crypto::format_timestamp(clock.now()));
    BOOST_TEST(json::get_string(*added, "object").value() == "bob@example.org");
    const auto met = newest("session.meet");
    BOOST_TEST(actor_kind(*met) == "client");
    BOOST_TEST(actor_name(*met) == "Léa's laptop");
    BOOST_TEST(json::get_string(*met, "session").value() == agent.text("session"));
    BOOST_TEST(actor_kind(*newest("session.revoke")) == "broker");
}

BOOST_AUTO_TEST_CASE(administrative_acts_have_before_and_after)
{
    put_policy(std::string{kAllow} + "," + kDenyInput);
    const auto policy = newest("policy.set");
    const auto after = json::get_object(*policy, "after");
    BOOST_TEST(json::get_integer(*after, "version").value() == 2);
    BOOST_TEST((json::get_strings(*after, "lines").value() ==
                std::vector<std::string>{"deny everybody remote-control input"}));
    BOOST_TEST(json::get_strings(*json::get_object(*policy, "before"), "lines")->empty());
    call("PUT", "/api/v1/connection", R"({"agent":{"ports":[11438],"encapsulations":["native"]}})", bearer);
    const auto connection = newest("connection.set");
    const auto ports = [&](const char* when) {
        return json::get_integers(*json::get_object(*json::get_object(*connection, when), "agent"), "ports")
            .value();
    };
    BOOST_TEST(ports("before").size() > 1U);
    BOOST_TEST((ports("after") == std::vector<std::int64_t>{11438}));
    call("POST", "/api/v1/relays", R"({"relay":"far"})", bearer);
    BOOST_TEST(json::get_string(*newest("relay.add"), "object").value() == "far");
    call("PUT", "/api/v1/relays/pin", R"({"relay":"relay"})", bearer);
    BOOST_TEST(json::get_string(*newest("relay.pin"), "object").value() == "*");
    call("PUT", "/api/v1/relays/pin", "{}", bearer);
    BOOST_TEST(newest("relay.unpin")->has("before"));
    call("DELETE", "/api/v1/relays/far", {}, bearer);
    BOOST_TEST(json::get_string(*newest("relay.remove"), "object").value() == "far");
    const auto device = call("POST", "/api/v1/devices", R"({"name":"Till"})", bearer).text("device");
    BOOST_TEST(json::get_string(*newest("device.add"), "object").value() == "Till");
    call("DELETE", "/api/v1/devices/" + device, {}, bearer);
    BOOST_TEST(json::get_string(*newest("device.remove"), "object").value() == "Till");
}

BOOST_AUTO_TEST_CASE(what_is_secret_is_not_in_it)
{
    const auto answer = invite_answer();
    const auto agent = meet(answer.text("invitation"));
    call("POST", "/api/v1/login", R"({"email":"hunter2 typed here","password":"wrong password"})");
    call("POST", "/api/v1/login", R"({"email":"ada@example.org","password":"wrong password"})");
    call("POST", "/api/v1/logout", {}, log_in("ada@example.org"));
    const auto token = call("POST", "/api/v1/devices", R"({"name":"Till"})", bearer).text("token");
    const auto all = exported("audit.jsonl");
    for (const auto& secret : {bearer, agent.text("access"), answer.text("invitation"), token,
                               std::string{kPassword}, std::string{"wrong password"}, std::string{"hunter2"}})
        BOOST_TEST(all.find(secret) == std::string::npos, secret);
    const auto failed = events("?kind=login.failed");
    BOOST_REQUIRE(failed.size() == 2U);
    BOOST_TEST(json::get_string(*failed[0], "object").value() == "ada@example.org");
    BOOST_TEST(!failed[1]->has("object"));
    BOOST_TEST(actor_kind(*failed[0]) == "anybody");
}

BOOST_AUTO_TEST_CASE(it_is_filtered_and_paged)
{
    add_operator("bob@example.org");
    clock.advance(std::chrono::hours{1});
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    BOOST_TEST((acts("?session=" + session) == std::vector<std::string>{"session.meet", "invitation.add"}));
    BOOST_TEST((acts("?actor=bob@example.org") == std::vector<std::string>{"login"}));
    BOOST_TEST((acts("?kind=invitation") == std::vector<std::string>{"invitation.add"}));
    BOOST_TEST((acts("?kind=invitation.add") == std::vector<std::string>{"invitation.add"}));
    BOOST_TEST(acts("?kind=invit").empty());
    const auto hour = crypto::format_timestamp(clock.now());
    BOOST_TEST(acts("?from=" + hour).size() == 2U);
    BOOST_TEST(acts("?limit=200").size() == acts("?until=" + hour + "&limit=200").size() + 2U);
    BOOST_TEST((acts("?q=LAPTOP") == std::vector<std::string>{"session.meet"}));
    BOOST_TEST(acts("?q=%").empty());
    const auto first = call("GET", "/api/v1/audit?limit=2", {}, bearer);
    const auto second = call("GET", "/api/v1/audit?limit=200&cursor=" + first.text("next"), {}, bearer);
    BOOST_TEST(!second.body->has("next"));
    BOOST_TEST(json::get_objects(*second.body, "events").value().size() + 2 == acts("?limit=200").size());
    for (const char* wrong : {"?limit=0", "?cursor=x", "?from=yesterday", "?limit=99999999999999999999"})
        BOOST_TEST(call("GET", std::string{"/api/v1/audit"} + wrong, {}, bearer).code() == "bad_request",
                   wrong);
}

BOOST_AUTO_TEST_CASE(a_text_is_looked_for_in_parts_of_the_log)
{
    call("POST", "/api/v1/devices", R"({"name":"Needle"})", bearer);
    // A gap stands for many entries: what counts is how far apart they are.
    broker->database.run("UPDATE audit_tail SET seq = 50000 WHERE id = 1");
    call("POST", "/api/v1/devices", R"({"name":"Straw"})", bearer);
    std::string cursor;
    std::vector<std::string> seen;
    int pages = 0;
    do {
        const auto answer = call("GET", "/api/v1/audit?q=needle" + cursor, {}, bearer);
        const auto found = json::get_objects(*answer.body, "events").value();
        for (const auto& event : found)
            seen.push_back(json::get_string(*event, "object").value());
        cursor = answer.body->has("next") ? "&cursor=" + answer.text("next") : std::string{};
        ++pages;
    } while (!cursor.empty() && pages < 10);
    BOOST_TEST((seen == std::vector<std::string>{"Needle"}));
    BOOST_TEST(pages == 3);
    BOOST_TEST(acts("?kind=device.add").size() == 2U); // an index needs no parts
}

BOOST_AUTO_TEST_CASE(only_administrators_read_it)
{
    const auto bob = add_operator("bob@example.org");
    for (const char* path : {"audit", "audit.csv", "audit.jsonl", "audit/head"}) {
        BOOST_TEST(call("GET", std::string{"/api/v1/"} + path, {}, bob).code() == "forbidden", path);
        BOOST_TEST(call("GET", std::string{"/api/v1/"} + path).code() == "unauthorized", path);
    }
}

BOOST_AUTO_TEST_CASE(an_export_is_whole_signed_and_verified)
{
    add_operator("bob@example.org");
    BOOST_TEST(findings().empty());
    const auto head = call("GET", "/api/v1/audit/head", {}, bearer);
    BOOST_TEST(crypto::is_signed(crypto::audit_head_from_json(*head.body).value()));
    restart(); // the key stays
    BOOST_TEST(call("GET", "/api/v1/audit/head", {}, bearer).text("key") == head.text("key"));
    const auto csv = exported("audit.csv");
    BOOST_TEST(csv.starts_with("seq,at,"));
    BOOST_TEST(std::ranges::count(csv, '\n') > 5);
}

BOOST_AUTO_TEST_CASE(nothing_in_the_csv_is_a_formula)
{
    call("POST", "/api/v1/devices", R"({"name":"=cmd|' /C calc'!A0"})", bearer);
    call("POST", "/api/v1/devices", R"({"name":"a\"b"})", bearer);
    const auto csv = exported("audit.csv");
    BOOST_TEST(csv.find("\"'=cmd|' /C calc'!A0\"") != std::string::npos);
    BOOST_TEST(csv.find("\"a\"\"b\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_only_grows)
{
    call("GET", "/api/v1/audit/head", {}, bearer);
    auto& database = broker->database;
    BOOST_CHECK_THROW(database.run("DELETE FROM audit"), std::exception);
    BOOST_CHECK_THROW(database.run("UPDATE audit SET act = 'x' WHERE seq = 1"), std::exception);
    BOOST_CHECK_THROW(database.run("DELETE FROM audit_head WHERE seq > 0"), std::exception);
    BOOST_TEST(findings().empty());
    BOOST_TEST(broker->audit.fault().empty());
}

BOOST_AUTO_TEST_CASE(who_goes_round_the_guards_is_found)
{
    call("GET", "/api/v1/audit/head", {}, bearer);
    auto& database = broker->database;
    const std::string of_table = on_postgresql() ? " ON audit" : "";
    database.run("DROP TRIGGER audit_never_DELETE" + of_table);
    database.run("DROP TRIGGER audit_never_UPDATE" + of_table);
    database.run("UPDATE audit SET address = '203.0.113.1' WHERE seq = 2");
    BOOST_REQUIRE(findings().size() == 1U);
    BOOST_TEST(findings()[0].find("entry 2 was changed") != std::string::npos);
    database.run("DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)");
    BOOST_TEST(!broker->audit.fault().empty());
}

BOOST_AUTO_TEST_CASE(a_change_that_fails_leaves_no_entry)
{
    const auto before = acts("?limit=200").size();
    call("PUT", "/api/v1/policy", R"({"text":"allow nonsense","version":1})", bearer);
    add_operator("ada@example.org");                    // is there already: a login is what follows it
    call("DELETE", "/api/v1/relays/relay", {}, bearer); // named in the settings
    const auto now = acts("?limit=200");
    BOOST_TEST(now.size() == before + 2U);
    BOOST_TEST(now[0] == "login");
    BOOST_TEST(now[1] == "login");
    BOOST_TEST(findings().empty());
}

BOOST_AUTO_TEST_CASE(heads_are_signed_every_hundred_entries_and_with_time)
{
    const auto heads = [&] {
        return broker->database.query("SELECT COUNT(*) FROM audit_head").at(0).integer(0);
    };
    BOOST_TEST(heads() == 0);
    broker->tick();
    BOOST_TEST(heads() == 0);
    clock.advance(std::chrono::seconds{61});
    broker->tick();
    BOOST_TEST(heads() == 1);
    broker->tick();
    BOOST_TEST(heads() == 1);
    for (int i = 0; i < 100; ++i)
        broker->audit.record({"broker"}, {}, "test");
    BOOST_TEST(heads() == 2);
}

BOOST_AUTO_TEST_CASE(a_side_tells_of_its_own_session_in_its_own_name)
{
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    const std::string body =
        "{" + kStream +
        R"(,"first":1,"events":[{"act":"file-sent","time":"2026-01-01T00:00:00Z","module":"file-transfer","facts":{"sha256":"ab"},"actor":"ada@example.org"},{"act":"policy.set"}]})";
    BOOST_TEST(json::get_integer(*tell(session, agent.text("access"), body).body, "told").value() == 2);
    const auto listed = events("?session=" + session + "&kind=side");
    BOOST_REQUIRE(listed.size() == 2U);
    BOOST_TEST(json::get_string(*listed[0], "act").value() ==
               "side.policy.set"); // never the broker's own act
    BOOST_TEST(actor_kind(*listed[1]) == "client");
    BOOST_TEST(actor_name(*listed[1]) == "Léa's laptop");
    const auto after = json::get_object(*listed[1], "after");
    BOOST_TEST(json::get_string(*json::get_object(*after, "facts"), "sha256").value() == "ab");
    BOOST_TEST(json::get_string(*listed[1], "object").value() == "agent");
    tell(session, bearer, body);
    BOOST_TEST(actor_name(*events("?session=" + session + "&kind=side.file-sent")[0]) == "ada@example.org");
    // Of no other session, and nobody else.
    const auto other = meet(invite_answer().text("invitation"), 5);
    BOOST_TEST(tell(session, other.text("access"), body).code() == "not_found");
    BOOST_TEST(tell(session, {}, body).code() == "unauthorized");
    BOOST_TEST(tell(session, add_operator("bob@example.org"), body).code() == "not_found");
    BOOST_TEST(findings().empty());
}

BOOST_AUTO_TEST_CASE(what_is_told_again_counts_once)
{
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    const auto body = [&](int first, const std::string& acts) {
        return "{" + kStream + R"(,"first":)" + std::to_string(first) + R"(,"events":[)" + acts + "]}";
    };
    const std::string two = R"({"act":"a"},{"act":"b"})";
    const auto count = [&] { return events("?session=" + session + "&kind=side&limit=200").size(); };
    tell(session, agent.text("access"), body(1, two));
    tell(session, agent.text("access"), body(1, two));
    BOOST_TEST(count() == 2U);
    tell(session, agent.text("access"), body(1, two + R"(,{"act":"c"})"));
    BOOST_TEST(count() == 3U);
    tell(session, agent.text("access"), body(4, R"({"act":"d"})"));
    BOOST_TEST(count() == 4U);
}

BOOST_AUTO_TEST_CASE(what_is_too_much_or_of_another_form_is_refused)
{
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    std::string many = R"({"act":"a"})";
    for (int i = 0; i < 32; ++i)
        many += R"(,{"act":"a"})";
    for (const std::string& wrong :
         {std::string{R"("first":1,"events":[{"act":"a"}])"}, kStream + R"(,"events":[{"act":"a"}])",
          kStream + R"(,"first":0,"events":[{"act":"a"}])", kStream + R"(,"first":1,"events":[])",
          kStream + R"(,"first":1,"events":[{"act":"A b"}])",
          kStream + R"(,"first":1,"events":[{"act":"a","facts":"x"}])",
          kStream + R"(,"first":1,"events":[{"act":"a","module":"\u001b[31m"}])",
          kStream + R"(,"first":1,"events":[)" + many + "]",
          kStream + R"(,"first":1,"events":[{"act":"a","facts":{"x":")" + std::string(5000, 'x') + "\"}}]"})
        BOOST_TEST(tell(session, agent.text("access"), "{" + wrong + "}").code() == "bad_request",
                   wrong.substr(0, 80));
    BOOST_TEST(events("?kind=side").empty());
    // One side cannot fill the log; the other still has its part.
    const auto own = broker->sessions.find(session).value();
    broker->database.run("INSERT INTO audit_told VALUES (?, 'agent', 'x', 5000, 5000)", {session});
    const auto body = "{" + kStream + R"(,"first":1,"events":[{"act":"a"}]})";
    BOOST_TEST(tell(session, agent.text("access"), body).code() == "limit");
    BOOST_TEST(tell(session, bearer, body).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
