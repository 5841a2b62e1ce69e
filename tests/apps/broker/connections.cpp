#include "apps/broker/broker_settings.hpp"
#include "core/base/settings.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "tests/apps/broker/inviting.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;
using transport::Encapsulation;

namespace {

struct Connections : Inviting {
    Answer set(const std::string& body) { return call("PUT", "/api/v1/connection", body, bearer); }
    Answer meet_with(const std::string& candidates)
    {
        return call("POST", "/api/v1/meetings",
                    R"({"invitation":")" + invite() + R"(","key":")" + key_text(2) +
                        R"(","name":"x","candidates":)" + candidates + "}");
    }
};

std::vector<std::int64_t> ports_of(const Answer& answer)
{
    return json::get_integers(*connection_of(*answer.body), "ports").value();
}

std::vector<std::string> texts_of(const Answer& answer, const std::string& key)
{
    return json::get_strings(*connection_of(*answer.body), key).value();
}

std::vector<RelaySpec> relays_from(const std::vector<std::string>& flags)
{
    BrokerSettings settings;
    load_settings(settings.list(), {{}, flags, false});
    return broker_options(settings).relays;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connections, Connections)

BOOST_AUTO_TEST_CASE(every_port_and_encapsulation_is_tried_unless_somebody_says_otherwise)
{
    const auto agent = meet(invite());
    BOOST_TEST((ports_of(agent) == std::vector<std::int64_t>{443, 11438, 80, 21, 110}));
    BOOST_TEST((texts_of(agent, "encapsulations") == std::vector<std::string>{"native", "https", "http"}));
    options.relays[0].ports = {34567, 443};
    restart();
    BOOST_TEST((ports_of(meet(invite(), 3)) == std::vector<std::int64_t>{443, 11438, 80, 21, 110, 34567}));
}

