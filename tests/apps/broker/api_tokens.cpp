#include "apps/broker/accounts/scopes.hpp"
#include "core/crypto/timestamps.hpp"
#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Programs : Inviting {
    Answer make(const std::string& scopes, const std::string& by,
                std::chrono::hours life = std::chrono::hours{1})
    {
        return call("POST", "/api/v1/tokens",
                    R"({"name":"robot","expires":")" + crypto::format_timestamp(clock.now() + life) +
                        R"(","scopes":[)" + scopes + "]}",
                    by);
    }
    std::string token(const std::string& scopes, const std::string& by)
    {
        return make(scopes, by).text("token");
    }
    Answer get(const std::string& path, const std::string& by)
    {
        return call("GET", "/api/v1" + path, {}, by);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(api_tokens, Programs)

BOOST_AUTO_TEST_CASE(a_token_opens_its_scopes_and_nothing_else)
{
    const auto robot = token(R"("sessions")", bearer);
    BOOST_TEST(robot.starts_with("cordee_"));
    BOOST_TEST(get("/sessions", robot).status == 200);
    BOOST_TEST(call("POST", "/api/v1/invitations", invite_body(), robot).status == 201);
    for (const char* path : {"/operators", "/groups", "/devices", "/policy", "/packages", "/relays",
                             "/connection", "/trust/timestamp-key", "/tokens", "/me/answers"})
        BOOST_TEST(get(path, robot).code() == "forbidden", path);
    const auto me = get("/me", robot);
    BOOST_TEST((json::get_strings(*me.body, "scopes") == std::vector<std::string>{"sessions"}));
}

BOOST_AUTO_TEST_CASE(every_route_that_needs_somebody_is_closed_to_a_token_without_its_scope)
{
    const auto robot = token(R"("audit")", bearer);
    for (const auto& route : broker->router.routes()) {
        const auto method = route.substr(0, route.find(' '));
        auto path = route.substr(route.find(' ') + 1);
        if (needed_scope(method, path) == kAnyScope || needed_scope(method, path) == "audit" ||
            path == "/api/v1/relays/probes") // for anybody, and changes nothing
            continue;
        const auto answer = call(method, path, "{}", robot);
        // What anybody may do does not look at the token; no change of anything is among it.
        if (answer.status < 300)
            BOOST_TEST(method == "GET", route);
    }
}

BOOST_AUTO_TEST_CASE(it_never_exceeds_its_maker_who_is_asked_each_time)
{
    const auto bob = add_operator("bob@example.org", R"(,"role":"administrator")");
    const auto robot = token(R"("operators","policy","sessions")", bob);
    BOOST_TEST(get("/operators", robot).status == 200);
    BOOST_TEST(get("/policy", robot).status == 200);
    const auto patch = [&](const char* body) {
        call("PATCH", "/api/v1/operators/" + id_of(bob), body, bearer);
    };
    patch(R"({"role":"operator"})");
    BOOST_TEST(get("/operators", robot).code() == "forbidden");
    BOOST_TEST(get("/policy", robot).code() == "forbidden");
    BOOST_TEST(get("/sessions", robot).status == 200);
    BOOST_TEST(
        (json::get_strings(*get("/me", robot).body, "scopes") == std::vector<std::string>{"sessions"}));
    patch(R"({"disabled":true})");
    BOOST_TEST(get("/sessions", robot).code() == "unauthorized");
    patch(R"({"disabled":false})");
    BOOST_TEST(get("/sessions", robot).code() == "unauthorized"); // it ended with the account
}

BOOST_AUTO_TEST_CASE(nobody_gives_what_they_have_not)
{
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(make(R"("operators")", bob).code() == "bad_request");
    BOOST_TEST(make(R"("policy","sessions")", bob).code() == "bad_request");
    BOOST_TEST(make(R"("sessions")", bob).status == 201);
    for (const char* wrong : {"", R"("any")", R"("")", R"("sessions","sessions")", "1"})
        BOOST_TEST(make(wrong, bearer).code() == "bad_request", wrong);
    BOOST_TEST(make(R"("sessions")", token(R"("sessions")", bearer)).code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(a_token_raises_nobody)
{
    const auto robot = token(R"("operators")", bearer);
    const auto bob = id_of(add_operator("bob@example.org"));
    const auto patch = [&](const std::string& id, const char* body) {
        return call("PATCH", "/api/v1/operators/" + id, body, robot);
    };
    BOOST_TEST(patch(bob, R"({"name":"Robert"})").status == 200);
    BOOST_TEST(patch(bob, R"({"role":"administrator"})").code() == "forbidden");
    BOOST_TEST(patch(id_of(bearer), R"({"password":"taken over"})").code() == "forbidden");
    BOOST_TEST(call("POST", "/api/v1/operators",
                    R"({"email":"e@e.e","name":"E","password":"long enough","role":"administrator"})", robot)
                   .code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(it_ends_by_time_and_by_hand)
{
    const auto made = make(R"("sessions")", bearer);
    BOOST_TEST(json::get_objects(*get("/tokens", bearer).body, "tokens")->size() == 1U);
    clock.advance(std::chrono::hours{1});
    BOOST_TEST(get("/sessions", made.text("token")).code() == "unauthorized");
    BOOST_TEST(json::get_objects(*get("/tokens", bearer).body, "tokens")->empty());
    const auto other = make(R"("sessions")", bearer);
    const auto path = "/api/v1/tokens/" + other.text("id");
    BOOST_TEST(call("DELETE", path, {}, add_operator("bob@example.org")).code() == "not_found");
    BOOST_TEST(call("DELETE", path, {}, bearer).status == 200);
    BOOST_TEST(get("/sessions", other.text("token")).code() == "unauthorized");
    BOOST_TEST(make(R"("sessions")", bearer, std::chrono::hours{0}).code() == "bad_request");
    BOOST_TEST(make(R"("sessions")", bearer, std::chrono::hours{24 * 367}).code() == "bad_request");
}

BOOST_AUTO_TEST_SUITE_END()
