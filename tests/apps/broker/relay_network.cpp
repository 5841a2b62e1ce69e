// Which relays sessions are sent to, as relays come, fall silent and come back, and accounts are bound to
// some.
#include "tests/apps/broker/reporting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;
using namespace std::chrono_literals;

namespace {

struct RelayedSessions : Network {
    RelayedSessions()
    {
        for (const char* id : {"lyon", "oslo", "paris"})
            add(id);
        report_all();
    }
    void report_all()
    {
        for (const auto& [id, secret] : secrets)
            BOOST_REQUIRE(report(id).status == 200);
    }
    static std::string trips(const std::string& lyon, const std::string& oslo, const std::string& paris)
    {
        return R"("round_trips":[{"relay":"lyon","us":)" + lyon + R"(},{"relay":"oslo","us":)" + oslo +
               R"(},{"relay":"paris","us":)" + paris + "}]";
    }
    /// What both sides were told.
    struct Both {
        Answer agent;
        Answer operator_side;
    };
    Both meet_with(const std::string& operator_trips, const std::string& client_trips)
    {
        const auto id = invite();
        if (!operator_trips.empty())
            call("POST", "/api/v1/invitations/" + id + "/wait", "{" + operator_trips + "}", bearer);
        auto body = meet_body(id, next_key++);
        if (!client_trips.empty())
            body.insert(1, client_trips + ",");
        address = "192.0.2." + std::to_string(next_key); // so that no limit is reached
        auto agent = call("POST", "/api/v1/meetings", body);
        BOOST_REQUIRE_MESSAGE(agent.status == 200, agent.response.body);
        return {std::move(agent), wait(id)};
    }
    Both meet_anyhow() { return meet_with({}, {}); }
    json::Object::Ptr choice_of(const Answer& agent)
    {
        const auto answer = call("GET", "/api/v1/sessions/" + agent.text("session") + "/relays", {}, bearer);
        BOOST_REQUIRE(answer.status == 200);
        return json::get_object(*answer.body, "choice");
    }
    std::string reason_of(const Answer& agent)
    {
        return json::get_string(*choice_of(agent), "reason").value();
    }
    Answer pin(const std::string& body) { return call("PUT", "/api/v1/relays/pin", body, bearer); }

    std::uint8_t next_key = 2;
};

using Ids = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_network, RelayedSessions)

BOOST_AUTO_TEST_CASE(a_relay_is_silent_after_three_missing_reports_and_back_with_the_next)
{
    clock.advance(15s);
    BOOST_TEST(state("paris") == "alive");
    clock.advance(1s);
    BOOST_TEST(state("paris") == "silent");
    report("paris");
    BOOST_TEST(state("paris") == "alive");
    BOOST_TEST(state("oslo") == "silent");
    const auto both = meet_anyhow();
    BOOST_TEST(relays_of(both.agent).front() == "paris");
}

BOOST_AUTO_TEST_CASE(a_relay_that_its_reporter_cannot_reach_is_silent_at_once)
{
    report("paris", "");
    BOOST_TEST(state("paris") == "silent");
    report("paris");
    BOOST_TEST(state("paris") == "alive");
    report("paris", kDraining);
    BOOST_TEST(state("paris") == "draining");
    for (int i = 0; i < 5; ++i) {
        const auto both = meet_anyhow();
        BOOST_TEST(std::ranges::count(relays_of(both.agent), "paris") == 0);
    }
}

BOOST_AUTO_TEST_CASE(relays_are_known_again_after_a_start_and_have_time_to_report)
{
    restart();
    BOOST_TEST(state("paris") == "alive");
    BOOST_TEST(broker->relays.list().at(2).spec.host == "paris.example.org");
    clock.advance(16s);
    BOOST_TEST(state("paris") == "silent");
    add("rome");
    restart();
    BOOST_TEST(state("rome") == "never_seen");
}

