// A network of relays: one dies and the next carries the session, and an account that is bound to one moves
// to its fallback.
#include "core/base/json.hpp"
#include "tests/support/relay_network.hpp"
#include "tests/support/traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <iostream>

using namespace cordee::test;
namespace json = cordee::json;

namespace {

/// A hundred messages a second in both directions until they are stopped; gaps between them are reported.
const std::string kOrder = "settle 0\nseconds 600\ncount 100\ncount_size 3000\n";
constexpr std::int64_t kClearlyNew = 100;
/// A direct path would not care for what happens to relays.
const std::vector<std::string> kOnlyRelays{"connection.direct=false", "log.level=info"};

struct Network {
    static Installation::Plan plan()
    {
        Installation::Plan out;
        out.modules = TrafficSession::packages();
        out.relays = 0;
        return out;
    }

    Network()
    {
        installation.set_up(operator_side);
        TrafficSession::allow(operator_side);
        relays = std::make_unique<RelayNetwork>(installation, operator_side, kIds);
    }

    std::unique_ptr<TrafficSession> begin()
    {
        auto session = std::make_unique<TrafficSession>(operator_side, client, kOrder, kOnlyRelays);
        session->wait_for_begin();
        return session;
    }
    static void require_flow(const TrafficSession& session)
    {
        const auto at_operator = session.at_operator()->count.received;
        const auto at_client = session.at_client()->count.received;
        const bool flows = eventually([&] {
            return session.at_operator()->count.received >= at_operator + kClearlyNew &&
                   session.at_client()->count.received >= at_client + kClearlyNew;
        });
        BOOST_TEST_REQUIRE(flows, session.everything());
    }
    /// The newest session's, which comes first.
    [[nodiscard]] std::string session_id() const
    {
        const auto listed = operator_side.cordee({"session", "list"});
        BOOST_TEST_REQUIRE(listed.status == 0, listed);
        return listed.out.substr(0, 32);
    }
    [[nodiscard]] json::Object::Ptr explained(const std::string& session) const
    {
        const auto answer = operator_side.cordee({"relay", "explain", session, "--json"});
        BOOST_TEST_REQUIRE(answer.status == 0, answer);
        return json::parse(answer.out).value();
    }
    [[nodiscard]] std::vector<std::string> order(const std::string& session) const
    {
        return json::get_strings(*json::get_object(*explained(session), "choice"), "order").value();
    }
    [[nodiscard]] std::string reason(const std::string& session) const
    {
        return json::get_string(*json::get_object(*explained(session), "choice"), "reason").value();
    }
    /// Through which relay the session goes.
    [[nodiscard]] std::string on(const std::string& session) const
    {
        return json::get_string(*explained(session), "on").value();
    }
    [[nodiscard]] bool moves_to(const std::string& session, const std::string& relay) const
    {
        return eventually([&] { return on(session) == relay; });
    }

    inline static const std::vector<std::string> kIds{"lyon", "oslo", "paris"};
    Installation installation{plan()};
    Person operator_side;
    Person client;
    std::unique_ptr<RelayNetwork> relays;
};

/// Shorter ones are not noted.
constexpr std::int64_t kLeastGap = 100;

/// The longest time without a message, at either end, that overlaps what came after the moment.
std::int64_t longest_gap_ms(const TrafficSession& session, Nanoseconds since)
{
    std::int64_t longest = kLeastGap;
    for (const auto& report : {*session.at_operator(), *session.at_client()})
        for (const auto& gap : report.count.gaps)
            if (gap.until > since)
                longest = std::max(longest, (gap.until - gap.from) / 1'000'000);
    return longest;
}

void check_whole(TrafficSession& session)
{
    session.stop_sending();
    session.wait_for_end(kPatience);
    for (const auto& report : {*session.at_operator(), *session.at_client()}) {
        BOOST_TEST(report.count.peer_sent > kClearlyNew);
        BOOST_TEST(report.count.received == report.count.peer_sent);
        BOOST_TEST(report.count.missing == 0);
        BOOST_TEST(report.count.repeated == 0);
        BOOST_TEST(report.count.damaged == 0);
        BOOST_TEST(report.peer_restarts == 0);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_next_relay_carries_the_session_when_the_chosen_one_dies)
{
    Network network;
    for (const auto& id : Network::kIds)
        BOOST_TEST_REQUIRE(network.relays->becomes(id, "alive"), network.relays->reporter(id).everything());
    const auto session = network.begin();
    Network::require_flow(*session);
    const auto id = network.session_id();
    auto order = network.order(id);
    BOOST_TEST_REQUIRE(order.size() == 3U);
    BOOST_TEST(network.reason(id) == "best");
    BOOST_TEST(network.on(id) == order.front(), session->everything());

    std::int64_t gap = 0;
    for (int i = 0; i < 2; ++i) { // a busy machine gets one more try
        const auto killed = monotonic_now();
        network.relays->relay(order.front()).kill();
        Network::require_flow(*session);
        BOOST_TEST(network.moves_to(id, order.at(1)), session->everything());
        gap = longest_gap_ms(*session, killed);
        std::cout << "relay " << order.front() << " killed, " << order.at(1)
                  << " carries the session: at most " << gap << " ms without a message" << std::endl;
        if (gap < 1000)
            break;
        network.relays->restart_relay(order.front());
        BOOST_TEST_REQUIRE(network.relays->becomes(order.front(), "alive"));
        std::rotate(order.begin(), order.begin() + 1, order.end());
    }
    BOOST_TEST(gap < 1000);
    check_whole(*session);
    session->end();
}

BOOST_AUTO_TEST_CASE(a_bound_account_moves_to_its_fallback_and_begins_there)
{
    Network network;
    for (const auto& id : Network::kIds)
        BOOST_TEST_REQUIRE(network.relays->becomes(id, "alive"), network.relays->reporter(id).everything());
    const auto pinned = network.operator_side.cordee({"relay", "pin", "oslo", "--fallback", "lyon"});
    BOOST_TEST_REQUIRE(pinned.status == 0, pinned);
    const auto session = network.begin();
    Network::require_flow(*session);
    const auto id = network.session_id();
    BOOST_TEST((network.order(id) == std::vector<std::string>{"oslo", "lyon"}));
    BOOST_TEST(network.reason(id) == "pinned");
    BOOST_TEST(network.on(id) == "oslo", session->everything());

    const auto killed = monotonic_now();
    network.relays->relay("oslo").kill();
    Network::require_flow(*session);
    BOOST_TEST(network.moves_to(id, "lyon"), session->everything());
    std::cout << "pinned relay killed, its fallback carries the session: at most "
              << longest_gap_ms(*session, killed) << " ms without a message" << std::endl;
    check_whole(*session);
    session->end();

    BOOST_TEST_REQUIRE(network.relays->becomes("oslo", "silent"));
    const auto next = network.begin();
    Network::require_flow(*next);
    const auto next_id = network.session_id();
    BOOST_TEST(next_id != id);
    BOOST_TEST(network.order(next_id).front() == "lyon");
    const auto words = network.operator_side.cordee({"relay", "explain", next_id});
    BOOST_TEST(
        words.out.find("lyon was chosen as the account's fallback, because its pinned relay cannot be used "
                       "(oslo: it does not report)") != std::string::npos,
        words);
    check_whole(*next);
    next->end();
}
