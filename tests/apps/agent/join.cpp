#include "apps/agent/join.hpp"

#include "apps/agent/user_unit.hpp"
#include "core/crypto/session_code.hpp"
#include "core/endpoint/device_keys.hpp"
#include "core/endpoint/enrolment.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "tests/core/endpoint/fake_http.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
using namespace cordee::endpoint;
namespace fs = std::filesystem;

namespace {

const std::string kLink = "https://b.example:8443/j/AAECAwQFBgcICQoLDA0ODw#1.8PHy8_T19vf4-fr7_P3-_w";
const std::string kKeys = R"({"grant":[{"kid":"k1","key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})";

const std::string kForged =
    R"({"session":"000102030405060708090a0b0c0d0e0f","way":"link","grant":"v4.public.forged","access":"bearer",)"
    R"("connection":{"relays":[{"id":"r","host":"relay.invalid","ports":[1],"encapsulations":["native"],)"
    R"("udp":false,"tickets":[{"ticket":"t","key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}],)"
    R"("ports":[1],"encapsulations":["native"]}})";

struct JoinFixture {
    TemporaryFolder folder;
    FakeTerminal terminal;
    FakeHttp http;
    agent::Context context{terminal,
                           {folder.path() / "config", folder.path() / "state", folder.path() / "cache"},
                           [this](const transport::Address&, const std::optional<transport::SpkiPin>&) {
                               return std::make_unique<SharedHttp>(http);
                           }};

    JoinFixture()
    {
        const auto host = folder.path() / "host";
        std::ofstream{host} << "#!/bin/sh\n";
        fs::permissions(host, fs::perms::owner_all);
    }

    int run(std::vector<std::string> arguments)
    {
        if (!arguments.empty() && arguments[0] == "join")
            arguments.insert(arguments.end(), {"--set", "plugin.host=" + (folder.path() / "host").string()});
        return agent::run_command_line(context, arguments);
    }