BOOST_AUTO_TEST_CASE(both_ends_get_the_least_sum_of_round_trips_first)
{
    const auto both = meet_with(trips("40000", "5000", "10000"), trips("1000", "60000", "20000"));
    BOOST_TEST((relays_of(both.agent) == Ids{"paris", "lyon", "oslo"}));
    BOOST_TEST((relays_of(both.operator_side) == relays_of(both.agent)));
    BOOST_TEST(reason_of(both.agent) == "best");
    const auto best = json::get_objects(*choice_of(both.agent), "candidates").value().at(0);
    BOOST_TEST(json::get_string(*best, "relay").value() == "paris");
    BOOST_TEST(json::get_integer(*best, "operator_us").value() == 10000);
    BOOST_TEST(json::get_string(*best, "client_from").value() == "measured");
}

BOOST_AUTO_TEST_CASE(the_order_of_a_session_stays_for_fresh_tickets)
{
    const auto both = meet_with(trips("40000", "5000", "10000"), trips("1000", "60000", "20000"));
    const auto session = both.agent.text("session");
    report("paris", kIdle); // whatever else changes
    const auto fresh = [&](const std::string& token) {
        return ids_in(*session_call(session, "/tickets", token).body);
    };
    BOOST_TEST((fresh(bearer) == Ids{"paris", "lyon", "oslo"}));
    BOOST_TEST((fresh(both.agent.text("access")) == Ids{"paris", "lyon", "oslo"}));
    report("paris", "");
    BOOST_TEST((fresh(bearer) == Ids{"lyon", "oslo"}));
    BOOST_TEST((fresh(both.agent.text("access")) == Ids{"lyon", "oslo"}));
    report("paris");
    BOOST_TEST((fresh(bearer) == Ids{"paris", "lyon", "oslo"}));
    restart();
    BOOST_TEST((fresh(bearer) == Ids{"paris", "lyon", "oslo"}));
}

BOOST_AUTO_TEST_CASE(a_session_that_ran_out_of_relays_gets_others)
{
    for (const char* id : {"lyon", "oslo"})
        report(id, "");
    const auto both = meet_anyhow();
    const auto session = both.agent.text("session");
    BOOST_TEST(relays_of(both.agent).front() == "paris");
    report("paris", "");
    report("oslo");
    const auto fresh = ids_in(*session_call(session, "/tickets", bearer).body);
    BOOST_TEST(fresh.front() == "oslo");
    BOOST_TEST((ids_in(*session_call(session, "/tickets", both.agent.text("access")).body) == fresh));
}

BOOST_AUTO_TEST_CASE(without_any_relay_there_are_direct_connections)
{
    for (const char* id : {"lyon", "oslo", "paris"})
        BOOST_TEST(call("DELETE", "/api/v1/relays/" + std::string{id}, {}, bearer).status == 200);
    const auto both = meet_anyhow();
    BOOST_TEST(both.agent.status == 200);
    BOOST_TEST(relays_of(both.agent).empty());
    BOOST_TEST(reason_of(both.agent) == "none");
}

BOOST_AUTO_TEST_CASE(where_all_are_silent_the_last_known_ones_are_tried)
{
    clock.advance(16s);
    const auto both = meet_anyhow();
    BOOST_TEST(!relays_of(both.agent).empty());
    BOOST_TEST(reason_of(both.agent) == "last_resort");
}

BOOST_AUTO_TEST_CASE(round_trips_that_make_no_sense_are_refused)
{
    const auto id = invite();
    const auto wait_with = [&](const std::string& list) {
        return call("POST", "/api/v1/invitations/" + id + "/wait", R"({"round_trips":)" + list + "}", bearer);
    };
    for (const char* wrong : {"7", "[7]", "[{}]", R"([{"relay":7}])", R"([{"relay":"paris","us":0}])",
                              R"([{"relay":"paris","us":-1}])", R"([{"relay":"paris","us":60000001}])",
                              R"([{"relay":"paris","us":"1"}])", R"([{"relay":"../x","us":1}])",
                              R"([{"relay":"paris","us":1},{"relay":"paris","us":2}])"})
        BOOST_TEST(wait_with(wrong).code() == "bad_request", wrong);
    std::string many = "[";
    for (int i = 0; i < 17; ++i)
        many += R"({"relay":"r)" + std::to_string(i) + R"("},)";
    many.back() = ']';
    BOOST_TEST(wait_with(many).code() == "bad_request");
    const auto impatient =
        call("POST", "/api/v1/invitations/" + id + "/wait", R"({"patience_ms":1})", bearer);
    BOOST_TEST(impatient.text("state") == "waiting");
    BOOST_TEST(call("POST", "/api/v1/invitations/" + id + "/wait", R"({"patience_ms":-1})", bearer).code() ==
               "bad_request");
    // Names that nobody knows are passed over; no answer is one, too.
    BOOST_TEST(wait_with(R"([{"relay":"rome","us":1},{"relay":"paris"}])").status == 200);
}

