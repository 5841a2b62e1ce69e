#include "core/crypto/relay_ticket.hpp"
#include "tests/apps/broker/inviting.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

BOOST_FIXTURE_TEST_SUITE(meetings, Inviting)

BOOST_AUTO_TEST_CASE(both_sides_get_the_same_grant_and_their_own_ticket)
{
    const auto id = invite();
    BOOST_TEST(id.size() == 22U);
    BOOST_TEST(wait(id).text("state") == "waiting");
    const auto agent = meet(id);
    BOOST_REQUIRE(agent.status == 200);
    const auto theirs = wait(id);
    BOOST_TEST(theirs.text("state") == "met");
    BOOST_TEST(theirs.text("grant") == agent.text("grant"));
    BOOST_TEST(theirs.text("session") == agent.text("session"));

    const auto grant = verified(agent.text("grant"));
    BOOST_TEST(to_hex(grant.sid) == agent.text("session"));
    BOOST_TEST(grant.seq == 1U);
    BOOST_TEST((grant.ways == std::vector<std::string>{"link"}));
    BOOST_REQUIRE(grant.parts.size() == 2U);
    BOOST_TEST(grant.parts[0].role == "operator");
    BOOST_TEST(grant.parts[0].name == "Ada");
    BOOST_TEST(grant.parts[0].org == "Rope");
    BOOST_TEST(to_base64url(grant.parts[0].key) == key_text(1));
    BOOST_TEST((grant.parts[0].perms == std::vector<std::string>{"view", "input"}));
    BOOST_TEST((grant.parts[0].mods ==
                std::vector<crypto::GrantedModule>{{"remote-control", Version{0, 1, 0}, "0123456789ABCDEF",
                                                    std::vector<std::string>{"view", "input"}}}));
    BOOST_TEST(grant.parts[1].role == "agent");
    BOOST_TEST(grant.parts[1].name == "Léa's laptop");
    BOOST_TEST(grant.parts[1].perms.empty());
    BOOST_TEST(to_base64url(grant.parts[1].key) == key_text(2));
}

BOOST_AUTO_TEST_CASE(tickets_verify_at_the_relay_with_its_credentials_only)
{
    const auto id = invite();
    const auto agent = meet(id);
    const auto theirs = wait(id);
    const auto folder = options.data_folder / "relays" / "relay";
    auto public_key = test::read_text(folder / "ticket-key");
    auto secret = test::read_text(folder / "secret");
    public_key.pop_back();
    secret.pop_back();
    const auto key = to_array<32>(from_base64url(public_key).value()).value();
    std::set<std::string> known;
    for (const auto& [answer, side] : {std::pair{agent, "agent"}, std::pair{theirs, "operator"}}) {
        const auto relay = only_relay(answer);
        BOOST_TEST(json::get_string(*relay, "id").value() == "relay");
        BOOST_TEST(json::get_string(*relay, "host").value() == "localhost");
        BOOST_TEST((json::get_integers(*relay, "ports").value() == std::vector<std::int64_t>{11438}));
        BOOST_TEST((json::get_strings(*relay, "encapsulations").value() ==
                    std::vector<std::string>{"native", "https", "http"}));
        BOOST_TEST(json::get_bool(*relay, "udp").value());
        const auto tickets = json::get_objects(*relay, "tickets").value();
        BOOST_TEST(tickets.size() == 8U);
        for (const auto& entry : tickets) {
            const auto token = json::get_string(*entry, "ticket").value();
            const auto ticket = crypto::verify_relay_ticket(key, token, "relay", clock).value();
            BOOST_TEST(ticket.side == side);
            BOOST_TEST(to_hex(ticket.sid) == answer.text("session"));
            BOOST_TEST((ticket.exp - ticket.iat == std::chrono::minutes{15}));
            BOOST_TEST(known.insert(ticket.jti).second);
            BOOST_TEST(json::get_string(*entry, "key").value() ==
                       to_base64url(crypto::relay_proof_key(from_hex(secret).value(), token).view()));
        }
    }
    BOOST_TEST(!std::filesystem::exists(folder / "ticket-relay"));
}

BOOST_AUTO_TEST_CASE(an_invitation_meets_once_also_after_a_restart) // SEC-13
{
    const auto id = invite();
    BOOST_TEST(meet(id).status == 200);
    BOOST_TEST(meet(id, 3).code() == "used");
    restart();
    BOOST_TEST(meet(id, 3).code() == "used");
    BOOST_TEST(wait(id).text("state") == "met");
}

