#include "apps/broker/devices/devices.hpp"

#include "core/crypto/device_statement.hpp"
#include "tests/apps/broker/inviting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

/// What the program on a device does.
struct DeviceProgram {
    crypto::SigningKey signing = crypto::make_signing_key(system_random());
    ByteArray<32> key{9, 9, 9};

    [[nodiscard]] std::string enrolment(const std::string& token, const ByteArray<32>& signed_key) const
    {
        return R"({"token":")" + token + R"(","key":")" + to_base64url(key) + R"(","sign_key":")" +
               to_base64url(signing.public_key) + R"(","signature":")" +
               to_base64url(crypto::sign(signing, crypto::device_statement(token, signed_key))) + "\"}";
    }
};

std::string with_way(const std::string& way)
{
    return invite_body().insert(1, R"("way":")" + way + R"(",)");
}

struct WithDevices : Inviting {
    Answer announce(const std::string& name = "till 3")
    {
        return call("POST", "/api/v1/devices", R"({"name":")" + name + "\"}", bearer);
    }
    /// The device's id and its access.
    Answer enrolled()
    {
        return call("POST", "/api/v1/devices/enrol",
                    program.enrolment(announce().text("token"), program.key));
    }
    Answer wait(const Answer& device, const std::string& body = {})
    {
        return call("POST", "/api/v1/devices/" + device.text("device") + "/wait", body,
                    device.text("access"));
    }
    Answer come(const Answer& device, const std::string& body = invite_body())
    {
        return call("POST", "/api/v1/devices/" + device.text("device") + "/meetings", body, bearer);
    }

    /// On the broker's word alone.
    Answer call_device(const Answer& device) { return come(device, with_way("account")); }

    DeviceProgram program;
};

const std::string kAccountOnly = R"({"ways":["account"]})";
const std::string kBothWays = R"({"ways":["device","account"]})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(devices, WithDevices)

BOOST_AUTO_TEST_CASE(only_an_administrator_announces_and_removes)
{
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(call("POST", "/api/v1/devices", R"({"name":"x"})", bob).code() == "forbidden");
    const auto device = enrolled();
    BOOST_TEST(call("DELETE", "/api/v1/devices/" + device.text("device"), {}, bob).code() == "forbidden");
    BOOST_TEST(call("GET", "/api/v1/devices", {}, bob).status == 200);
    BOOST_TEST(call("GET", "/api/v1/devices", {}, device.text("access")).code() == "unauthorized");
}

BOOST_AUTO_TEST_CASE(a_device_enrols_once_with_a_key_that_it_signed) // SEC-47
{
    const auto token = announce().text("token");
    const auto enrol = [&](const std::string& body) { return call("POST", "/api/v1/devices/enrol", body); };
    BOOST_TEST(enrol(program.enrolment("guess", program.key)).code() == "unauthorized");
    BOOST_TEST(enrol(program.enrolment(token, ByteArray<32>{1})).code() == "bad_request");
    const auto done = enrol(program.enrolment(token, program.key));
    BOOST_REQUIRE(done.status == 200);
    BOOST_TEST(done.text("name") == "till 3");
    BOOST_TEST(done.text("organisation") == "Rope");
    BOOST_TEST(enrol(program.enrolment(token, program.key)).code() == "unauthorized");
    const auto listed =
        json::get_objects(*call("GET", "/api/v1/devices", {}, bearer).body, "devices").value().at(0);
    BOOST_TEST(json::get_bool(*listed, "enrolled").value());
    BOOST_TEST(json::get_string(*listed, "key").value() == to_base64url(program.key));
    restart();
    BOOST_TEST(wait(done).response.body == "{}");
}

BOOST_AUTO_TEST_CASE(a_token_is_good_for_a_day_and_guesses_are_slowed_down) // SEC-43
{
    const auto token = announce().text("token");
    clock.advance(kEnrolLife);
    const auto enrol = [&](const std::string& with) {
        return call("POST", "/api/v1/devices/enrol", program.enrolment(with, program.key)).code();
    };
    BOOST_TEST(enrol(token) == "unauthorized");
    for (int i = 1; i < 5; ++i)
        BOOST_TEST(enrol("guess") == "unauthorized");
    BOOST_TEST(enrol("guess") == "limit");
}

