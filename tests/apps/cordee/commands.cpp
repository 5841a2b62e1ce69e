#include "apps/cordee/command.hpp"
#include "core/crypto/audit_chain.hpp"
#include "core/crypto/session_code.hpp"
#include "core/endpoint/invitation_store.hpp"
#include "core/endpoint/link.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/plugin/manifest.hpp"
#include "tests/core/endpoint/fake_http.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <sstream>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

const std::string kId = "AAECAwQFBgcICQoLDA0ODw";
const std::string kPin = "EBESExQVFhcYGRobHB0eHw";
const std::string kKeys = R"({"grant":[{"kid":"k1","key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})";
const std::string kLogin =
    R"({"token":"tok","expires":"2030","name":"Olga","organisation":"Aide","role":"operator"})";

struct CommandsFixture {
    TemporaryFolder folder;
    FakeTerminal terminal;
    FakeHttp http;
    std::vector<std::string> connected;
    cli::Context context{terminal,
                         {folder.path() / "config", folder.path() / "state", folder.path() / "cache"},
                         [this](const transport::Address& address, const std::optional<Pin>& pin) {
                             connected.push_back(transport::to_string(address) +
                                                 (pin ? " " + format_pin(*pin) : ""));
                             return std::make_unique<SharedHttp>(http);
                         }};

    int run(const std::vector<std::string>& arguments) { return cli::run_command_line(context, arguments); }

    std::string file(const std::string& content) const
    {
        const auto path = folder.path() / "input";
        std::ofstream{path} << content;
        return path;
    }