BOOST_AUTO_TEST_CASE(it_expires_and_can_be_withdrawn) // SEC-13
{
    const auto late = invite();
    const auto withdrawn = invite();
    BOOST_TEST(call("DELETE", "/api/v1/invitations/" + withdrawn, {}, bearer).status == 200);
    BOOST_TEST(meet(withdrawn).code() == "used");
    BOOST_TEST(wait(withdrawn).code() == "used");
    clock.advance(std::chrono::minutes{30});
    BOOST_TEST(meet(late).code() == "expired");
    BOOST_TEST(wait(late).code() == "expired");
}

BOOST_AUTO_TEST_CASE(an_invitation_is_its_operators_own)
{
    const auto id = invite();
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(call("POST", "/api/v1/invitations/" + id + "/wait", {}, bob).code() == "not_found");
    BOOST_TEST(call("DELETE", "/api/v1/invitations/" + id, {}, bob).code() == "not_found");
    BOOST_TEST(call("POST", "/api/v1/invitations/" + id + "/wait").code() == "unauthorized");
    const auto session = meet(id).text("session");
    BOOST_TEST(call("POST", "/api/v1/sessions/" + session + "/grant", {}, bob).code() == "not_found");
}

BOOST_AUTO_TEST_CASE(a_waiting_operator_is_woken_and_blocks_nobody)
{
    broker->options.long_poll = std::chrono::seconds{20};
    const auto id = invite();
    Answer waiting;
    call_later(waiting, "POST", "/api/v1/invitations/" + id + "/wait", bearer);
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(call("GET", "/healthz").text("status") == "ok");
    BOOST_TEST(waiting.status == 0);
    BOOST_TEST(meet(id).status == 200);
    run_until(waiting);
    BOOST_TEST(waiting.text("state") == "met");
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{10}));
}