BOOST_AUTO_TEST_CASE(an_operator_meets_a_device_that_waits)
{
    const auto device = enrolled();
    BOOST_TEST(come(device).code() == "not_waiting");
    broker->options.long_poll = std::chrono::seconds{20};
    Answer waiting;
    call_later(waiting, "POST", "/api/v1/devices/" + device.text("device") + "/wait", device.text("access"),
               R"({"candidates":["192.0.2.7:110"]})");
    call("GET", "/healthz");
    auto body = invite_body();
    body.insert(1, R"("candidates":["192.0.2.8:110"],)");
    const auto theirs = come(device, body);
    BOOST_REQUIRE(theirs.status == 200);
    run_until(waiting);
    BOOST_TEST(waiting.text("operator") == "Ada");
    BOOST_TEST(waiting.text("way") == "device");
    BOOST_TEST(waiting.text("session") == theirs.text("session"));
    BOOST_TEST(waiting.text("grant") == theirs.text("grant"));
    BOOST_TEST(theirs.text("name") == "till 3");
    BOOST_TEST((json::get_strings(*connection_of(*theirs.body), "candidates").value() ==
                std::vector<std::string>{"192.0.2.7:110"}));
    BOOST_TEST((json::get_strings(*connection_of(*waiting.body), "candidates").value() ==
                std::vector<std::string>{"192.0.2.8:110"}));
    const auto grant = verified(theirs.text("grant"));
    BOOST_TEST((grant.ways == std::vector<std::string>{"device"}));
    BOOST_TEST((grant.parts[1].key == program.key));
    BOOST_TEST(session_call(theirs.text("session"), "/tickets", waiting.text("access")).status == 200);
    BOOST_TEST(session_call(theirs.text("session"), "/tickets", device.text("access")).code() ==
               "unauthorized");
}

BOOST_AUTO_TEST_CASE(who_comes_between_two_questions_is_not_lost_and_who_gave_up_is)
{
    const auto device = enrolled();
    wait(device);
    const auto theirs = come(device);
    BOOST_TEST(theirs.status == 200);
    BOOST_TEST(wait(device).text("session") == theirs.text("session"));
    BOOST_TEST(wait(device).response.body == "{}");
    BOOST_TEST(come(device).status == 200);
    clock.advance(std::chrono::seconds{30});
    BOOST_TEST(wait(device).response.body == "{}");
    clock.advance(std::chrono::seconds{10});
    BOOST_TEST(come(device).code() == "not_waiting");
}

BOOST_AUTO_TEST_CASE(a_device_takes_only_so_many_at_once)
{
    const auto device = enrolled();
    wait(device);
    for (int i = 0; i < 4; ++i)
        BOOST_TEST(come(device).status == 200);
    const auto before = broker->sessions.live().size();
    BOOST_TEST(come(device).code() == "limit");
    BOOST_TEST(broker->sessions.live().size() == before);
}

BOOST_AUTO_TEST_CASE(the_policy_holds_for_devices_too) // SEC-34
{
    const auto device = enrolled();
    wait(device);
    put_policy(kDenyAll);
    BOOST_TEST(come(device).code() == "module_denied");
    put_policy(std::string{kAllow} + "," + kDenyInput);
    BOOST_TEST((verified(come(device).text("grant")).parts[0].perms == std::vector<std::string>{"view"}));
}

// SEC-29
BOOST_AUTO_TEST_CASE(a_device_that_was_not_paired_is_called_where_it_allows_that)
{
    const auto device = enrolled();
    wait(device);
    BOOST_TEST(call_device(device).code() == "way_closed"); // only who was paired, when it says nothing
    wait(device, kBothWays);
    const auto theirs = call_device(device);
    BOOST_REQUIRE(theirs.status == 200);
    BOOST_TEST(theirs.text("way") == "account");
    const auto visit = wait(device, kBothWays);
    BOOST_TEST(visit.text("way") == "account");
    BOOST_TEST(visit.text("operator") == "Ada");
    BOOST_TEST(visit.text("grant") == theirs.text("grant"));
    const auto grant = verified(theirs.text("grant"));
    BOOST_TEST((grant.ways == std::vector<std::string>{"account"}));
    BOOST_TEST(to_base64url(grant.parts[0].key) == key_text(1));
    BOOST_TEST((grant.parts[1].key == program.key));
    const auto renewed = session_call(theirs.text("session"), "/grant", visit.text("access"));
    BOOST_TEST((verified(renewed.text("grant")).ways == std::vector<std::string>{"account"}));
}