    void log_in()
    {
        http.answer(200, kLogin);
        http.answer(200, kKeys);
        run({"login", "https://b.example:8443", "--email", "o@example.org", "--password-file", file("pass\n"),
             "--pin", kPin});
        http.asked.clear();
        terminal.said.clear();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(commands, CommandsFixture)

BOOST_AUTO_TEST_CASE(every_command_explains_itself)
{
    BOOST_TEST(run({"--help"}) == 0);
    const auto overview = terminal.printed.at(0);
    for (const auto& command : cli::commands()) {
        BOOST_TEST(overview.find(command.name) != std::string::npos);
        std::istringstream name{std::string{command.name}};
        std::vector<std::string> words{std::istream_iterator<std::string>{name}, {}};
        words.emplace_back("--help");
        BOOST_TEST(run(words) == 0);
        BOOST_TEST(terminal.printed.back().starts_with("usage: cordee " + std::string{command.name}));
    }
    BOOST_TEST(run({}) == 2);
    BOOST_TEST(run({"--version"}) == 0);
    BOOST_TEST(terminal.said.empty());
}

BOOST_AUTO_TEST_CASE(a_command_line_that_makes_no_sense_is_a_usage_error)
{
    for (const auto& wrong :
         std::vector<std::vector<std::string>>{{"frobnicate"},
                                               {"operator"},
                                               {"operator", "remove"},
                                               {"login"},
                                               {"login", "https://b", "more"},
                                               {"invite", "--minutes", "0"},
                                               {"invite", "--minutes", "2h"},
                                               {"invite", "--color"},
                                               {"invite", "--module", "../etc"},
                                               {"control", "--module", "files", "--view"},
                                               {"invite", "--module", "chat,"},
                                               {"invite", "--module", "chat", "--view"},
                                               {"send", "till"},
                                               {"fetch", "till"},
                                               {"fetch", "till", "a", "--conflict", "both"},
                                               {"control", "--by-account"},
                                               {"control", "https://b/j/x#1.y", "--by-account"},
                                               {"login", "https://b", "--email", "a", "--pin", "x"}})
        BOOST_CHECK_THROW(run(wrong), UsageError);
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(setup_asks_for_what_is_missing_and_logs_in)
{
    terminal.answers = {"Aide", "Olga", "o@example.org", "long password", "long password"};
    http.answer(201, "{}");
    http.answer(200, kLogin);
    http.answer(200, kKeys);
    BOOST_TEST(run({"setup", "https://b.example:8443/setup#" + kId + "." + kPin}) == 0);
    BOOST_TEST(
        http.asked.at(0) ==
        R"(POST /api/v1/setup {"token":")" + kId +
            R"(","organisation":"Aide","name":"Olga","email":"o@example.org","password":"long password"})");
    BOOST_TEST(connected.at(0) == "b.example:8443 " + kPin);
    BOOST_TEST(terminal.printed.empty());
    BOOST_TEST(context.accounts().require().token == "tok");
}

BOOST_AUTO_TEST_CASE(two_different_new_passwords_are_noticed_before_anything_is_sent)
{
    terminal.answers = {"one", "two"};
    BOOST_CHECK_THROW(
        run({"setup", "https://b/setup#" + kId, "--organisation", "A", "--name", "N", "--email", "e"}),
        UserError);
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(login_without_terminal_and_file_says_how)
{
    try {
        run({"login", "https://b", "--email", "e"});
        BOOST_ERROR("no failure");
    } catch (const UsageError& error) {
        BOOST_TEST(error.hint() == "give it with --password-file FILE");
    }
}

BOOST_AUTO_TEST_CASE(login_is_kept_and_logout_forgets_it_even_when_the_broker_is_away)
{
    log_in();
    BOOST_TEST(context.accounts().require().grant_keys.contains("k1"));
    http.fail(Errc::unreachable);
    BOOST_TEST(run({"logout"}) == 0);
    BOOST_TEST(!context.accounts().load().has_value());
    BOOST_TEST(run({"logout"}) == 0);
}

BOOST_AUTO_TEST_CASE(invite_prints_the_link_and_nothing_else_on_stdout)
{
    log_in();
    http.answer(
        201,
        R"({"invitation":")" + kId +
            R"(","session":"000102030405060708090a0b0c0d0e0f","expires":"2100-01-01T00:00:00Z","modules":[{"id":"remote-control","permissions":["view","input"]}]})");
    BOOST_TEST(run({"invite", "--view"}) == 0);
    BOOST_REQUIRE_EQUAL(terminal.printed.size(), 1u);
    const auto link = parse_invitation_link(terminal.printed[0]).value();
    BOOST_TEST(link.invitation == kId);
    BOOST_TEST((link.pin == parse_pin(kPin)));
    // SEC-4: the secret of the link is in nothing that went to the broker.
    BOOST_TEST(http.asked.at(0).find(to_base64url(link.secret.view())) == std::string::npos);
    BOOST_TEST(http.asked.at(0).find(R"("permissions":["view"])") != std::string::npos);
    const auto kept = InvitationStore{context.folders.state}.load(kId);
    BOOST_REQUIRE(kept.has_value());
    BOOST_TEST((to_hex(kept->link_secret.view()) == to_hex(link.secret.view())));
    BOOST_REQUIRE(kept->modules.size() == 1U);
    BOOST_TEST(kept->modules[0].id == "remote-control");
}