BOOST_AUTO_TEST_CASE(a_denied_module_is_refused_and_the_rule_is_named) // SEC-34
{
    BOOST_TEST(put_policy(std::string{kAllow} + "," + kDenyAll).status == 200);
    const auto answer = call("POST", "/api/v1/invitations", invite_body(), bearer);
    BOOST_TEST(answer.status == 403);
    BOOST_TEST(answer.code() == "module_denied");
    BOOST_TEST(answer.text("detail").find("denied by rule 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_permission_that_is_denied_is_not_in_the_grant) // SEC-34
{
    put_policy(std::string{kAllow} + "," + kDenyInput);
    const auto grant = verified(meet(invite()).text("grant"));
    BOOST_TEST((grant.parts[0].perms == std::vector<std::string>{"view"}));
}

BOOST_AUTO_TEST_CASE(a_policy_that_changes_before_the_meeting_counts)
{
    const auto id = invite();
    put_policy(kDenyAll);
    const auto grant = verified(meet(id).text("grant"));
    BOOST_TEST(grant.parts[0].perms.empty());
    BOOST_TEST(grant.parts[0].mods.empty());
    BOOST_TEST(grant.parts[1].mods.empty());
}

BOOST_AUTO_TEST_CASE(a_renewal_has_a_greater_number_and_the_policy_of_the_moment)
{
    const auto agent = meet(invite());
    const auto renew = [&] {
        return call("POST", "/api/v1/sessions/" + agent.text("session") + "/grant", {}, bearer);
    };
    const auto second = verified(renew().text("grant"));
    BOOST_TEST(second.seq == 2U);
    BOOST_TEST((second.parts == verified(agent.text("grant")).parts));
    put_policy(std::string{kAllow} + "," + kDenyInput);
    restart();
    clock.advance(std::chrono::minutes{10});
    const auto third = verified(renew().text("grant"));
    BOOST_TEST(third.seq == 4U); // the change made one by itself
    BOOST_TEST((third.parts[0].perms == std::vector<std::string>{"view"}));
    BOOST_TEST(third.parts[0].key == second.parts[0].key);
    clock.advance(std::chrono::hours{11});
    bearer = log_in("ada@example.org");
    clock.advance(std::chrono::hours{11});
    bearer = log_in("ada@example.org");
    clock.advance(std::chrono::hours{3});
    BOOST_TEST(renew().code() == "expired");
}

BOOST_AUTO_TEST_CASE(guesses_of_invitations_are_slowed_down) // SEC-43
{
    const auto id = invite();
    const auto guess = to_base64url(Bytes(16, 7));
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(meet(guess).code() == "not_found");
    BOOST_TEST(meet(id).code() == "limit");
    clock.advance(std::chrono::seconds{30});
    BOOST_TEST(meet(id).status == 200);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused)
{
    const auto id = invite();
    BOOST_TEST(meet(id, 0).code() == "bad_request"); // the zero key
    BOOST_TEST(meet(id, 1).code() == "bad_request"); // the operator's own key
    BOOST_TEST(meet(id).status == 200);              // neither spent the invitation
    const auto invite_with = [&](const std::string& body) {
        return call("POST", "/api/v1/invitations", body, bearer).code();
    };
    const auto key = R"("key":")" + key_text(1) + "\",";
    const std::string modules = R"("modules":[{"id":"remote-control","permissions":["view"]}])";
    BOOST_TEST(invite_with("{" + key + R"("minutes":0,)" + modules + "}") == "bad_request");
    BOOST_TEST(invite_with("{" + key + R"("minutes":1441,)" + modules + "}") == "bad_request");
    BOOST_TEST(invite_with("{" + key + R"("minutes":"5",)" + modules + "}") == "bad_request");
    BOOST_TEST(invite_with("{" + key + R"("modules":[]})") == "bad_request");
    BOOST_TEST(invite_with(R"({"key":"AAAA",)" + modules + "}") == "bad_request");
    BOOST_TEST(invite_with("{" + key + R"("minutes":1440,)" + modules + "}").empty());
}

BOOST_AUTO_TEST_CASE(a_module_without_a_package_is_refused_clearly)
{
    std::filesystem::remove_all(options.modules_folder);
    BOOST_TEST(call("POST", "/api/v1/invitations", invite_body(), bearer).code() == "not_found");
}

BOOST_AUTO_TEST_CASE(the_longest_names_and_the_most_modules_fit_a_grant_and_what_was_withdrawn_counts)
{
    const std::string name(80, '"');
    std::string in_json; // where each takes two characters
    for (std::size_t i = 0; i < name.size(); ++i)
        in_json += "\\\"";
    broker->database.run("UPDATE operator SET name = ?", {name});
    broker->database.run("UPDATE installation SET value = ? WHERE name = 'organisation'", {name});
    std::vector<ModuleAccess> modules;
    std::string rules;
    for (int i = 0; i < 7; ++i) {
        modules.push_back(
            {"module-" + std::to_string(i) + std::string(20, 'x'), {"view", "input-" + std::to_string(i)}});
        add_module(modules.back().id, "999999.999999.999980");
    }
    plugin::trust::Targets targets;
    targets.modules = {{"*", {"0123456789ABCDEF"}, {}}};
    for (const auto& module : modules)
        for (std::uint32_t patch = 981; patch <= 998; ++patch)
            targets.revoked.push_back({module.id, {999999, 999999, 999000 + patch}, {}});
    broker->modules.use_targets(&targets);
    BOOST_REQUIRE(fits_a_grant(modules));
    auto one_more = modules;
    one_more.push_back(one_more.back());
    BOOST_TEST(!fits_a_grant(one_more));
    BOOST_TEST_REQUIRE(
        call("PUT", "/api/v1/policy",
             R"({"rules":[{"operator":"*","module":"*","permissions":["*"],"effect":"allow"}],)"
             R"("modules":[{"module":"*","max":"999999.999999.999999"}]})",
             bearer)
            .status == 200);
    const auto body = R"({"key":")" + key_text(1) + R"(",)" + modules_to_text(modules).substr(1);
    const auto id = call("POST", "/api/v1/invitations", body, bearer).text("invitation");
    BOOST_REQUIRE(!id.empty());
    const auto answer =
        call("POST", "/api/v1/meetings",
             R"({"invitation":")" + id + R"(","key":")" + key_text(2) + R"(","name":")" + in_json + "\"}");
    BOOST_TEST(answer.text("grant").size() <= crypto::kMaxGrant);
    const auto grant = verified(answer.text("grant"));
    BOOST_TEST(grant.parts[1].mods.size() == 7U);
    std::size_t listed = 0;
    for (const auto& module : grant.parts[0].mods) {
        listed += module.withdrawn.size();
        for (std::uint32_t patch = 981; patch <= 998; ++patch) {
            const Version version{999999, 999999, 999000 + patch};
            const bool refused = version < module.min ||
                                 std::ranges::find(module.withdrawn, version) != module.withdrawn.end();
            BOOST_TEST(refused);
        }
    }
    BOOST_TEST(listed >= 6U);
    broker->modules.use_targets(nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