BOOST_AUTO_TEST_CASE(each_program_at_a_device_takes_who_comes_by_its_way)
{
    const auto device = enrolled();
    wait(device);
    wait(device, kAccountOnly);
    const auto called = call_device(device);
    const auto paired = come(device);
    BOOST_TEST(wait(device).text("session") == paired.text("session"));
    BOOST_TEST(wait(device).response.body == "{}");
    BOOST_TEST(wait(device, kAccountOnly).text("session") == called.text("session"));
    clock.advance(std::chrono::seconds{8});
    wait(device, kAccountOnly);
    clock.advance(std::chrono::seconds{8}); // the other one is gone
    BOOST_TEST(come(device).code() == "way_closed");
    BOOST_TEST(call_device(device).status == 200);
    clock.advance(std::chrono::seconds{10});
    BOOST_TEST(call_device(device).code() == "not_waiting");
}

BOOST_AUTO_TEST_CASE(the_organisation_may_close_the_way_by_its_word_alone) // SEC-29
{
    const auto device = enrolled();
    wait(device, kBothWays);
    const auto id = call_device(device).text("session");
    options.by_account = false;
    restart();
    wait(device, kBothWays);
    BOOST_TEST(call_device(device).code() == "way_closed");
    BOOST_TEST(come(device).status == 200);
    BOOST_TEST(verified(session_call(id, "/grant", bearer).text("grant")).typ == "revoke");
}

BOOST_AUTO_TEST_CASE(what_is_no_way_to_a_device_is_refused) // SEC-1
{
    const auto device = enrolled();
    for (const char* wrong : {R"({"ways":[]})", R"({"ways":["link"]})", R"({"ways":"account"})",
                              R"({"ways":["device","account","account"]})"})
        BOOST_TEST(wait(device, wrong).code() == "bad_request", wrong);
    wait(device, kBothWays);
    for (const char* wrong : {"link", "code", "introduced", ""})
        BOOST_TEST(come(device, with_way(wrong)).code() == "bad_request", wrong);
    BOOST_TEST(
        call("POST", "/api/v1/devices/AAECAwQFBgcICQoLDA0ODw/meetings", with_way("account"), bearer).code() ==
        "not_found");
    BOOST_TEST(
        call("POST", "/api/v1/devices/" + device.text("device") + "/meetings", with_way("account")).code() ==
        "unauthorized");
    put_policy(kDenyAll);
    BOOST_TEST(call_device(device).code() == "module_denied");
}

BOOST_AUTO_TEST_CASE(a_removed_device_is_nobody_and_its_sessions_end)
{
    const auto device = enrolled();
    wait(device);
    const auto theirs = come(device);
    const auto visit = wait(device);
    broker->options.long_poll = std::chrono::seconds{20};
    Answer waiting;
    call_later(waiting, "POST", "/api/v1/devices/" + device.text("device") + "/wait", device.text("access"));
    call("GET", "/healthz");
    BOOST_TEST(call("DELETE", "/api/v1/devices/" + device.text("device"), {}, bearer).status == 200);
    run_until(waiting);
    BOOST_TEST(waiting.code() == "unauthorized");
    const auto told = session_call(theirs.text("session"), "/watch", visit.text("access"), R"({"seq":1})");
    BOOST_TEST(verified(told.text("grant")).typ == "revoke");
    BOOST_TEST(come(device).code() == "not_found");
    BOOST_TEST(call("DELETE", "/api/v1/devices/" + device.text("device"), {}, bearer).code() == "not_found");
}

BOOST_AUTO_TEST_CASE(a_device_speaks_for_itself_only)
{
    const auto one = enrolled();
    const auto other = enrolled();
    BOOST_TEST(
        call("POST", "/api/v1/devices/" + one.text("device") + "/wait", {}, other.text("access")).code() ==
        "unauthorized");
    BOOST_TEST(call("POST", "/api/v1/devices/" + one.text("device") + "/wait", {}, bearer).code() ==
               "unauthorized");
    BOOST_TEST(call("POST", "/api/v1/devices/" + one.text("device") + "/wait").code() == "unauthorized");
    BOOST_TEST(come(one, R"({"key":")" + to_base64url(program.key) + R"(","modules":[]})").code() ==
               "not_waiting");
    wait(one);
    BOOST_TEST(come(one, R"({"key":")" + to_base64url(program.key) + R"(","modules":[]})").code() ==
               "bad_request");
}

BOOST_AUTO_TEST_CASE(there_are_only_so_many_devices)
{
    Database::Transaction transaction{broker->database};
    for (std::size_t i = 0; i < kMaxDevices; ++i)
        BOOST_REQUIRE(broker->devices.announce("x").has_value());
    transaction.commit();
    BOOST_TEST(announce().code() == "limit");
    clock.advance(kEnrolLife);
    bearer = log_in("ada@example.org");
    BOOST_TEST(announce().status == 201);
}

BOOST_AUTO_TEST_SUITE_END()