BOOST_AUTO_TEST_CASE(invite_prints_a_code_too_and_keeps_its_secret_here) // SEC-9
{
    log_in();
    http.answer(201, R"({"invitation":")" + kId +
                         R"(","session":"000102030405060708090a0b0c0d0e0f","expires":"2100-01-01T00:00:00Z",)"
                         R"("code":"48213","code_expires":"2100-01-01T00:00:00Z",)"
                         R"("modules":[{"id":"remote-control","permissions":["view","input"]}]})");
    BOOST_TEST(run({"invite"}) == 0);
    BOOST_REQUIRE_EQUAL(terminal.printed.size(), 2u);
    const auto code = crypto::SessionCode::parse(terminal.printed[0]);
    BOOST_REQUIRE(code.has_value());
    BOOST_TEST(code->routing() == "48213");
    BOOST_TEST(parse_invitation_link(terminal.printed[1]).has_value());
    const auto kept = InvitationStore{context.folders.state}.load(kId);
    BOOST_REQUIRE((kept && kept->code));
    BOOST_TEST((to_hex(kept->code->secret.view()) == to_hex(code->secret().view())));
    BOOST_TEST((kept->code->expires <= system_clock().now() + std::chrono::minutes{10}));
    BOOST_TEST((kept->expires <= system_clock().now() + std::chrono::minutes{30}));
    BOOST_TEST(http.asked.at(0).find(as_text(code->secret().view())) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(several_modules_are_asked_for_with_all_that_each_can_do_and_none_is_fetched)
{
    log_in();
    const std::string platform{plugin::this_platform()};
    const auto described = [&](const std::string& id, const std::string& permissions) {
        http.answer(200, R"({"id":")" + id + R"(","version":"0.1.0","platform":")" + platform +
                             R"(","size":10,"sha256":")" + std::string(64, 'a') + R"(","permissions":[)" +
                             permissions + "]}");
    };
    described("chat", R"("chat")");
    described("file-transfer", R"("send","fetch")");
    http.answer(201, R"({"invitation":")" + kId +
                         R"(","session":"000102030405060708090a0b0c0d0e0f","expires":"2100-01-01T00:00:00Z",)"
                         R"("modules":[{"id":"chat","permissions":["chat"]},)"
                         R"({"id":"remote-control","permissions":["view"]},)"
                         R"({"id":"file-transfer","permissions":["send","fetch"]}]})");
    BOOST_TEST(
        run({"invite", "--module", "chat,remote-control", "--module", "file-transfer,chat", "--view"}) == 0);
    BOOST_REQUIRE(http.asked.size() == 3U);
    BOOST_TEST(http.asked[0] == "GET /api/v1/modules/chat?platform=" + platform);
    BOOST_TEST(http.asked[2].find(
                   R"("modules":[{"id":"chat","permissions":["chat"]},{"id":"remote-control",)"
                   R"("permissions":["view"]},{"id":"file-transfer","permissions":["send","fetch"]}])") !=
                   std::string::npos,
               http.asked[2]);
    const auto kept = InvitationStore{context.folders.state}.load(kId);
    BOOST_REQUIRE((kept && kept->modules.size() == 3U));
    BOOST_TEST(kept->modules[2].id == "file-transfer");
    BOOST_TEST(kept->modules[2].permissions.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_is_to_be_sent_is_looked_at_before_anybody_is_asked)
{
    log_in();
    BOOST_CHECK_THROW(run({"send", "till", (folder.path() / "nothing").string()}), UserError);
    BOOST_CHECK_THROW(run({"fetch", "till", "a", "--to", (folder.path() / "nothing").string()}), UserError);
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_device_is_announced_with_the_line_that_enrols_it)
{
    log_in();
    http.answer(201, R"({"device":")" + kId + R"(","token":")" + kId + R"("})");
    BOOST_TEST(run({"device", "add", "till"}) == 0);
    BOOST_TEST(terminal.printed.at(0) ==
               "cordee-agent enrol 'https://b.example:8443/enrol#" + kId + "." + kPin + "'");
}

BOOST_AUTO_TEST_CASE(a_relay_is_added_with_a_folder_that_only_its_owner_reads)
{
    log_in();
    const auto secret = to_hex(ByteArray<32>{5});
    const auto key = to_base64url(ByteArray<32>{6});
    http.answer(201, R"({"relay":"paris","secret":")" + secret + R"(","ticket_key":")" + key + R"("})");
    const auto made = folder.path() / "made";
    BOOST_TEST(run({"relay", "add", "paris", "--region", "eu", "--at", "48.86,2.35", "--host",
                    "paris.example.org", "--folder", made}) == 0);
    BOOST_TEST(http.asked.at(0) ==
               R"(POST /api/v1/relays {"relay":"paris","region":"eu","at":"48.86,2.35"})");
    BOOST_TEST(test::read_text(made / "secret") == secret + "\n");
    BOOST_TEST(test::read_text(made / "ticket-key") == key + "\n");
    BOOST_TEST(test::read_text(made / "relay-reporter.toml") ==
               "[broker]\nurl = \"https://b.example:8443\"\npin = \"" + kPin +
                   "\"\n\n[relay]\nid = \"paris\"\nhost = \"paris.example.org\"\n");
    for (const auto& file : {made, made / "secret"})
        BOOST_TEST(((std::filesystem::status(file).permissions() & std::filesystem::perms::others_all) ==
                    std::filesystem::perms::none));
    for (const auto& line : terminal.printed)
        BOOST_TEST(line.find(secret) == std::string::npos);
    // What is there is not written over, and the broker not asked.
    BOOST_CHECK_THROW(run({"relay", "add", "paris", "--folder", made}), UserError);
    BOOST_TEST(http.asked.size() == 1U);
    const auto other = folder.path() / "other";
    http.answer(409, R"({"code":"conflict","detail":"there is one","hint":"h"})");
    BOOST_CHECK_THROW(run({"relay", "add", "paris", "--folder", other}), UserError);
    BOOST_TEST(!std::filesystem::exists(other));
}

