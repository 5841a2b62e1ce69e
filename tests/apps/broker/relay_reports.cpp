// Who may speak for a relay, and once.
#include "tests/apps/broker/reporting.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;
using namespace std::chrono_literals;

namespace {

struct Reports : Network {
    Reports() { add("paris"); }

    Answer send(const std::string& id, const std::string& body, const std::string& proof)
    {
        return call("POST", "/api/v1/relays/" + id + "/report", body, proof);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_reports, Reports)

BOOST_AUTO_TEST_CASE(a_report_that_the_secret_vouches_for_is_taken)
{
    BOOST_TEST(state("paris") == "never_seen");
    BOOST_TEST(report("paris").status == 200);
    BOOST_TEST(state("paris") == "alive");
    const auto listed = broker->relays.list().at(0);
    BOOST_TEST(listed.spec.host == "paris.example.org");
    BOOST_TEST(listed.capacity == 1000);
}

BOOST_AUTO_TEST_CASE(the_same_report_is_not_taken_twice)
{
    const auto body = report_body("paris");
    const auto once = proof("paris", body, clock.now());
    BOOST_TEST(send("paris", body, once).status == 200);
    BOOST_TEST(send("paris", body, once).code() == "stale_report");
    clock.advance(91s); // and not when its nonce may be forgotten
    BOOST_TEST(send("paris", body, once).code() == "clock_differs");
}

BOOST_AUTO_TEST_CASE(a_report_from_before_the_start_is_stale)
{
    const auto body = report_body("paris");
    const auto before = proof("paris", body, clock.now());
    restart();
    BOOST_TEST(send("paris", body, before).code() == "stale_report");
    const auto now = call("GET", "/api/v1/relays/instance", {});
    BOOST_TEST(now.text("instance") == to_base64url(broker->relays.instance()));
    BOOST_TEST(report("paris").status == 200);
}

BOOST_AUTO_TEST_CASE(nobody_speaks_for_another_relay)
{
    add("oslo");
    const auto body = report_body("paris");
    const auto of_paris = proof("paris", body, clock.now());
    BOOST_TEST(send("oslo", body, of_paris).code() == "unauthorized");
    BOOST_TEST(send("rome", body, of_paris).code() == "unauthorized"); // as for one that is not known
    BOOST_TEST(send("paris", report_body("paris", kDraining), of_paris).code() == "unauthorized");
    BOOST_TEST(send("paris", body, "").code() == "unauthorized");
    BOOST_TEST(send("paris", body, bearer).code() == "unauthorized");
    BOOST_TEST(state("paris") == "never_seen");
    secrets["paris"] = secrets["oslo"];
    BOOST_TEST(report("paris").code() == "unauthorized");
}

BOOST_AUTO_TEST_CASE(clocks_may_differ_a_little)
{
    const auto body = report_body("paris");
    BOOST_TEST(send("paris", body, proof("paris", body, clock.now() - 90s)).status == 200);
    BOOST_TEST(send("paris", body, proof("paris", body, clock.now() + 90s)).status == 200);
    const auto early = send("paris", body, proof("paris", body, clock.now() - 91s));
    BOOST_TEST(early.code() == "clock_differs");
    BOOST_TEST(early.text("hint") == "set both by NTP");
    BOOST_TEST(send("paris", body, proof("paris", body, clock.now() + 91s)).code() == "clock_differs");
}

BOOST_AUTO_TEST_CASE(more_reports_than_a_relay_needs_are_refused)
{
    int taken = 0;
    while (report("paris").status == 200 && taken < 1000)
        ++taken;
    BOOST_TEST(taken == 256);
    clock.advance(181s);
    BOOST_TEST(report("paris").status == 200);
}

BOOST_AUTO_TEST_CASE(a_report_that_makes_no_sense_changes_nothing)
{
    const auto good = report_body("paris");
    const auto changed = [&](const std::string& from, const std::string& to) {
        auto text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const auto& wrong : {std::string{},
                              std::string{"[]"},
                              changed("\"paris.example.org\"", "\"paris.example.org:443\""),
                              changed("\"paris.example.org\"", "\"paris/example\""),
                              changed("\"paris.example.org\"", "7"),
                              changed("[443,11438]", "[]"),
                              changed("[443,11438]", "[443,443]"),
                              changed("[443,11438]", "[65536]"),
                              changed("[443,11438]", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]"),
                              changed("[\"native\",\"https\"]", "[\"pigeon\"]"),
                              changed("[\"native\",\"https\"]", "[]"),
                              changed("\"udp\":true", "\"udp\":1"),
                              changed("5000", "999"),
                              changed("5000", "60001"),
                              changed("\"load\":{", "\"load\":7,\"x\":{"),
                              changed("\"index\":1", "\"index\":1.1"),
                              changed("\"index\":1", "\"index\":-1"),
                              changed("\"sessions\":0", "\"sessions\":1e300"),
                              changed("\"cpu\":0.01", "\"cpu\":\"0\""),
                              changed("\"version\":\"0.1.0\"", "\"version\":\"\\u001b[2J\""),
                              report_body("paris", kIdle, R"(,"at":"north")"),
                              report_body("paris", kIdle, R"(,"at":"91,0")"),
                              report_body("paris", kIdle, R"(,"region":"")"),
                              report_body("paris", kIdle, R"(,"region":"a b")")})
        BOOST_TEST(send("paris", wrong, proof("paris", wrong, clock.now())).code() == "bad_request", wrong);
    BOOST_TEST(state("paris") == "never_seen");
}

BOOST_AUTO_TEST_SUITE_END()
