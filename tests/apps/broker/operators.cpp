#include "tests/apps/broker/inviting.hpp"

#include <chrono>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Office : Inviting {
    Answer patch(const std::string& id, const std::string& body, const std::string& by)
    {
        return call("PATCH", "/api/v1/operators/" + id, body, by);
    }
    Answer patch(const std::string& id, const std::string& body) { return patch(id, body, bearer); }
    std::string group(const std::string& name)
    {
        return call("POST", "/api/v1/groups", R"({"name":")" + name + "\"}", bearer).text("id");
    }
    std::string in(const std::string& id, const char* field = "groups")
    {
        return std::string{",\""} + field + R"(":[")" + id + "\"]";
    }
    std::vector<std::string> names_in(const Answer& answer, const std::string& list = "operators")
    {
        std::vector<std::string> out;
        const auto listed = json::get_objects(*answer.body, list);
        for (const auto& one : *listed)
            out.push_back(json::get_string(*one, "name").value());
        return out;
    }
    void fill(int count)
    {
        Database::Transaction transaction{broker->database};
        for (int i = 0; i < count; ++i) {
            const auto number = std::to_string(10'000 + i);
            broker->operators.add("p" + number + "@example.org", "Someone " + number, Role::operator_, "x",
                                  clock.now());
        }
        transaction.commit();
    }
};

/// Ada rules all; Sam rules the north, where Bob is; Eve is in the south, Dan in both.
struct Scoped : Office {
    Scoped() : north{group("North")}, south{group("South")}
    {
        sam = add_operator("sam@example.org", R"(,"role":"scoped_administrator")" + in(north, "scope"));
        bob = add_operator("bob@example.org", in(north));
        eve = add_operator("eve@example.org", in(south));
        dan = add_operator("dan@example.org", R"(,"groups":[")" + north + R"(",")" + south + "\"]");
    }
    std::string north;
    std::string south;
    std::string sam;
    std::string bob;
    std::string eve;
    std::string dan;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(operators, Office)

BOOST_AUTO_TEST_CASE(an_operator_is_told_whole_and_changed)
{
    const auto team = group("Support");
    const auto made =
        call("POST", "/api/v1/operators",
             R"({"email":"Bob@example.org","name":"Bob","password":"long enough")" + in(team) + "}", bearer);
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.text("email") == "bob@example.org");
    BOOST_TEST(made.text("role") == "operator");
    BOOST_TEST((json::get_strings(*made.body, "groups") == std::vector{team}));
    const auto changed = patch(made.text("id"), R"({"name":"Robert","role":"administrator","groups":[]})");
    BOOST_TEST(changed.text("name") == "Robert");
    BOOST_TEST(changed.text("role") == "administrator");
    BOOST_TEST(json::get_strings(*changed.body, "groups")->empty());
    BOOST_TEST(patch("999", R"({"name":"x"})").code() == "not_found");
    BOOST_TEST(patch("nobody", R"({"name":"x"})").code() == "not_found");
    for (const char* wrong :
         {R"({"role":"king"})", R"({"groups":["none"]})", R"({"groups":"x"})", R"({"name":""})",
          R"({"disabled":"yes"})", R"({"totp":true})", R"({"password":"short"})"})
        BOOST_TEST(patch(made.text("id"), wrong).code() == "bad_request", wrong);
}

BOOST_AUTO_TEST_CASE(who_is_disabled_is_out_at_once_and_comes_back)
{
    const auto bob = add_operator("bob@example.org");
    const auto id = id_of(bob);
    const auto invitation = call("POST", "/api/v1/invitations", invite_body(3), bob).text("invitation");
    const auto session = meet(call("POST", "/api/v1/invitations", invite_body(4), bob).text("invitation"));
    BOOST_TEST(patch(id, R"({"disabled":true})").status == 200);
    BOOST_TEST(call("GET", "/api/v1/me", {}, bob).code() == "unauthorized");
    BOOST_TEST(log_in("bob@example.org").empty());
    BOOST_TEST(meet(invitation).code() == "used");
    const auto news = session_call(session.text("session"), "/watch", session.text("access"), R"({"seq":1})");
    BOOST_TEST(verified(news.text("grant")).typ == "revoke");
    BOOST_TEST(patch(id, R"({"disabled":false})").status == 200);
    BOOST_TEST(!log_in("bob@example.org").empty());
}