BOOST_AUTO_TEST_CASE(relays_are_listed_with_their_state_and_pins)
{
    log_in();
    const std::string answer =
        R"({"relays":[{"relay":"oslo","from":"added","state":"never_seen","since":"2030-01-01T00:00:00Z"},)"
        R"({"relay":"paris","from":"added","state":"alive","since":"2030-01-01T00:00:00Z","region":"eu","at":"48.86,2.35",)"
        R"("host":"p","ports":[443],"load":{"sessions":250,"capacity":1000,"busy":0.1,"contradicted":false,"index":0.9}}],)"
        R"("pins":[{"relay":"paris","fallback":["oslo"]},{"operator":"bob@example.org","relay":"oslo","fallback":[]}]})";
    http.answer(200, answer);
    BOOST_TEST(run({"relay", "list"}) == 0);
    BOOST_TEST(
        (terminal.printed ==
         std::vector<std::string>{"oslo  never seen  -  -  2030-01-01T00:00:00Z",
                                  "paris  alive  eu  48.86,2.35  250/1000  25 %  0.90  2030-01-01T00:00:00Z",
                                  "everybody is pinned to paris, with the fallback oslo",
                                  "bob@example.org is pinned to oslo, without a fallback"}));
    http.answer(200, answer);
    terminal.printed.clear();
    BOOST_TEST(run({"relay", "list", "--json"}) == 0);
    BOOST_TEST(json::parse(terminal.printed.at(0)).has_value());
    http.answer(200, R"({"relays":7,"pins":[]})");
    BOOST_CHECK_THROW(run({"relay", "list"}), UserError);
}

BOOST_AUTO_TEST_CASE(a_pin_and_its_end_are_told_to_the_broker)
{
    log_in();
    http.answer(200, "{}");
    http.answer(200, "{}");
    http.answer(200, "{}");
    run({"relay", "pin", "paris", "--fallback", "oslo"});
    run({"relay", "pin", "paris", "--operator", "bob@example.org"});
    run({"relay", "unpin"});
    BOOST_TEST((http.asked ==
                std::vector<std::string>{
                    R"(PUT /api/v1/relays/pin {"relay":"paris","fallback":["oslo"]})",
                    R"(PUT /api/v1/relays/pin {"relay":"paris","fallback":[],"operator":"bob@example.org"})",
                    "PUT /api/v1/relays/pin {}"}));
}

