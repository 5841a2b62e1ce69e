// Requests sent twice, and requests sent too often.
#include "apps/broker/http/repeats.hpp"

#include "apps/broker/times.hpp"
#include "tests/apps/broker/any_database.hpp"
#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Repeating : Inviting {
    Request post(const std::string& path, const std::string& body, const std::string& key,
                 const std::string& by) const
    {
        auto out = request_to("POST", "/api/v1" + path, body);
        out.bearer = by;
        out.idempotency_key = key;
        return out;
    }
    Answer add_group(const std::string& key, const std::string& name)
    {
        return send(post("/groups", R"({"name":")" + name + "\"}", key, bearer));
    }
    std::size_t groups()
    {
        return json::get_objects(*call("GET", "/api/v1/groups", {}, bearer).body, "groups")->size();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(repeats, Repeating)

BOOST_AUTO_TEST_CASE(the_same_request_is_carried_out_once_and_answered_again)
{
    const auto first = add_group("key-1", "Support");
    const auto again = add_group("key-1", "Support");
    BOOST_TEST(first.status == 201);
    BOOST_TEST(again.status == 201);
    BOOST_TEST(again.response.body == first.response.body);
    BOOST_TEST(groups() == 1U);
    restart();
    BOOST_TEST(add_group("key-1", "Support").response.body == first.response.body);
    clock.advance(std::chrono::hours{11});
    bearer = log_in("ada@example.org");
    BOOST_TEST(add_group("key-1", "Support").status == 201);
    clock.advance(std::chrono::hours{13});
    bearer = log_in("ada@example.org");
    BOOST_TEST(add_group("key-1", "Support").code() == "conflict"); // a day later it is a new request
}

BOOST_AUTO_TEST_CASE(the_key_is_for_one_request_of_one_person)
{
    BOOST_TEST(add_group("key-1", "Support").status == 201);
    BOOST_TEST(add_group("key-1", "Sales").code() == "conflict");
    BOOST_TEST(send(post("/devices", R"({"name":"Support"})", "key-1", bearer)).code() == "conflict");
    const auto bob = add_operator("bob@example.org", R"(,"role":"administrator")");
    BOOST_TEST(send(post("/groups", R"({"name":"Sales"})", "key-1", bob)).status == 201);
    BOOST_TEST(groups() == 2U);
}

BOOST_AUTO_TEST_CASE(what_was_refused_may_be_tried_again)
{
    BOOST_TEST(add_group("key-1", "").code() == "bad_request");
    BOOST_TEST(add_group("key-1", "Support").status == 201);
}

BOOST_AUTO_TEST_CASE(a_key_has_a_form)
{
    for (const std::string& key : {std::string{"a b"}, std::string{"é"}, std::string(65, 'a')})
        BOOST_TEST(add_group(key, "Support").code() == "bad_request", key);
    BOOST_TEST(add_group(std::string(64, 'a'), "Support").status == 201);
}

BOOST_AUTO_TEST_CASE(one_that_broke_off_is_not_carried_out_again_blindly)
{
    const auto request = post("/groups", R"({"name":"Support"})", "key-1", bearer);
    broker->repeats.begin(number_from(id_of(bearer)), request);
    BOOST_TEST(send(request).code() == "conflict"); // under way
    restart();
    const auto answer = send(request);
    BOOST_TEST(answer.code() == "conflict");
    BOOST_TEST(answer.text("detail").find("ended while") != std::string::npos);
    BOOST_TEST(groups() == 0U);
}

BOOST_AUTO_TEST_CASE(answers_with_secrets_are_told_again_and_kept_so_that_the_database_opens_none)
{
    const auto first = send(post("/devices", R"({"name":"kiosk"})", "a-long-random-key", bearer));
    const auto again = send(post("/devices", R"({"name":"kiosk"})", "a-long-random-key", bearer));
    BOOST_TEST(again.text("token") == first.text("token"));
    if (on_postgresql()) // whose files are not here to look into
        return;
    broker->database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto content = test::read_text(options.data_folder / "broker.db");
    BOOST_TEST(content.find(first.text("token")) == std::string::npos);
    BOOST_TEST(content.find("a-long-random-key") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_operator_sends_only_so_many_requests)
{
    options.requests = BrokerOptions{}.requests;
    restart();
    const auto bob = add_operator("bob@example.org");
    int refused = 0;
    for (int i = 0; i < 700; ++i)
        refused += call("GET", "/api/v1/me", {}, bob).status == 429;
    BOOST_TEST(refused == 100);
    const auto answer = call("GET", "/api/v1/me", {}, bob);
    BOOST_TEST(answer.code() == "limit");
    BOOST_TEST(answer.response.headers.at(0).first == "Retry-After");
    BOOST_TEST(call("GET", "/api/v1/me", {}, bearer).status == 200);
    clock.advance(std::chrono::seconds{60});
    BOOST_TEST(call("GET", "/api/v1/me", {}, bob).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
