#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

/// Ada is with a client; Bob is her colleague.
struct Colleagues : Inviting {
    Colleagues() : bob{add_operator("bob@example.org")}
    {
        const auto met = call("POST", "/api/v1/meetings",
                              R"({"invitation":")" + invite() + R"(","key":")" + key_text(2) +
                                  R"(","name":"Léa's laptop","candidates":["192.0.2.7:110"]})");
        session = met.text("session");
    }
    Answer show(std::uint8_t key, const std::string& bearer_of)
    {
        return call("POST", "/api/v1/me/keys", R"({"key":")" + key_text(key) + "\"}", bearer_of);
    }
    /// For a key that Bob has shown.
    std::string wish(std::uint8_t key = 5, const std::string& permissions = R"("view")",
                     const std::string& email = "bob@example.org")
    {
        BOOST_TEST(show(key, bob).status == 200);
        return wish_for(key, permissions, email);
    }
    static std::string wish_for(std::uint8_t key, const std::string& permissions = R"("view")",
                                const std::string& email = "bob@example.org")
    {
        return R"({"key":")" + key_text(key) + R"(","email":")" + email +
               R"(","modules":[{"id":"remote-control","permissions":[)" + permissions + "]}]}";
    }
    Answer introduce(const std::string& body) { return session_call(session, "/colleagues", bearer, body); }

    std::string bob;
    std::string session;
};