    std::string failure(const std::vector<std::string>& arguments)
    {
        try {
            run(arguments);
        } catch (const UserError& error) {
            BOOST_TEST(!error.hint().empty());
            return error.what();
        }
        return "no failure";
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(join, JoinFixture)

BOOST_AUTO_TEST_CASE(help_and_version_are_results)
{
    BOOST_TEST(run({"--help"}) == 0);
    BOOST_TEST(run({"--version"}) == 0);
    BOOST_TEST(run({}) == 2);
    BOOST_TEST(terminal.printed.size() == 3u);
    BOOST_TEST(terminal.said.empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_here_is_found_before_any_network_use) // SEC-9
{
    BOOST_CHECK_THROW(run({"leave"}), UsageError);
    BOOST_CHECK_THROW(run({"join"}), UsageError);
    BOOST_CHECK_THROW(run({"join", kLink, kLink}), UsageError);
    BOOST_CHECK_THROW(run({"join", kLink, "--accept", "everything"}), UsageError);
    BOOST_CHECK_THROW(run({"join", kLink, "--accept", "view", "--set", "no.such=1"}), UsageError);
    BOOST_TEST(failure({"join", kLink + "!", "--accept", "view"}) ==
               "this is not a link that can be used here");
    BOOST_TEST(failure({"join", kLink}) == "there is no terminal in which you could be asked for permission");
    fs::remove(folder.path() / "host");
    BOOST_TEST(failure({"join", kLink, "--accept", "view"}).starts_with("the plugin host program"));
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_used_link_says_so_and_the_secret_stays_here)
{
    http.answer(200, kKeys);
    http.answer(410, R"({"code":"used"})");
    BOOST_TEST(failure({"join", kLink, "--accept", "view", "--name", "reception"}) ==
               "this invitation was already used");
    BOOST_TEST(http.asked.at(1).find(R"("name":"reception")") != std::string::npos);
    for (const auto& asked : http.asked)
        BOOST_TEST(asked.find("8PHy8_T19vf4") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_grant_that_nobody_vouches_for_is_refused_before_the_relay_is_dialled)
{
    http.answer(200, kKeys);
    http.answer(200, kForged);
    BOOST_TEST(failure({"join", kLink, "--accept", "view"}) ==
               "the permission for this session is not genuine");
}

BOOST_AUTO_TEST_CASE(a_code_goes_to_the_broker_that_is_named_and_only_its_routing_number) // SEC-9
{
    const auto code = crypto::SessionCode::make("4821", context.random)->format();
    BOOST_TEST(failure({"join", code, "--accept", "view"}) ==
               "a code does not say which broker it belongs to");
    BOOST_TEST(http.asked.empty());
    http.answer(200, kKeys);
    http.answer(200, std::string{kForged}.replace(kForged.find("link"), 4, "code"));
    BOOST_TEST(failure({"join", code, "--accept", "view", "--broker", "b.example:8443"}) ==
               "the permission for this session is not genuine");
    BOOST_TEST(http.asked.at(1).find(R"("code":"4821")") != std::string::npos);
    for (const auto& asked : http.asked)
        BOOST_TEST(asked.find(code.substr(5, 4)) == std::string::npos);
    // The broker is remembered, and the code may be typed in parts.
    http.answer(200, kKeys);
    http.answer(404, R"({"code":"not_found"})");
    BOOST_TEST(failure({"join", code.substr(0, 4), code.substr(5, 4), code.substr(10), "--accept", "view"}) ==
               "this code was not accepted");
}

BOOST_AUTO_TEST_CASE(a_mistyped_code_is_noticed_before_any_network_use) // SEC-9
{
    auto code = crypto::SessionCode::make("4821", context.random)->format();
    code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
    BOOST_TEST(failure({"join", code, "--accept", "view", "--broker", "b.example"}) ==
               "a digit of this code is wrong, or two are swapped");
    BOOST_TEST(failure({"join", "4821", "--accept", "view", "--broker", "b.example"}) ==
               "this is not a whole code");
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_broker_cannot_turn_a_link_into_a_weaker_way_in) // SEC-1
{
    http.answer(200, kKeys);
    http.answer(200, std::string{kForged}.replace(kForged.find("link"), 4, "account"));
    BOOST_TEST(failure({"join", kLink, "--accept", "view"}) == "the broker's answer was not understood");
}

BOOST_AUTO_TEST_CASE(a_computer_enrols_once_and_its_key_lasts)
{
    http.answer(200, kKeys);
    http.answer(
        201, R"({"device":"AAECAwQFBgcICQoLDA0ODw","name":"till","organisation":"Aide","access":"secret"})");
    BOOST_TEST(run({"enrol", "https://b.example:8443/enrol#8PHy8_T19vf4-fr7_P3-_w"}) == 0);
    const auto enrolment = EnrolmentStore{context.folders.state}.require();
    BOOST_TEST(enrolment.name == "till");
    BOOST_TEST(enrolment.access == "secret");
    BOOST_TEST(enrolment.grant_keys.contains("k1"));
    const auto keys = DeviceKeyStore{context.folders.state}.load();
    BOOST_REQUIRE(keys.has_value());
    BOOST_TEST(http.asked.at(1).find(to_base64url(keys->exchange.public_key)) != std::string::npos);
    BOOST_TEST(http.asked.at(1).find(to_base64url(keys->exchange.secret.view())) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_persons_systemd_gets_a_unit_and_keeps_one_that_was_edited)
{
    const auto unit = agent::user_unit("/home/me/100% \"mine\"/cordee-agent");
    BOOST_TEST(unit.find(R"(ExecStart="/home/me/100%% \"mine\"/cordee-agent" serve)") != std::string::npos);
    const auto file = folder.path() / "settings" / "systemd" / "user" / "cordee-agent.service";
    BOOST_TEST(agent::add_user_unit(folder.path() / "settings", "/usr/bin/cordee-agent"));
    if (!std::filesystem::exists(file)) // this computer has one for everybody
        return;
    BOOST_TEST(test::read_text(file).find(R"(ExecStart="/usr/bin/cordee-agent" serve)") != std::string::npos);
    test::write_text(file, "mine");
    BOOST_TEST(agent::add_user_unit(folder.path() / "settings", "/usr/bin/cordee-agent"));
    BOOST_TEST(test::read_text(file) == "mine");
}

BOOST_AUTO_TEST_CASE(serving_needs_the_owner_s_leave_and_an_enrolment)
{
    const auto host = "plugin.host=" + (folder.path() / "host").string();
    BOOST_TEST(failure({"serve", "--set", host}) == "unattended access is off on this computer");
    BOOST_TEST(failure({"serve", "--set", host, "--set", "unattended.allowed=true"}) ==
               "this computer is not enrolled");
    BOOST_CHECK_THROW(run({"serve", "--set", "unattended.hours=always"}), UsageError);
    BOOST_TEST(http.asked.empty());
}

// SEC-29
BOOST_AUTO_TEST_CASE(calls_need_a_terminal_in_which_digits_can_be_compared)
{
    const std::vector<std::string> calls{"serve", "--set", "account.allowed=true"};
    auto both = calls;
    both.insert(both.end(), {"--set", "unattended.allowed=true"});
    const std::string why =
        "who was not paired cannot call here: there is no terminal in which six digits could be compared";
    BOOST_TEST(failure(calls) == why);
    BOOST_TEST(failure(both) == "this computer is not enrolled"); // whoever was paired can come
    BOOST_TEST(terminal.said.at(0) == why);
    terminal.answers = {"y"};
    BOOST_TEST(failure(calls) == "this computer is not enrolled");
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(who_was_paired_is_listed_and_removed)
{
    Pairing pairing;
    pairing.name = "Olga";
    pairing.organisation = "Aide";
    pairing.permissions = {"view"};
    PairingStore{context.folders.state, "operators"}.save(pairing);
    BOOST_TEST(run({"paired", "list"}) == 0);
    BOOST_TEST(terminal.printed.at(0).find("Olga, Aide  view") != std::string::npos);
    BOOST_TEST(run({"paired", "remove", "Olga"}) == 0);
    BOOST_TEST(failure({"paired", "remove", "Olga"}) == "there is no pairing with 'Olga' here");
}

BOOST_AUTO_TEST_SUITE_END()