BOOST_AUTO_TEST_CASE(a_choice_is_explained_in_words)
{
    log_in();
    const std::string session = "000102030405060708090a0b0c0d0e0f";
    const auto explained = [&](const std::string& choice) {
        http.answer(200, R"({"session":")" + session +
                             R"(","attempt":1,"chosen":"2030-01-01T00:00:00Z","on":"oslo","choice":)" +
                             choice + "}");
        terminal.printed.clear();
        BOOST_TEST(run({"relay", "explain", session}) == 0);
        return terminal.printed;
    };
    const auto best = explained(
        R"({"reason":"best","order":["paris","oslo"],"candidates":[{"relay":"paris","region":"","operator_us":1500,)"
        R"("operator_from":"measured","client_us":20000,"client_from":"estimated","index_percent":90,"load_percent":10,)"
        R"("failed_percent":0,"cost_us":23889},{"relay":"rome","excluded":"silent"}]})");
    BOOST_TEST((best == std::vector<std::string>{"paris was chosen because it costs least: 1.5 ms (measured) "
                                                 "to the operator and 20.0 ms (estimated) "
                                                 "to the client, weighed with how it does",
                                                 "chosen at 2030-01-01T00:00:00Z",
                                                 "should it be lost, the session goes on through oslo",
                                                 "the session moved, and goes through oslo now",
                                                 "paris: operator 1.5 ms (measured), client 20.0 ms "
                                                 "(estimated), index 0.90, load 10 %, cost 23.9 ms",
                                                 "rome was left out: it does not report"}));
    BOOST_TEST(
        explained(
            R"({"reason":"fallback","order":["oslo"],"candidates":[{"relay":"paris","excluded":"silent"}]})")
            .at(0) == "oslo was chosen as the account's fallback, because its pinned relay cannot be used "
                      "(paris: it does not report)");
    BOOST_TEST(explained(R"({"reason":"none","order":[],"candidates":[]})").at(0) ==
               "there was no relay that this session could use");
    http.answer(200, R"({"choice":{"reason":"best","order":7}})");
    BOOST_CHECK_THROW(run({"relay", "explain", session}), UserError);
    BOOST_CHECK_THROW(run({"relay", "explain", "x"}), UsageError);
}

BOOST_AUTO_TEST_CASE(a_paired_device_with_another_key_is_not_reached) // SEC-46
{
    log_in();
    const PairingStore paired{context.folders.state, "devices"};
    Pairing pairing;
    pairing.name = "till";
    pairing.peer_key = {1, 2, 3};
    pairing.device = kId;
    pairing.own_secret = Secret<32>{ByteArray<32>{9}};
    paired.save(pairing);
    const auto host = file("#!/bin/sh\n");
    std::filesystem::permissions(host, std::filesystem::perms::owner_all);
    const auto failure = [&](const std::string& key) {
        http.answer(200, kKeys);
        http.answer(200, R"({"devices":[{"device":")" + kId +
                             R"(","name":"till","enrolled":true,"waiting":true,"key":")" + key + R"("}]})");
        try {
            run({"control", "till", "--set", "plugin.host=" + host});
        } catch (const UserError& error) {
            return std::string{error.what()};
        }
        return std::string{"no failure"};
    };
    BOOST_TEST(failure(to_base64url(ByteArray<32>{7})) ==
               "the key of till is not the one that you were paired with");
    BOOST_TEST(http.asked.back().starts_with("GET")); // nothing was begun
    BOOST_TEST(run({"device", "forget", "till"}) == 0);
    BOOST_TEST(failure(to_base64url(ByteArray<32>{7})) == "you were not paired with till");
}

struct Calling : CommandsFixture {
    Calling()
    {
        log_in();
        const auto host = file("#!/bin/sh\n");
        std::filesystem::permissions(host, std::filesystem::perms::owner_all);
        call = {"control", "till", "--by-account", "--set", "plugin.host=" + host};
    }
    /// What the person reads when the broker answers so to the call.
    std::string failure(unsigned status, const std::string& answer)
    {
        http.answer(200, kKeys);
        http.answer(200, R"({"devices":[{"device":")" + kId +
                             R"(","name":"till","enrolled":true,"waiting":true,"key":")" +
                             to_base64url(ByteArray<32>{7}) + R"("}]})");
        http.answer(status, answer);
        try {
            run(call);
        } catch (const UserError& error) {
            return error.what();
        }
        return "no failure";
    }

    std::vector<std::string> call;
};

// SEC-29
BOOST_FIXTURE_TEST_CASE(a_call_without_a_terminal_begins_nothing, Calling)
{
    BOOST_TEST(failure(200, "{}") ==
               "there is no terminal in which you could compare six digits with the person there");
    BOOST_TEST(http.asked.empty());
}