BOOST_AUTO_TEST_CASE(who_is_removed_frees_the_address_and_leaves_a_name)
{
    const auto bob = add_operator("bob@example.org");
    const auto id = id_of(bob);
    const auto session = meet(call("POST", "/api/v1/invitations", invite_body(4), bob).text("invitation"));
    BOOST_TEST(call("DELETE", "/api/v1/operators/" + id, {}, bearer).status == 200);
    BOOST_TEST(call("DELETE", "/api/v1/operators/" + id, {}, bearer).code() == "not_found");
    BOOST_TEST(call("GET", "/api/v1/me", {}, bob).code() == "unauthorized");
    const auto past = session_call(session.text("session"), "", bearer, {}, "GET");
    BOOST_TEST(past.text("operator") == "Bob");
    BOOST_TEST(past.text("state") == "past");
    const auto again = add_operator("bob@example.org");
    BOOST_TEST(!again.empty());
    BOOST_TEST(id_of(again) != id);
    BOOST_TEST(
        (names_in(call("GET", "/api/v1/operators", {}, bearer)) == std::vector<std::string>{"Ada", "Bob"}));
}

BOOST_AUTO_TEST_CASE(one_administrator_who_can_log_in_stays)
{
    const auto id = id_of(bearer);
    for (const char* change : {R"({"disabled":true})", R"({"role":"operator"})"})
        BOOST_TEST(patch(id, change).code() == "conflict", change);
    BOOST_TEST(call("DELETE", "/api/v1/operators/" + id, {}, bearer).code() == "conflict");
    add_operator("bob@example.org", R"(,"role":"administrator")");
    BOOST_TEST(patch(id, R"({"role":"operator"})").status == 200);
    BOOST_TEST(call("GET", "/api/v1/operators", {}, bearer).code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_what_the_old_one_opened)
{
    const auto bob = add_operator("bob@example.org");
    const auto other = log_in("bob@example.org");
    const auto put = [&](const std::string& old) {
        return call("PUT", "/api/v1/me/password", R"({"old":")" + old + R"(","new":"battery staple"})", bob);
    };
    BOOST_TEST(put("wrong").code() == "forbidden");
    BOOST_TEST(put(kPassword).status == 200);
    BOOST_TEST(call("GET", "/api/v1/me", {}, bob).status == 200);
    BOOST_TEST(call("GET", "/api/v1/me", {}, other).code() == "unauthorized");
    BOOST_TEST(log_in("bob@example.org").empty());
    BOOST_TEST(!log_in("bob@example.org", "battery staple").empty());
    BOOST_TEST(patch(id_of(bob), R"({"password":"a third one"})").status == 200);
    BOOST_TEST(call("GET", "/api/v1/me", {}, bob).code() == "unauthorized");
    BOOST_TEST(!log_in("bob@example.org", "a third one").empty());
}

BOOST_AUTO_TEST_CASE(groups_are_made_counted_renamed_and_removed)
{
    const auto team = group("Support");
    BOOST_TEST(call("POST", "/api/v1/groups", R"({"name":"Support"})", bearer).code() == "conflict");
    add_operator("bob@example.org", in(team));
    const auto device =
        call("POST", "/api/v1/devices", R"({"name":"kiosk")" + in(team) + "}", bearer).text("device");
    const auto listed = json::get_objects(*call("GET", "/api/v1/groups", {}, bearer).body, "groups").value();
    BOOST_TEST(listed.size() == 1U);
    BOOST_TEST(json::get_integer(*listed[0], "operators").value() == 1);
    BOOST_TEST(json::get_integer(*listed[0], "devices").value() == 1);
    BOOST_TEST(call("PATCH", "/api/v1/groups/" + team, R"({"name":"Help"})", bearer).text("name") == "Help");
    BOOST_TEST(call("DELETE", "/api/v1/groups/" + team, {}, bearer).status == 200);
    BOOST_TEST(call("DELETE", "/api/v1/groups/" + team, {}, bearer).code() == "not_found");
    BOOST_TEST(call("PATCH", "/api/v1/groups/" + team, R"({"name":"x"})", bearer).code() == "not_found");
    const auto devices =
        json::get_objects(*call("GET", "/api/v1/devices", {}, bearer).body, "devices").value();
    BOOST_TEST(json::get_string(*devices.at(0), "device").value() == device);
    BOOST_TEST(json::get_strings(*devices.at(0), "groups")->empty());
}

BOOST_AUTO_TEST_CASE(pages_follow_each_other_without_loss_or_repeat)
{
    fill(250);
    std::set<std::string> seen;
    std::string next;
    int pages = 0;
    do {
        const auto page =
            call("GET", "/api/v1/operators?limit=100" + (next.empty() ? "" : "&cursor=" + next), {}, bearer);
        for (const auto& name : names_in(page))
            BOOST_TEST(seen.insert(name).second, name);
        next = page.text("next");
        ++pages;
    } while (!next.empty());
    BOOST_TEST(seen.size() == 251U);
    BOOST_TEST(pages == 3);
}

BOOST_AUTO_TEST_CASE(a_search_takes_every_letter_as_it_is)
{
    add_operator("one@example.org", R"(,"name2":1)");
    patch(id_of(log_in("one@example.org")), R"({"name":"100% Léa_!"})");
    const auto found = [&](const std::string& text) {
        auto request = request_to("GET", "/api/v1/operators");
        request.bearer = bearer;
        request.query["q"] = text;
        return names_in(send(request)).size();
    };
    BOOST_TEST(found("0% l") == 1U);
    BOOST_TEST(found("a_!") == 1U);
    BOOST_TEST(found("%") == 1U);
    BOOST_TEST(found("EXAMPLE.ORG") == 2U);
    BOOST_TEST(found("' OR 1=1 --") == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_no_page_is_refused)
{
    for (const char* query :
         {"limit=0", "limit=201", "limit=x", "limit=-1", "cursor=x", "cursor=AAAA", "cursor=!"})
        BOOST_TEST(call("GET", std::string{"/api/v1/operators?"} + query, {}, bearer).code() == "bad_request",
                   query);
    auto request = request_to("GET", "/api/v1/operators");
    request.bearer = bearer;
    request.query["q"] = std::string(101, 'x');
    BOOST_TEST(send(request).code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(a_page_of_ten_thousand_stays_quick)
{
    fill(10'000);
    const auto begin = std::chrono::steady_clock::now();
    std::string next;
    for (int i = 0; i < 10; ++i) {
        const auto page =
            call("GET", "/api/v1/operators?limit=200" + (next.empty() ? "" : "&cursor=" + next), {}, bearer);
        BOOST_TEST(names_in(page).size() == 200U);
        next = page.text("next");
    }
    // A hundred times what it takes: only that no page is in the square of their number.
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{5}));
}

BOOST_AUTO_TEST_CASE(the_last_use_of_an_account_is_told)
{
    const auto bob = add_operator("bob@example.org");
    const auto listed = [&] {
        return json::get_objects(*call("GET", "/api/v1/operators?q=bob", {}, bearer).body, "operators")
            .value()
            .at(0);
    };
    BOOST_TEST(!listed()->has("last_seen"));
    call("GET", "/api/v1/me", {}, bob);
    BOOST_TEST(listed()->has("last_seen"));
}

BOOST_AUTO_TEST_CASE(prepared_answers_are_ones_own)
{
    const auto bob = add_operator("bob@example.org");
    const auto put = [&](const std::string& body) { return call("PUT", "/api/v1/me/answers", body, bob); };
    BOOST_TEST(put(R"({"answers":[{"title":"Hi","text":"Hello,\nhow can I help?"}]})").status == 200);
    const auto mine = json::get_objects(*call("GET", "/api/v1/me/answers", {}, bob).body, "answers").value();
    BOOST_TEST(json::get_string(*mine.at(0), "text").value() == "Hello,\nhow can I help?");
    BOOST_TEST(json::get_objects(*call("GET", "/api/v1/me/answers", {}, bearer).body, "answers")->empty());
    BOOST_TEST(put(R"({"answers":[{"title":"Hi","text":"a\u202eb"}]})").code() == "bad_request");
    BOOST_TEST(put(R"({"answers":[{"title":"","text":"a"}]})").code() == "bad_request");
    std::string many;
    for (int i = 0; i < 101; ++i)
        many += std::string{many.empty() ? "" : ","} + R"({"title":"a","text":"b"})";
    BOOST_TEST(put(R"({"answers":[)" + many + "]}").code() == "bad_request");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(scoped_administrators, Scoped)

BOOST_AUTO_TEST_CASE(they_see_and_change_their_groups_and_nobody_else)
{
    const auto seen = call("GET", "/api/v1/operators", {}, sam);
    BOOST_TEST(json::get_objects(*seen.body, "operators")->size() == 2U); // Bob and Dan
    BOOST_TEST(patch(id_of(bob), R"({"name":"Robert"})", sam).status == 200);
    BOOST_TEST(patch(id_of(eve), R"({"name":"x"})", sam).code() == "not_found");
    BOOST_TEST(patch(id_of(dan), R"({"disabled":true})", sam).code() == "forbidden"); // also of the south
    BOOST_TEST(call("DELETE", "/api/v1/operators/" + id_of(dan), {}, sam).code() == "forbidden");
    BOOST_TEST(patch(id_of(bearer), R"({"name":"x"})", sam).code() == "not_found");
    BOOST_TEST(
        (names_in(call("GET", "/api/v1/groups", {}, sam), "groups") == std::vector<std::string>{"North"}));
}

BOOST_AUTO_TEST_CASE(they_make_nobody_mightier)
{
    const auto id = id_of(bob);
    for (const auto& change :
         {std::string{R"({"role":"administrator"})"}, std::string{R"({"role":"scoped_administrator"})"},
          R"({"groups":[")" + south + "\"]}", std::string{R"({"groups":[]})"},
          R"({"scope":[")" + north + "\"]}"})
        BOOST_TEST(patch(id, change, sam).status >= 400, change);
    const auto add = [&](const std::string& more) {
        return call("POST", "/api/v1/operators",
                    R"({"email":"new@example.org","name":"New","password":"long enough")" + more + "}", sam);
    };
    BOOST_TEST(add("").code() == "forbidden");
    BOOST_TEST(add(in(south)).code() == "forbidden");
    BOOST_TEST(add(in(north) + R"(,"role":"administrator")").code() == "forbidden");
    BOOST_TEST(add(in(north)).status == 201);
    for (const char* path : {"/api/v1/groups", "/api/v1/relays"})
        BOOST_TEST(call("POST", path, R"({"name":"x","relay":"x"})", sam).code() == "forbidden", path);
    BOOST_TEST(call("GET", "/api/v1/policy", {}, sam).code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(a_mightier_colleague_in_their_group_is_not_theirs)
{
    address = "192.0.2.9"; // a fresh one: the fixture has logged in often
    const auto boss = add_operator("boss@example.org", R"(,"role":"administrator")" + in(north));
    BOOST_TEST(patch(id_of(boss), R"({"password":"taken over"})", sam).code() == "forbidden");
    BOOST_TEST(call("DELETE", "/api/v1/operators/" + id_of(boss), {}, sam).code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(devices_are_ruled_like_operators)
{
    const auto add = [&](const std::string& more, const std::string& by) {
        return call("POST", "/api/v1/devices", R"({"name":"kiosk")" + more + "}", by);
    };
    BOOST_TEST(add("", sam).code() == "forbidden");
    const auto mine = add(in(north), sam).text("device");
    const auto other = add(in(south), bearer).text("device");
    const auto change = [&](const std::string& id, const std::string& body) {
        return call("PATCH", "/api/v1/devices/" + id, body, sam);
    };
    BOOST_TEST(change(mine, R"({"name":"lobby"})").text("name") == "lobby");
    BOOST_TEST(change(mine, R"({"groups":[")" + south + "\"]}").code() == "forbidden");
    BOOST_TEST(change(other, R"({"name":"mine now"})").code() == "forbidden");
    BOOST_TEST(change("none", R"({"name":"x"})").code() == "not_found");
    BOOST_TEST(call("DELETE", "/api/v1/devices/" + other, {}, sam).code() == "forbidden");
    BOOST_TEST(call("DELETE", "/api/v1/devices/" + mine, {}, sam).status == 200);
    BOOST_TEST(call("PATCH", "/api/v1/devices/" + other, R"({"name":"x"})", bob).code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(they_see_narrow_and_end_the_sessions_of_those_they_rule)
{
    const auto begin = [&](const std::string& by, std::uint8_t key) {
        return meet(call("POST", "/api/v1/invitations", invite_body(key), by).text("invitation"),
                    static_cast<std::uint8_t>(key + 50))
            .text("session");
    };
    const auto of_bob = begin(bob, 11);
    const auto of_eve = begin(eve, 12);
    const auto listed = json::get_objects(*call("GET", "/api/v1/sessions", {}, sam).body, "sessions").value();
    BOOST_TEST(listed.size() == 1U);
    const auto less = R"({"modules":[{"id":"remote-control","permissions":["input"]}]})";
    BOOST_TEST(session_call(of_eve, "/narrow", sam, less).code() == "not_found");
    BOOST_TEST(session_call(of_bob, "/narrow", sam, less).status == 200);
    BOOST_TEST(session_call(of_bob, "/narrow", bob, less).code() == "forbidden");
    BOOST_TEST(session_call(of_eve, "", sam, {}, "DELETE").code() == "not_found");
    BOOST_TEST(session_call(of_bob, "", sam, {}, "DELETE").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