BOOST_AUTO_TEST_CASE(each_side_has_an_order_of_its_own)
{
    BOOST_TEST(set(R"({"agent":{"ports":[80,11438],"encapsulations":["http","native"]}})").status == 200);
    BOOST_TEST(set(R"({"operator":{"ports":[11438],"encapsulations":["native"]}})").status == 200);
    restart();
    const auto id = invite();
    const auto agent = meet(id);
    const auto theirs = wait(id);
    BOOST_TEST((ports_of(agent) == std::vector<std::int64_t>{80, 11438}));
    BOOST_TEST((texts_of(agent, "encapsulations") == std::vector<std::string>{"http", "native"}));
    BOOST_TEST((ports_of(theirs) == std::vector<std::int64_t>{11438}));
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(call("GET", "/api/v1/connection", {}, bob).response.body ==
               R"({"operator":{"ports":[11438],"encapsulations":["native"]},)"
               R"("agent":{"ports":[80,11438],"encapsulations":["http","native"]}})");
    BOOST_TEST(call("PUT", "/api/v1/connection", "{}", bob).code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(tickets_say_what_the_settings_let_a_pair_cost)
{
    const auto budget_of = [&](const std::vector<std::string>& flags) {
        const TemporaryFolder folder;
        BrokerSettings settings;
        load_settings(settings.list(), {{}, flags, false});
        const auto chosen = broker_options(settings);
        RelayAccess access{folder.path(), chosen.relays.front(), clock, system_random()};
        const auto offer = json::dump(access.offer({{}, "agent", 1, chosen.ticket_life, chosen.pair_budget}));
        const auto tickets = json::get_objects(**json::parse(offer), "tickets").value();
        std::ifstream file{folder.path() / "relays/relay/ticket-key"};
        std::string key;
        file >> key;
        const auto ticket =
            crypto::verify_relay_ticket(*to_array<32>(from_base64url(key).value()),
                                        json::get_string(*tickets.at(0), "ticket").value(), "relay", clock);
        return ticket.value().budget.value();
    };
    using std::chrono::hours;
    BOOST_TEST((budget_of({}) == crypto::RelayBudget{1'000'000'000'000, 125'000'000, hours{24}}));
    BOOST_TEST((budget_of({"relay.pair_bytes=1000", "relay.pair_rate=0", "relay.pair_time=0s"}) ==
                crypto::RelayBudget{1000, 0, hours{0}}));
}

BOOST_AUTO_TEST_CASE(an_order_that_makes_no_sense_is_refused)
{
    for (const char* wrong : {
             R"({"ports":[],"encapsulations":["native"]})",
             R"({"ports":[443],"encapsulations":[]})",
             R"({"ports":[0],"encapsulations":["native"]})",
             R"({"ports":[65536],"encapsulations":["native"]})",
             R"({"ports":[11438,11438],"encapsulations":["native"]})",
             R"({"ports":["443"],"encapsulations":["native"]})",
             R"({"ports":[11438],"encapsulations":["native","native"]})",
             R"({"ports":[11438],"encapsulations":["pigeon"]})",
             R"({"ports":[11438]})",
             R"({"ports":[11438],"encapsulations":["native"],"more":1})",
             R"({"ports":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,11438],"encapsulations":["native"]})",
             R"({"ports":[443],"encapsulations":["native"]})", // the relay is at 11438 only
             "7",
         })
        BOOST_TEST(set(std::string{R"({"agent":)"} + wrong + "}").code() == "bad_request", wrong);
    const auto cut_off = set(R"({"agent":{"ports":[443],"encapsulations":["native"]}})");
    BOOST_TEST(cut_off.text("detail") ==
               "with these ports and encapsulations nobody reaches the relay relay");
}

BOOST_AUTO_TEST_CASE(each_relay_has_tickets_and_credentials_of_its_own) // SEC-4
{
    options.relays = {{"paris", "paris.example.org", {443, 80}, {Encapsulation::https}, false},
                      {"oslo", "2001:db8::1", {11438}}};
    restart();
    const auto agent = meet(invite());
    auto relays = json::get_objects(*connection_of(*agent.body), "relays").value();
    BOOST_REQUIRE(relays.size() == 2U);
    if (json::get_string(*relays[0], "id") == "oslo") // equally good, the session draws
        std::swap(relays[0], relays[1]);
    BOOST_TEST(json::get_string(*relays[0], "host").value() == "paris.example.org");
    BOOST_TEST(!json::get_bool(*relays[0], "udp").value());
    BOOST_TEST(json::get_string(*relays[1], "host").value() == "2001:db8::1");
    const auto key_of = [&](const std::string& id) {
        auto text = test::read_text(options.data_folder / "relays" / id / "ticket-key");
        text.pop_back();
        return to_array<32>(from_base64url(text).value()).value();
    };
    BOOST_TEST((key_of("paris") != key_of("oslo")));
    BOOST_TEST(test::read_text(options.data_folder / "relays" / "paris" / "secret") !=
               test::read_text(options.data_folder / "relays" / "oslo" / "secret"));
    const auto tickets = json::get_objects(*relays[0], "tickets").value();
    const auto ticket = json::get_string(*tickets.at(0), "ticket").value();
    BOOST_TEST(crypto::verify_relay_ticket(key_of("paris"), ticket, "paris", clock).has_value());
    BOOST_TEST(crypto::verify_relay_ticket(key_of("oslo"), ticket, "oslo", clock).has_error());
}

BOOST_AUTO_TEST_CASE(relays_come_from_one_setting_or_from_a_list)
{
    const auto one = relays_from({});
    BOOST_REQUIRE(one.size() == 1U);
    BOOST_TEST(one[0].id == "relay");
    BOOST_TEST(one[0].host == "localhost");
    BOOST_TEST((one[0].ports == std::vector<std::uint16_t>{11438}));
    BOOST_TEST(one[0].udp);
    BOOST_TEST((relays_from({"relay.address=[2001:db8::1]:443+80"})[0].ports ==
                std::vector<std::uint16_t>{443, 80}));
    const auto two = relays_from({"relay.addresses=paris=paris.example.org:443+80, oslo=192.0.2.1:11438",
                                  "relay.udp=false", "relay.encapsulations=https,native"});
    BOOST_REQUIRE(two.size() == 2U);
    BOOST_TEST(two[1].id == "oslo");
    BOOST_TEST(two[1].host == "192.0.2.1");
    BOOST_TEST(!two[1].udp);
    BOOST_TEST((two[0].encapsulations == std::vector{Encapsulation::https, Encapsulation::native}));
    for (const char* wrong :
         {"relay.address=relay", "relay.address=relay:443+", "relay.address=relay:443+443",
          "relay.address=relay:443+0", "relay.address=r:1+2+3+4+5+6+7+8+9+10+11+12",
          "relay.addresses=relay.example:443", "relay.addresses=A=relay.example:443",
          "relay.addresses=a=b:1,a=c:2",
          "relay.addresses=a=b:1,b=b:1,c=b:1,d=b:1,e=b:1,f=b:1,g=b:1,h=b:1,i=b:1",
          "relay.encapsulations=pigeon", "relay.encapsulations=[]", "relay.encapsulations=http,http"})
        BOOST_CHECK_THROW(relays_from({wrong}), UserError);
}

BOOST_AUTO_TEST_CASE(candidates_are_passed_to_the_other_side)
{
    auto body = invite_body();
    body.insert(1, R"("candidates":["192.0.2.9:110"],)");
    const auto id = call("POST", "/api/v1/invitations", body, bearer).text("invitation");
    const auto wait_with = [&](const std::string& candidates) {
        return call("POST", "/api/v1/invitations/" + id + "/wait", R"({"candidates":)" + candidates + "}",
                    bearer);
    };
    wait_with(R"(["192.0.2.9:110","[2001:db8::9]:40000"])");
    const auto agent = call("POST", "/api/v1/meetings",
                            R"({"invitation":")" + id + R"(","key":")" + key_text(2) +
                                R"(","name":"x","candidates":["10.0.0.2:110"]})");
    BOOST_TEST(
        (texts_of(agent, "candidates") == std::vector<std::string>{"192.0.2.9:110", "[2001:db8::9]:40000"}));
    BOOST_TEST((texts_of(wait(id), "candidates") == std::vector<std::string>{"10.0.0.2:110"}));
}