BOOST_AUTO_TEST_CASE(an_account_is_bound_to_its_relay_and_moves_to_its_fallback)
{
    BOOST_TEST(pin(R"({"relay":"oslo","fallback":["lyon"]})").status == 200);
    const auto near_paris = trips("40000", "90000", "1000");
    auto both = meet_with(near_paris, near_paris);
    BOOST_TEST((relays_of(both.agent) == Ids{"oslo", "lyon"}));
    BOOST_TEST((relays_of(both.operator_side) == Ids{"oslo", "lyon"}));
    BOOST_TEST(reason_of(both.agent) == "pinned");
    report("oslo", "");
    both = meet_with(near_paris, near_paris);
    BOOST_TEST(relays_of(both.agent).front() == "lyon");
    BOOST_TEST(reason_of(both.agent) == "fallback");
    BOOST_TEST(std::ranges::count(relays_of(both.agent), "paris") == 0);
    restart();
    BOOST_TEST(pin("{}").status == 200);
    both = meet_with(near_paris, near_paris);
    BOOST_TEST(relays_of(both.agent).front() == "paris");
}

BOOST_AUTO_TEST_CASE(an_operator_may_be_bound_alone)
{
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(pin(R"({"relay":"oslo","operator":"Bob@example.org"})").status == 200);
    const auto near_paris = trips("40000", "90000", "1000");
    BOOST_TEST(relays_of(meet_with(near_paris, near_paris).agent).front() == "paris");
    std::swap(bearer, const_cast<std::string&>(bob));
    BOOST_TEST((relays_of(meet_with(near_paris, near_paris).agent) == Ids{"oslo"}));
    BOOST_TEST(pin(R"({"relay":"paris"})").code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(a_pin_names_relays_that_exist)
{
    BOOST_TEST(pin(R"({"relay":"rome"})").code() == "not_found");
    BOOST_TEST(pin(R"({"relay":"oslo","fallback":["rome"]})").code() == "not_found");
    BOOST_TEST(pin(R"({"relay":"oslo","fallback":["oslo"]})").code() == "bad_request");
    BOOST_TEST(pin(R"({"relay":"oslo","operator":"nobody@example.org"})").code() == "not_found");
    BOOST_TEST(pin(R"({"relay":"oslo","fallback":["lyon"]})").status == 200);
    for (const char* id : {"oslo", "lyon"}) // nobody loses their relay unawares
        BOOST_TEST(call("DELETE", "/api/v1/relays/" + std::string{id}, {}, bearer).code() == "conflict");
}

BOOST_AUTO_TEST_CASE(what_was_removed_is_gone_and_may_be_added_anew)
{
    const auto folder = options.data_folder / "relays" / "paris";
    BOOST_TEST(std::filesystem::exists(folder / "secret"));
    const auto before = secrets.at("paris");
    BOOST_TEST(call("DELETE", "/api/v1/relays/paris", {}, bearer).status == 200);
    BOOST_TEST(!std::filesystem::exists(folder));
    BOOST_TEST(!std::filesystem::exists(options.data_folder / "keys" / "ticket-paris"));
    BOOST_TEST(report("paris").code() == "unauthorized");
    BOOST_TEST(call("DELETE", "/api/v1/relays/paris", {}, bearer).code() == "not_found");
    add("paris", R"(,"region":"west","at":"48.86,2.35")");
    BOOST_TEST(secrets.at("paris") != before);
    report("paris", kIdle, R"(,"region":"east","at":"1,1")");
    const auto listed = broker->relays.list().at(2);
    BOOST_TEST(listed.region == "west"); // the administrator knows better
    BOOST_TEST(place_to_text(listed.place) == "48.86,2.35");
}

BOOST_AUTO_TEST_CASE(only_administrators_change_and_see_relays)
{
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(call("GET", "/api/v1/relays", {}, bob).code() == "forbidden");
    BOOST_TEST(call("POST", "/api/v1/relays", R"({"relay":"rome"})", bob).code() == "forbidden");
    BOOST_TEST(call("DELETE", "/api/v1/relays/paris", {}, bob).code() == "forbidden");
    BOOST_TEST(call("GET", "/api/v1/relays", {}).code() == "unauthorized");
    for (const char* wrong :
         {R"({"relay":"../x"})", R"({"relay":""})", R"({"relay":".x"})", R"({"relay":"R"})",
          R"({"relay":"rome","at":"x"})", R"({"relay":"rome","region":"a b"})", "{}"})
        BOOST_TEST(call("POST", "/api/v1/relays", wrong, bearer).code() == "bad_request", wrong);
    BOOST_TEST(call("POST", "/api/v1/relays", R"({"relay":"paris"})", bearer).code() == "conflict");
    const auto both = meet_anyhow();
    const auto path = "/api/v1/sessions/" + both.agent.text("session") + "/relays";
    BOOST_TEST(call("GET", path, {}, bob).code() == "not_found");
    BOOST_TEST(call("GET", path, {}, both.agent.text("access")).code() == "unauthorized");
}

BOOST_AUTO_TEST_CASE(the_list_says_how_relays_do_and_shows_no_secret)
{
    const auto answer = call("GET", "/api/v1/relays", {}, bearer);
    BOOST_TEST(json::get_objects(*answer.body, "relays").value().size() == 3U);
    for (const auto& [id, secret] : secrets)
        BOOST_TEST(answer.response.body.find(secret) == std::string::npos);
    const auto first = json::get_objects(*answer.body, "relays").value().at(0);
    BOOST_TEST(json::get_string(*first, "relay").value() == "lyon");
    BOOST_TEST(json::get_string(*first, "state").value() == "alive");
    BOOST_TEST(json::get_string(*first, "from").value() == "added");
}

BOOST_AUTO_TEST_CASE(sessions_are_counted_where_they_are)
{
    const auto far = trips("90000", "90000", "1000");
    const auto both = meet_with(far, far);
    const auto counted = [&](std::size_t which) { return broker->relays.list().at(which).believed.counted; };
    BOOST_TEST(counted(2) == 1);
    session_call(both.agent.text("session"), "/tickets", bearer, R"({"on":"oslo"})");
    BOOST_TEST(counted(2) == 0);
    BOOST_TEST(counted(1) == 1);
    session_call(both.agent.text("session"), "/tickets", bearer, R"({"on":"rome"})");
    BOOST_TEST(counted(1) == 1);
    const auto answer = call("GET", "/api/v1/sessions/" + both.agent.text("session") + "/relays", {}, bearer);
    BOOST_TEST(answer.text("on") == "oslo");
    clock.advance(1h); // nobody renewed it
    report_all();
    bearer = log_in("ada@example.org");
    meet_anyhow();
    BOOST_TEST(counted(1) + counted(2) + counted(0) == 1);
}

BOOST_AUTO_TEST_CASE(a_relay_that_several_people_do_not_reach_gets_no_session)
{
    const auto near_paris = trips("40000", "90000", "1000");
    for (int i = 0; i < 3; ++i) {
        address = "198.51.100." + std::to_string(i + 1);
        const auto both = meet_with(near_paris, near_paris);
        BOOST_TEST(relays_of(both.agent).front() == "paris");
        const auto told = session_call(both.agent.text("session"), "/tickets", both.agent.text("access"),
                                       R"({"failed":["paris","rome"]})");
        BOOST_TEST(told.status == 200);
    }
    BOOST_TEST(relays_of(meet_with(near_paris, near_paris).agent).front() == "lyon");
    const auto both = meet_anyhow();
    for (const char* wrong : {R"({"failed":7})", R"({"failed":[7]})", R"({"on":""})", R"({"on":7})",
                              R"({"failed":["a","b","c","d","e","f","g","h","i"]})"})
        BOOST_TEST(session_call(both.agent.text("session"), "/tickets", bearer, wrong).code() ==
                       "bad_request",
                   wrong);
}

BOOST_AUTO_TEST_CASE(one_session_is_one_witness_from_wherever_it_speaks)
{
    const auto near_paris = trips("40000", "90000", "1000");
    const auto both = meet_with(near_paris, near_paris);
    for (int i = 0; i < 5; ++i) {
        address = "198.51.100." + std::to_string(i + 1);
        session_call(both.agent.text("session"), "/tickets", both.agent.text("access"),
                     R"({"failed":["paris","rome"]})");
    }
    BOOST_TEST(relays_of(meet_with(near_paris, near_paris).agent).front() == "paris");
}

BOOST_AUTO_TEST_CASE(who_waits_is_told_what_to_measure)
{
    const auto probes = [&](const std::string& body) { return call("POST", "/api/v1/relays/probes", body); };
    auto ids = ids_in(*probes("").body);
    std::ranges::sort(ids);
    BOOST_TEST((ids == Ids{"lyon", "oslo", "paris"}));
    const auto first = json::get_objects(*probes("{}").body, "relays").value().at(0);
    BOOST_TEST(!json::get_string(*first, "host").value().empty());
    BOOST_TEST(!json::get_integers(*first, "ports").value().empty());
    BOOST_TEST(!first->has("tickets"));
    report("oslo", "");
    BOOST_TEST(ids_in(*probes(R"({"round_trips":[{"relay":"paris","us":5}]})").body).size() == 2U);
    BOOST_TEST(probes(R"({"round_trips":7})").code() == "bad_request");
    int more = 0;
    while (probes("").status == 200 && more < 1000)
        ++more;
    BOOST_TEST(probes("").code() == "limit");
}

BOOST_AUTO_TEST_CASE(a_relay_whose_ports_are_not_allowed_is_not_chosen)
{
    BOOST_TEST(
        call("PUT", "/api/v1/connection", R"({"agent":{"ports":[443],"encapsulations":["native"]}})", bearer)
            .status == 200);
    auto body = report_body("oslo");
    body.replace(body.find("[443,11438]"), 11, "[8080]");
    BOOST_TEST(call("POST", "/api/v1/relays/oslo/report", body, proof("oslo", body, clock.now())).status ==
               200);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(std::ranges::count(relays_of(meet_anyhow().agent), "oslo") == 0);
}

BOOST_AUTO_TEST_CASE(both_sides_are_told_ports_of_every_relay_that_they_get)
{
    for (const auto& [id, port] :
         std::map<std::string, int>{{"lyon", 1001}, {"oslo", 1002}, {"paris", 1003}}) {
        auto body = report_body(id);
        body.replace(body.find("[443,11438]"), 11, "[" + std::to_string(port) + "]");
        call("POST", "/api/v1/relays/" + id + "/report", body, proof(id, body, clock.now()));
    }
    const auto both = meet_anyhow();
    const auto ports = json::get_integers(*connection_of(*both.agent.body), "ports").value();
    for (const std::int64_t port : {443, 1001, 1002, 1003})
        BOOST_TEST(std::ranges::count(ports, port) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(named_relays, Reporting)

BOOST_AUTO_TEST_CASE(a_relay_of_the_settings_needs_no_report)
{
    clock.advance(1h);
    BOOST_TEST(state("relay") == "alive");
    bearer = log_in("ada@example.org");
    BOOST_TEST((relays_of(meet(invite())) == std::vector<std::string>{"relay"}));
    BOOST_TEST(call("DELETE", "/api/v1/relays/relay", {}, bearer).code() == "conflict");
}

BOOST_AUTO_TEST_CASE(it_may_report_all_the_same_and_then_has_to_go_on)
{
    secrets["relay"] = test::read_text(options.data_folder / "relays" / "relay" / "secret").substr(0, 64);
    BOOST_TEST(report("relay").status == 200);
    BOOST_TEST(broker->relays.list().at(0).spec.host == "localhost"); // the settings say where it is
    clock.advance(16s);
    BOOST_TEST(state("relay") == "silent");
    restart();
    BOOST_TEST(state("relay") == "alive");
}

BOOST_AUTO_TEST_SUITE_END()