BOOST_FIXTURE_TEST_CASE(a_device_that_takes_no_calls_is_named_in_the_broker_s_words, Calling)
{
    terminal.answers = {"y"};
    BOOST_TEST(failure(403, R"({"code":"way_closed","detail":"till takes nobody","hint":"ask"})") ==
               "the broker says: till takes nobody");
    BOOST_TEST(http.asked.back().starts_with("POST /api/v1/devices/" + kId + "/meetings "));
    BOOST_TEST(http.asked.back().find(R"("way":"account")") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_broker_cannot_turn_a_call_into_another_way_in, Calling) // SEC-1
{
    terminal.answers = {"y"};
    BOOST_TEST(
        failure(
            200,
            R"({"session":"000102030405060708090a0b0c0d0e0f","way":"device","grant":"v4.public.forged",)"
            R"("connection":{"relays":[{"id":"r","host":"relay.invalid","ports":[1],"encapsulations":["native"],)"
            R"("udp":false,"tickets":[{"ticket":"t","key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}],)"
            R"("ports":[1],"encapsulations":["native"]}})") == "the broker's answer was not understood");
}

BOOST_FIXTURE_TEST_CASE(a_paired_device_with_another_key_is_not_called_either, Calling) // SEC-46
{
    Pairing pairing;
    pairing.name = "till";
    pairing.peer_key = {1, 2, 3};
    pairing.device = kId;
    PairingStore{context.folders.state, "devices"}.save(pairing);
    terminal.answers = {"y"};
    BOOST_TEST(failure(200, "{}") == "the key of till is not the one that you were paired with");
    BOOST_TEST(http.asked.back().starts_with("GET"));
}

BOOST_AUTO_TEST_CASE(the_connection_of_a_side_is_shown_and_changed)
{
    log_in();
    const std::string settings = R"({"operator":{"ports":[443,80],"encapsulations":["native","http"]},)"
                                 R"("agent":{"ports":[443],"encapsulations":["https"]}})";
    http.answer(200, settings);
    BOOST_TEST(run({"connection", "show"}) == 0);
    BOOST_TEST((terminal.printed ==
                std::vector<std::string>{"operator ports 443,80", "operator encapsulations native,http",
                                         "agent ports 443", "agent encapsulations https"}));
    http.answer(200, settings);
    http.answer(200, "{}");
    BOOST_TEST(run({"connection", "set", "agent", "--ports", "80,443"}) == 0);
    BOOST_TEST(http.asked.back().find(R"("agent":{"ports":[80,443],"encapsulations":["https"]})") !=
               std::string::npos);
    BOOST_CHECK_THROW(run({"connection", "set", "client", "--ports", "80"}), UsageError);
    BOOST_CHECK_THROW(run({"connection", "set", "agent", "--ports", "eighty"}), UsageError);
    BOOST_CHECK_THROW(run({"connection", "set", "agent"}), UsageError);
}

BOOST_AUTO_TEST_CASE(a_session_is_ended_by_its_number)
{
    log_in();
    http.answer(204, "");
    BOOST_TEST(run({"session", "end", "000102030405060708090a0b0c0d0e0f"}) == 0);
    BOOST_TEST(http.asked.back() == "DELETE /api/v1/sessions/000102030405060708090a0b0c0d0e0f");
    BOOST_CHECK_THROW(run({"session", "end", "mine"}), UsageError);
}