BOOST_AUTO_TEST_CASE(candidates_that_nobody_should_dial_are_refused)
{
    for (
        const char* wrong :
        {R"(["relay.example:110"])", R"(["192.0.2.1"])", R"(["192.0.2.1:0"])", R"(["192.0.2.1:65536"])",
         R"([" 192.0.2.1:110"])", R"(["0.0.0.0:110"])", R"(["224.0.0.1:110"])", R"(["[::]:110"])",
         R"(["[ff02::1]:110"])", R"(["[fe80::1%eth0]:110"])", R"(["192.0.2.1:110 "])", R"([7])", R"("x")",
         R"(["1.1.1.1:1","1.1.1.1:2","1.1.1.1:3","1.1.1.1:4","1.1.1.1:5","1.1.1.1:6","1.1.1.1:7","1.1.1.1:8","1.1.1.1:9"])"}) {
        address = std::string{wrong}.substr(0, 40); // so that no limit is reached
        BOOST_TEST(meet_with(wrong).code() == "bad_request", wrong);
    }
    BOOST_TEST(meet_with("[\"" + std::string(70, '1') + ":1\"]").code() == "bad_request");
    BOOST_TEST(meet_with("[]").status == 200);
}

BOOST_AUTO_TEST_CASE(fresh_tickets_are_for_the_side_that_asks)
{
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    const auto side_of = [&](const Answer& answer) {
        const auto relay = json::get_objects(*answer.body, "relays").value().at(0);
        const auto tickets = json::get_objects(*relay, "tickets").value();
        BOOST_TEST(tickets.size() == 8U);
        auto key = test::read_text(options.data_folder / "relays" / "relay" / "ticket-key");
        key.pop_back();
        return crypto::verify_relay_ticket(to_array<32>(from_base64url(key).value()).value(),
                                           json::get_string(*tickets.at(0), "ticket").value(), "relay", clock)
            .value()
            .side;
    };
    BOOST_TEST(side_of(session_call(session, "/tickets", bearer)) == "operator");
    BOOST_TEST(side_of(session_call(session, "/tickets", agent.text("access"))) == "agent");
    restart();
    BOOST_TEST(side_of(session_call(session, "/tickets", agent.text("access"))) == "agent");
    BOOST_TEST(session_call(session, "/tickets", "guess").code() == "unauthorized");
    BOOST_TEST(session_call(session, "/tickets", "").code() == "unauthorized");
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(session_call(session, "/tickets", bob).code() == "not_found");
    const auto other = meet(invite(), 3);
    BOOST_TEST(session_call(session, "/tickets", other.text("access")).code() == "not_found");
    // The token is for this session alone, and only its hash is kept.
    BOOST_TEST(call("GET", "/api/v1/me", {}, agent.text("access")).code() == "unauthorized");
    BOOST_TEST(
        broker->database.query("SELECT 1 FROM access WHERE token_hash = ?", {agent.text("access")}).empty());
}

BOOST_AUTO_TEST_CASE(tickets_and_renewals_have_a_limit)
{
    const auto agent = meet(invite());
    int given = 0;
    while (session_call(agent.text("session"), "/tickets", agent.text("access")).status == 200 &&
           given < 1000)
        ++given;
    BOOST_TEST(given == 60);
    BOOST_TEST(session_call(agent.text("session"), "/grant", agent.text("access")).code() == "limit");
    BOOST_TEST(session_call(agent.text("session"), "/grant", bearer).status == 200);
    clock.advance(std::chrono::minutes{1});
    BOOST_TEST(session_call(agent.text("session"), "/tickets", agent.text("access")).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
