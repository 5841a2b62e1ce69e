// Operators who invite and people who come, at a broker that has the module remote-control.
#pragma once

#include "core/crypto/grant_verifier.hpp"
#include "tests/apps/broker/broker_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace cordee::broker::testing {

/// Ada may invite; remote-control is there.
struct Inviting : BrokerFixture {
    Inviting() : bearer{ada()} { add_module("remote-control", "0.1.0"); }

    Answer invite_answer() { return call("POST", "/api/v1/invitations", invite_body(), bearer); }
    std::string invite() { return invite_answer().text("invitation"); }
    Answer wait(const std::string& id, int after = 0)
    {
        return call("POST", "/api/v1/invitations/" + id + "/wait",
                    R"({"after":)" + std::to_string(after) + "}", bearer);
    }
    Answer meet(const std::string& id, std::uint8_t key = 2)
    {
        return call("POST", "/api/v1/meetings", meet_body(id, key));
    }
    Answer meet_code(const std::string& code, std::uint8_t key = 2)
    {
        return call("POST", "/api/v1/meetings",
                    R"({"code":")" + code + R"(","key":")" + key_text(key) + R"(","name":"Léa's laptop"})");
    }
    Answer close(const std::string& id, const std::string& body = {})
    {
        return call("POST", "/api/v1/invitations/" + id + "/close", body, bearer);
    }
    /// What stands before and behind the session's id.
    Answer session_call(const std::string& session, const std::string& what, const std::string& token,
                        const std::string& body = {}, const std::string& method = "POST")
    {
        return call(method, "/api/v1/sessions/" + session + what, body, token);
    }
    Answer put_policy(const std::string& rules)
    {
        return call("PUT", "/api/v1/policy", R"({"rules":[)" + rules + "]}", bearer);
    }
    crypto::Grant verified(const std::string& token)
    {
        crypto::GrantVerifier verifier{{{broker->grants.key_id(), broker->grants.public_key()}}, clock};
        return verifier.verify(token).value();
    }
    /// Until that request is answered.
    void run_until(const Answer& answer)
    {
        loop.restart();
        while (answer.status == 0 && loop.run_one_for(std::chrono::seconds{5}) != 0) {
        }
    }

    std::string bearer;
};

inline json::Object::Ptr connection_of(const json::Object& meeting)
{
    return json::get_object(meeting, "connection");
}

inline json::Object::Ptr only_relay(const Answer& answer)
{
    const auto relays = json::get_objects(*connection_of(*answer.body), "relays").value();
    BOOST_REQUIRE(relays.size() == 1U);
    return relays.front();
}

inline constexpr const char* kAllow =
    R"({"operator":"*","module":"remote-control","permissions":["view","input"],"effect":"allow"})";
inline constexpr const char* kDenyInput =
    R"({"operator":"*","module":"remote-control","permissions":["input"],"effect":"deny"})";
inline constexpr const char* kDenyAll =
    R"({"operator":"*","module":"remote-control","permissions":["*"],"effect":"deny"})";

} // namespace cordee::broker::testing
