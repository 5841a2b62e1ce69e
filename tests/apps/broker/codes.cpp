#include "apps/broker/sessions/routing_numbers.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "tests/apps/broker/inviting.hpp"
#include "tests/support/text_file.hpp"

#include <fmt/format.h>

#include <set>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Codes : Inviting {
    /// Open invitations with the first `count` numbers of that length.
    void occupy(std::size_t digits, int count)
    {
        Database::Transaction transaction{broker->database};
        for (int i = 0; i < count; ++i)
            broker->database.run("INSERT INTO invitation (id, session, operator, operator_key, modules, "
                                 "expires, state, code, code_expires) SELECT ?, ?, id, '', '', ?, 'open', ?, "
                                 "? FROM operator LIMIT 1",
                                 {fmt::format("{}-{}", digits, i), fmt::format("{}-{}", digits, i), later(),
                                  fmt::format("{:0{}}", i, digits), later()});
        transaction.commit();
    }
    std::int64_t later() const { return (clock.now() + std::chrono::minutes{10}).time_since_epoch().count(); }
    /// Who has a ticket with the same one meets at a relay.
    std::string relay_meeting(const json::Object& relay) const
    {
        auto key = test::read_text(options.data_folder / "relays" / "relay" / "ticket-key");
        key.pop_back();
        const auto token =
            json::get_string(*json::get_objects(relay, "tickets").value().at(0), "ticket").value();
        const auto ticket = crypto::verify_relay_ticket(to_array<32>(from_base64url(key).value()).value(),
                                                        token, "relay", clock);
        return to_hex(ticket.value().sid);
    }
    std::string relay_meeting(const Answer& answer) const { return relay_meeting(*only_relay(answer)); }
    std::string fresh_relay_meeting(const std::string& session, const std::string& token,
                                    const std::string& body = {})
    {
        const auto answer = session_call(session, "/tickets", token, body);
        BOOST_REQUIRE(answer.status == 200);
        return relay_meeting(*json::get_objects(*answer.body, "relays").value().at(0));
    }
    std::string next() { return free_routing_number(broker->database, clock.now(), system_random()).value(); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(codes, Codes)

BOOST_AUTO_TEST_CASE(an_invitation_has_a_code_beside_its_link)
{
    const auto made = invite_answer();
    const auto code = made.text("code");
    BOOST_TEST(code.size() == 4U);
    BOOST_TEST(is_routing_number(code));
    BOOST_TEST(made.text("code_expires") < made.text("expires"));
    const auto agent = meet_code(code);
    BOOST_REQUIRE(agent.status == 200);
    BOOST_TEST(agent.text("way") == "code");
    BOOST_TEST(agent.text("session") == made.text("session"));
    BOOST_TEST((verified(agent.text("grant")).ways == std::vector<std::string>{"code"}));
    const auto theirs = wait(made.text("invitation"));
    BOOST_TEST(theirs.text("way") == "code");
    BOOST_TEST(theirs.text("grant") == agent.text("grant"));
    BOOST_TEST(theirs.text("name") == "Léa's laptop");
    BOOST_TEST(agent.text("name") == "Ada");
}

BOOST_AUTO_TEST_CASE(a_code_meets_five_times_with_one_session_and_growing_grants) // SEC-10
{
    const auto made = invite_answer();
    const auto id = made.text("invitation");
    for (int i = 1; i <= 5; ++i) {
        BOOST_TEST(wait(id, i - 1).text("state") == "waiting");
        const auto agent = meet_code(made.text("code"), static_cast<std::uint8_t>(i + 1));
        BOOST_REQUIRE(agent.status == 200);
        BOOST_TEST(agent.text("session") == made.text("session"));
        const auto grant = verified(agent.text("grant"));
        BOOST_TEST(grant.seq == static_cast<std::uint64_t>(i));
        BOOST_TEST(to_base64url(grant.parts[1].key) == key_text(static_cast<std::uint8_t>(i + 1)));
        const auto theirs = wait(id, i - 1);
        BOOST_TEST(json::get_integer(*theirs.body, "attempt").value() == i);
        BOOST_TEST(theirs.text("grant") == agent.text("grant"));
    }
    BOOST_TEST(meet_code(made.text("code"), 9).code() == "not_found");
    BOOST_TEST(meet(id, 9).status == 200); // the link is another door, and opens once
    BOOST_TEST(meet(id, 10).code() == "used");
}

BOOST_AUTO_TEST_CASE(a_code_is_over_after_ten_minutes_and_when_it_is_closed) // SEC-13
{
    const auto old = invite_answer();
    clock.advance(std::chrono::minutes{10} - std::chrono::seconds{1});
    BOOST_TEST(meet_code(old.text("code")).status == 200);
    clock.advance(std::chrono::seconds{1});
    BOOST_TEST(meet_code(old.text("code"), 3).code() == "not_found");

    const auto closed = invite_answer();
    BOOST_TEST(close(closed.text("invitation")).status == 200);
    BOOST_TEST(meet_code(closed.text("code")).code() == "not_found");
    BOOST_TEST(meet(closed.text("invitation")).code() == "used");
    BOOST_TEST(wait(closed.text("invitation")).code() == "used");

    const auto withdrawn = invite_answer();
    call("DELETE", "/api/v1/invitations/" + withdrawn.text("invitation"), {}, bearer);
    BOOST_TEST(meet_code(withdrawn.text("code")).code() == "not_found");
}

BOOST_AUTO_TEST_CASE(wrong_old_and_used_codes_look_the_same) // SEC-43
{
    const auto old = invite_answer();
    clock.advance(std::chrono::minutes{10});
    const auto closed = invite_answer();
    close(closed.text("invitation"));
    std::string free;
    do
        free = next();
    while (free == old.text("code") || free == closed.text("code"));
    const auto never = meet_code(free);
    BOOST_TEST(never.status == 404);
    BOOST_TEST(meet_code(old.text("code")).response.body == never.response.body);
    BOOST_TEST(meet_code(closed.text("code")).response.body == never.response.body);
}

BOOST_AUTO_TEST_CASE(guesses_of_codes_are_slowed_down_more_and_more) // SEC-43
{
    const auto code = invite_answer().text("code");
    const std::string wrong = code == "0000" ? "0001" : "0000";
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(meet_code(wrong).code() == "not_found");
    BOOST_TEST(meet_code(code).code() == "limit");
    std::int64_t last = 0;
    for (int i = 0; i < 6; ++i) {
        const auto refused = meet_code(code);
        BOOST_REQUIRE(refused.code() == "limit");
        const auto seconds = std::stoll(refused.response.headers.at(0).second);
        BOOST_TEST(seconds == (i == 0 ? 30 : std::min<std::int64_t>(2 * last, 900)));
        last = seconds;
        clock.advance(std::chrono::seconds{seconds});
        meet_code(wrong);
    }
    BOOST_TEST(last == 900);
}

BOOST_AUTO_TEST_CASE(ten_look_ups_a_minute_for_an_address_and_for_an_account) // SEC-43
{
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(meet_code(invite_answer().text("code")).status == 200);
    BOOST_TEST(meet_code(invite_answer().text("code")).code() == "limit");
    address = "192.0.2.2";
    const auto as_ada = [&](const std::string& code) {
        return call("POST", "/api/v1/meetings",
                    R"({"code":")" + code + R"(","key":")" + key_text(2) + R"(","name":"x"})", bearer);
    };
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(as_ada(invite_answer().text("code")).status == 200);
    address = "192.0.2.3";
    BOOST_TEST(as_ada(invite_answer().text("code")).code() == "limit");
    BOOST_TEST(meet_code(invite_answer().text("code")).status == 200);
}

BOOST_AUTO_TEST_CASE(more_than_the_routing_number_is_refused) // SEC-9
{
    for (const char* wrong : {"482103957713", "4821-0395-7713", "4821039", "482", "48 1", "", "４８２１"})
        BOOST_TEST(meet_code(wrong).code() == "bad_request", wrong);
    const auto made = invite_answer();
    BOOST_TEST(call("POST", "/api/v1/meetings",
                    R"({"code":")" + made.text("code") + R"(","invitation":")" + made.text("invitation") +
                        R"(","key":")" + key_text(2) + R"(","name":"x"})")
                   .code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(numbers_grow_when_more_than_half_are_in_use) // SEC-45
{
    occupy(4, 5000);
    for (int i = 0; i < 50; ++i) {
        const auto code = next();
        BOOST_TEST(code.size() == 4U);
        BOOST_TEST(code >= "5000"); // the others are taken
    }
    broker->database.run("UPDATE invitation SET code = '9999' WHERE id = '4-0'");
    BOOST_TEST(next().size() == 4U);
    occupy(5, 1); // takes nothing from the short ones
    BOOST_TEST(next().size() == 4U);
    broker->database.run("INSERT INTO invitation (id, session, operator, operator_key, modules, expires, "
                         "state, code, code_expires) SELECT 'x', 'x', id, '', '', ?, 'open', '0000', ? FROM "
                         "operator LIMIT 1",
                         {later(), later()});
    BOOST_TEST(next().size() == 5U);
    clock.advance(std::chrono::minutes{10});
    BOOST_TEST(next().size() == 4U);
}

BOOST_AUTO_TEST_CASE(numbers_are_spread_over_all_that_are_free)
{
    std::set<char> first;
    for (int i = 0; i < 400; ++i)
        first.insert(next().front());
    BOOST_TEST(first.size() == 10U);
}

BOOST_AUTO_TEST_CASE(the_meeting_that_was_settled_on_is_renewed_and_the_others_have_no_say)
{
    const auto made = invite_answer();
    const auto session = made.text("session");
    const auto first = meet_code(made.text("code"), 2);
    const auto second = meet_code(made.text("code"), 3);
    BOOST_TEST(session_call(session, "/tickets", second.text("access")).status == 200);
    BOOST_TEST(close(made.text("invitation"), R"({"attempt":3})").code() == "bad_request");
    BOOST_TEST(close(made.text("invitation"), R"({"attempt":1})").status == 200);
    BOOST_TEST(session_call(session, "/tickets", first.text("access")).status == 200);
    BOOST_TEST(session_call(session, "/tickets", second.text("access")).code() == "unauthorized");
    const auto renewed = verified(session_call(session, "/grant", bearer).text("grant"));
    BOOST_TEST(renewed.seq == 3U);
    BOOST_TEST(to_base64url(renewed.parts[1].key) == key_text(2));
    BOOST_TEST((renewed.ways == std::vector<std::string>{"code"}));
    BOOST_TEST(meet_code(made.text("code"), 4).code() == "not_found");
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(call("POST", "/api/v1/invitations/" + made.text("invitation") + "/close", {}, bob).code() ==
               "not_found");
}

// What somebody with a wrong code got is worth nothing to them once the right person is in.
BOOST_AUTO_TEST_CASE(tickets_lead_to_the_other_side_of_their_own_meeting_alone)
{
    const auto made = invite_answer();
    const auto id = made.text("invitation");
    const auto session = made.text("session");
    const auto first = meet_code(made.text("code"), 2);
    const auto second = meet_code(made.text("code"), 3);
    const auto one = relay_meeting(first);
    const auto other = relay_meeting(second);
    BOOST_TEST(one != other);
    BOOST_TEST(relay_meeting(wait(id, 0)) == one);
    BOOST_TEST(relay_meeting(wait(id, 1)) == other);
    BOOST_TEST(fresh_relay_meeting(session, first.text("access")) == one);
    BOOST_TEST(fresh_relay_meeting(session, second.text("access")) == other);
    BOOST_TEST(fresh_relay_meeting(session, bearer, R"({"attempt":1})") == one);
    BOOST_TEST(fresh_relay_meeting(session, bearer, R"({"attempt":2})") == other);
    for (const char* wrong : {R"({"attempt":0})", R"({"attempt":3})"})
        BOOST_TEST(session_call(session, "/tickets", bearer, wrong).code() == "bad_request", wrong);
}

BOOST_AUTO_TEST_SUITE_END()