std::string text(const Answer& answer, const std::string& side, const std::string& key)
{
    return json::get_string(*json::get_object(*answer.body, side), key).value_or("");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(colleagues, Colleagues)

BOOST_AUTO_TEST_CASE(both_meetings_go_to_the_one_who_invites) // SEC-31
{
    const auto answer = introduce(wish());
    BOOST_REQUIRE(answer.status == 201);
    const auto id = answer.text("session");
    BOOST_TEST(id != session);
    for (const char* side : {"operator", "agent"}) {
        BOOST_TEST(text(answer, side, "session") == id);
        BOOST_TEST(text(answer, side, "way") == "introduced");
        BOOST_TEST(session_call(id, "/tickets", text(answer, side, "access")).status == 200);
    }
    BOOST_TEST(text(answer, "operator", "grant") == text(answer, "agent", "grant"));
    BOOST_TEST(text(answer, "operator", "name") == "Léa's laptop");
    BOOST_TEST(text(answer, "agent", "name") == "Bob");
    const auto grant = verified(text(answer, "agent", "grant"));
    BOOST_TEST((grant.ways == std::vector<std::string>{"introduced"}));
    BOOST_TEST(grant.parts[0].role == "operator");
    BOOST_TEST(grant.parts[0].name == "Bob");
    BOOST_TEST(to_base64url(grant.parts[0].key) == key_text(5));
    BOOST_TEST(to_base64url(grant.parts[1].key) == key_text(2));
    BOOST_TEST((grant.parts[0].perms == std::vector<std::string>{"view"}));
    BOOST_TEST((json::get_strings(*connection_of(*json::get_object(*answer.body, "operator")), "candidates")
                    .value() == std::vector<std::string>{"192.0.2.7:110"}));
    BOOST_TEST(session_call(id, "/grant", bob).status == 200);
    BOOST_TEST(session_call(id, "/grant", text(answer, "operator", "access")).status == 200);
}

BOOST_AUTO_TEST_CASE(a_key_that_the_colleagues_own_login_never_showed_is_refused) // SEC-31
{
    const auto cy = add_operator("cy@example.org");
    BOOST_TEST(introduce(wish_for(5)).code() == "key_not_shown");
    show(5, bearer); // whoever invites shows it themselves
    show(5, cy);
    BOOST_TEST(introduce(wish_for(5)).code() == "key_not_shown");
    BOOST_TEST(show(6, bob).status == 200);
    BOOST_TEST(introduce(wish_for(5)).code() == "key_not_shown");
    BOOST_TEST(introduce(wish_for(6)).status == 201);
    BOOST_TEST(introduce(wish_for(6)).code() == "key_not_shown"); // it was for one session
    show(7, bob);
    clock.advance(std::chrono::minutes{10});
    BOOST_TEST(introduce(wish_for(7)).code() == "key_not_shown");
    for (std::uint8_t key = 10; key < 19; ++key)
        show(key, bob);
    BOOST_TEST(introduce(wish_for(10)).code() == "key_not_shown"); // only so many are kept
    BOOST_TEST(introduce(wish_for(11)).status == 201);
    BOOST_TEST(show(5, "").code() == "unauthorized");
    BOOST_TEST(call("POST", "/api/v1/me/keys", R"({"key":"short"})", bob).code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(each_meeting_fits_a_control_message)
{
    options.relays.clear();
    for (int i = 0; i < 8; ++i)
        options.relays.push_back({"relay-" + std::to_string(i), std::string(63, 'a') + ".example.org"});
    restart();
    const auto answer = introduce(wish());
    for (const char* side : {"operator", "agent"})
        BOOST_TEST(json::dump(*json::get_object(*answer.body, side)).size() < 12U * 1024);
}

BOOST_AUTO_TEST_CASE(nobody_passes_on_what_they_do_not_have) // SEC-34
{
    BOOST_TEST(introduce(wish(5, R"("view","shell")")).code() == "module_denied");
    BOOST_TEST(introduce(wish(1)).code() == "bad_request"); // Ada's own key
    BOOST_TEST(introduce(wish(2)).code() == "bad_request"); // the client's
    BOOST_TEST(introduce(wish(5, R"("view")", "eve@example.org")).code() == "not_found");
    BOOST_TEST(introduce(wish(5, R"("view")", "ada@example.org")).code() == "bad_request");
    BOOST_TEST(session_call(session, "/colleagues", bob, wish()).code() == "not_found");
    put_policy(std::string{kAllow} +
               R"(,{"operator":"bob@example.org","module":"*","permissions":["*"],"effect":"deny"})");
    BOOST_TEST(introduce(wish()).code() == "module_denied");
}

BOOST_AUTO_TEST_CASE(what_the_one_who_invited_loses_the_colleague_loses) // SEC-34
{
    const auto answer = introduce(wish(5, R"("view","input")"));
    put_policy(std::string{kAllow} +
               R"(,{"operator":"ada@example.org","module":"*","permissions":["input"],"effect":"deny"})");
    const auto told = session_call(answer.text("session"), "/watch", bob, R"({"seq":1})");
    BOOST_TEST((verified(told.text("grant")).parts[0].perms == std::vector<std::string>{"view"}));
}

BOOST_AUTO_TEST_CASE(a_session_that_ends_takes_its_colleagues_with_it) // SEC-36
{
    const auto one = introduce(wish(5));
    const auto two = introduce(wish(6));
    const auto revoked = [&](const Answer& answer) {
        return verified(session_call(answer.text("session"), "/grant", bob).text("grant")).typ == "revoke";
    };
    BOOST_TEST(session_call(one.text("session"), "", bearer, {}, "DELETE").status == 200); // Ada may
    BOOST_TEST(revoked(one));
    BOOST_TEST(!revoked(two));
    session_call(session, "", bearer, {}, "DELETE");
    BOOST_TEST(revoked(two));
    BOOST_TEST(introduce(wish(7)).code() == "revoked");
}

BOOST_AUTO_TEST_CASE(a_colleague_whose_grant_ran_out_is_gone_with_the_session_too) // SEC-36
{
    const auto made = introduce(wish());
    const auto id = made.text("session");
    clock.advance(std::chrono::minutes{20});
    BOOST_REQUIRE(call("DELETE", "/api/v1/sessions/" + session, "", bearer).status == 200);
    const auto answer = session_call(id, "/grant", text(made, "operator", "access"));
    BOOST_TEST(verified(answer.text("grant")).typ == "revoke");
}

BOOST_AUTO_TEST_CASE(a_colleague_invites_nobody) // SEC-31
{
    const auto id = introduce(wish()).text("session");
    add_operator("cy@example.org");
    BOOST_TEST(session_call(id, "/colleagues", bob, wish(6, R"("view")", "cy@example.org")).status == 403);
}

BOOST_AUTO_TEST_CASE(eight_people_are_the_most)
{
    for (std::uint8_t i = 0; i < 6; ++i)
        BOOST_TEST(introduce(wish(static_cast<std::uint8_t>(10 + i))).status == 201);
    BOOST_TEST(introduce(wish(20)).code() == "limit");
}

BOOST_AUTO_TEST_SUITE_END()