BOOST_AUTO_TEST_CASE(commands_that_need_a_login_say_so)
{
    for (const auto& command :
         std::vector<std::vector<std::string>>{{"invite"}, {"policy", "show"}, {"module", "list"}})
        BOOST_CHECK_THROW(run(command), UserError);
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(the_policy_is_shown_and_set)
{
    log_in();
    http.answer(
        200,
        R"({"rules":[{"operator":"*","module":"remote-control","permissions":["view"],"effect":"allow"}]})");
    BOOST_TEST(run({"policy", "show"}) == 0);
    BOOST_TEST(terminal.printed.at(0).find("remote-control") != std::string::npos);
    BOOST_CHECK_THROW(run({"policy", "set", file("{}")}), UserError);
    http.answer(200, "{}");
    BOOST_TEST(run({"policy", "set", file(R"({"rules":[]})")}) == 0);
    BOOST_TEST(http.asked.back() == R"(PUT /api/v1/policy {"rules":[]})");
}

BOOST_AUTO_TEST_CASE(a_policy_of_text_is_shown_and_set_over_the_version_that_is_there)
{
    log_in();
    http.answer(200, R"({"text":"# ours\nallow everybody chat\n","version":7,"rules":[]})");
    BOOST_TEST(run({"policy", "show"}) == 0);
    BOOST_TEST((terminal.printed == std::vector<std::string>{"# ours", "allow everybody chat"}));
    http.answer(200, R"({"text":"","version":7,"rules":[]})");
    http.answer(200, R"({"problems":[{"line":1,"column":2,"what":"odd","hint":"look","warning":true}]})");
    BOOST_TEST(run({"policy", "set", file("deny everybody *\n")}) == 0);
    BOOST_TEST(http.asked.back() == R"(PUT /api/v1/policy {"text":"deny everybody *\n","version":7})");
    BOOST_TEST(terminal.said.at(terminal.said.size() - 2) == "1:2: warning: odd (look)");
    http.answer(200, "{}");
    BOOST_TEST(run({"policy", "set", file("deny everybody *\n"), "--over", "3"}) == 0);
    BOOST_TEST(http.asked.back() == R"(PUT /api/v1/policy {"text":"deny everybody *\n","version":3})");
    BOOST_CHECK_THROW(run({"policy", "set", file(""), "--over", "x"}), UsageError);
}

BOOST_AUTO_TEST_CASE(a_policy_is_checked_explained_and_its_versions_listed)
{
    log_in();
    http.answer(200, R"({"problems":[{"line":1,"column":2,"what":"odd","hint":"look"}]})");
    BOOST_CHECK_THROW(run({"policy", "check", file("x")}), UserError);
    BOOST_TEST(terminal.printed.back() == "1:2: odd (look)");
    http.answer(200, R"({"problems":[]})");
    BOOST_TEST(run({"policy", "check", file("x")}) == 0);
    http.answer(
        200,
        R"({"decisions":[{"module":"chat","permission":"chat","direction":"both","allowed":true,"rule":{"line":2,"text":"allow everybody *"},"why":"allowed by rule 2"}]})");
    BOOST_TEST(run({"policy", "explain", "a@b", "--device", "Till", "--file", file("t")}) == 0);
    BOOST_TEST(http.asked.back() ==
               R"(POST /api/v1/policy/explain {"operator":"a@b","device":"Till","text":"t"})");
    BOOST_TEST(terminal.printed.at(terminal.printed.size() - 2) == "chat chat (both): allowed by rule 2");
    BOOST_TEST(terminal.printed.back() == "    2: allow everybody *");
    http.answer(200, R"({"versions":[{"version":2,"at":"2026-01-01T00:00:00Z","by":"a@b"}]})");
    BOOST_TEST(run({"policy", "versions"}) == 0);
    BOOST_TEST(terminal.printed.back() == "2  2026-01-01T00:00:00Z  a@b");
    http.answer(200, R"({"version":2,"text":"allow\n"})");
    BOOST_TEST(run({"policy", "versions", "2"}) == 0);
    BOOST_TEST(http.asked.back() == "GET /api/v1/policy/versions/2");
    BOOST_TEST(terminal.printed.back() == "allow");
}

BOOST_AUTO_TEST_CASE(the_audit_log_is_listed_exported_and_verified)
{
    log_in();
    http.answer(
        200,
        R"({"events":[{"seq":3,"at":"2026-01-01T00:00:00Z","actor":{"kind":"operator","name":"a@b"},"address":"::1","act":"policy.set","object":"\u001b[31m","after":{"n":1}}]})");
    BOOST_TEST(run({"audit", "list", "--actor", "a@b", "--text", "x y"}) == 0);
    BOOST_TEST(http.asked.back() == "GET /api/v1/audit?actor=a%40b&q=x%20y&limit=50");
    BOOST_TEST(terminal.printed.back() ==
               "3  2026-01-01T00:00:00Z  operator a@b  ::1  policy.set  \uFFFD[31m  {\"n\":1}");
    http.answer(200, R"({"events":[],"next":"80001"})"); // it looked, and there is more to look into
    http.answer(200, R"({"events":[]})");
    BOOST_TEST(run({"audit", "list", "--limit", "3"}) == 0);
    BOOST_TEST(http.asked.back() == "GET /api/v1/audit?limit=3&cursor=80001");
    BOOST_CHECK_THROW(run({"audit", "list", "--limit", "0"}), UsageError);
    crypto::AuditEntry entry;
    entry.seq = 1;
    entry.act = "setup";
    const auto hash = crypto::audit_hash({}, entry);
    const auto key = crypto::signing_key(Secret<32>{ByteArray<32>{1}});
    auto end = json::make_object();
    end.set("head", crypto::audit_head_to_json(crypto::sign_audit_head(1, hash, entry.at, key)));
    const auto whole = std::string{R"({"audit":1,"whole":true})"} + "\n" + crypto::audit_line(entry, hash) +
                       "\n" + json::dump(end) + "\n";
    const auto target = (folder.path() / "audit.jsonl").string();
    http.answer(200, whole);
    BOOST_TEST(run({"audit", "export", target}) == 0);
    BOOST_TEST(http.asked.back() == "GET /api/v1/audit.jsonl");
    BOOST_TEST(run({"audit", "verify", target}) == 0);
    http.answer(200, whole);
    BOOST_TEST(run({"audit", "verify"}) == 0);
    auto changed = whole;
    changed.replace(changed.find("setup"), 5, "login");
    BOOST_CHECK_THROW(run({"audit", "verify", file(changed)}), UserError);
    BOOST_TEST(terminal.printed.back() == "entry 1 was changed, or does not follow the one before it");
    const auto longer = crypto::sign_audit_head(2, hash, entry.at, key);
    const auto head = (folder.path() / "head").string();
    std::ofstream{head} << json::dump(crypto::audit_head_to_json(longer));
    BOOST_CHECK_THROW(run({"audit", "verify", target, "--head", head}), UserError);
    BOOST_TEST(terminal.printed.back() ==
               "the end is missing: a head knows entry 2, and the last one here is 1");
    BOOST_CHECK_THROW(run({"audit", "verify", target, "--head", target}), UserError);
    BOOST_CHECK_THROW(run({"audit", "verify", "/nowhere"}), UserError);
}

BOOST_AUTO_TEST_CASE(modules_are_listed_with_what_the_broker_has)
{
    log_in();
    http.answer(200, R"({"rules":[{"module":"a"},{"module":"b"},{"module":"a"},{"module":"*"}]})");
    http.answer(200, R"({"id":"a","version":"1.2.3","platform":"linux-x86_64","size":9,"sha256":")" +
                         std::string(64, '0') + "\"}");
    http.answer(404, R"({"code":"not_found"})");
    BOOST_TEST(run({"module", "list"}) == 0);
    BOOST_TEST(
        (terminal.printed == std::vector<std::string>{"a 1.2.3 linux-x86_64 9", "b - linux-x86_64 -"}));
}

BOOST_AUTO_TEST_CASE(an_operator_is_added_with_a_password_from_a_file)
{
    log_in();
    http.answer(201, "{}");
    BOOST_TEST(
        run({"operator", "add", "p@example.org", "--name", "Paul", "--password-file", file("word\n")}) == 0);
    BOOST_TEST(http.asked.back() ==
               R"(POST /api/v1/operators {"email":"p@example.org","name":"Paul","password":"word"})");
}

BOOST_AUTO_TEST_SUITE_END()
