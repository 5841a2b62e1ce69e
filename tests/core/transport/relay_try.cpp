// The order and the times of all tries, computed.
#include "core/transport/relay_try.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace cordee::transport;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(relay_try)

namespace {

const std::vector<std::uint16_t> kPorts{443, 11438, 80, 21, 110};
const std::vector<Encapsulation> kAll{Encapsulation::native, Encapsulation::https, Encapsulation::http};

std::vector<std::string> names(const std::vector<PlannedTry>& plan, Route route)
{
    std::vector<std::string> out;
    for (const auto& each : plan)
        if (each.route == route)
            out.push_back(std::string{to_string(each.encapsulation)} + " " + std::to_string(each.port));
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_usual_comes_first_and_nothing_is_left_out)
{
    const auto plan = plan_tries(kPorts, kAll, false);
    const std::vector<std::string> expected{"native 443", "https 443",  "native 11438", "native 80",
                                            "native 21",  "http 80",    "native 110",   "https 11438",
                                            "http 443",   "http 11438", "https 80",     "https 21",
                                            "https 110",  "http 21",    "http 110"};
    auto got = names(plan, Route::direct);
    BOOST_TEST(got[0] == "native 443");
    BOOST_TEST(got[1] == "https 443");
    const auto in_first_round = [&](const char* name) {
        return std::find(got.begin(), got.begin() + 7, name) != got.begin() + 7;
    };
    for (const auto* name : {"native 11438", "native 80", "native 21", "native 110", "http 80"})
        BOOST_TEST(in_first_round(name), name);
    BOOST_TEST((std::set(got.begin(), got.end()) == std::set(expected.begin(), expected.end())));
    BOOST_TEST(got.size() == 15u);
}

BOOST_AUTO_TEST_CASE(the_last_try_begins_in_time_with_everything_dropped)
{
    for (const bool by_proxy : {false, true}) {
        const auto plan = plan_tries(kPorts, kAll, by_proxy);
        BOOST_TEST(plan.size() == (by_proxy ? 30u : 15u));
        for (const auto& each : plan)
            // The last try may still be a WebSocket that is swallowed: half a second of patience, then the
            // long-poll.
            BOOST_TEST((each.start + milliseconds{500} < milliseconds{3000}));
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_is_asked_for_443_before_anything_else)
{
    const auto plan = plan_tries({11438, 80, 443},
                                 {Encapsulation::native, Encapsulation::http, Encapsulation::https}, true);
    const auto got = names(plan, Route::proxy);
    BOOST_TEST(got[0] == "https 443");
    BOOST_TEST(got[1] == "native 443");
    BOOST_TEST((plan[0].start == milliseconds{0}));
    BOOST_TEST((plan[1].start == milliseconds{150}));
    const auto direct =
        std::find_if(plan.begin(), plan.end(), [](const auto& each) { return each.route == Route::direct; });
    BOOST_TEST((direct->start == milliseconds{75})); // a little after the proxy
}

BOOST_AUTO_TEST_CASE(the_order_of_the_account_counts)
{
    BOOST_TEST((names(plan_tries({110, 443}, {Encapsulation::native}, false), Route::direct) ==
                std::vector<std::string>{"native 110", "native 443"}));
    BOOST_TEST((names(plan_tries({443, 80}, {Encapsulation::https, Encapsulation::native}, false),
                      Route::direct)[0] == "https 443"));
}

BOOST_AUTO_TEST_CASE(lists_from_outside_are_bounded)
{
    std::vector<std::uint16_t> ports{0, 443, 443};
    for (std::uint16_t port = 1000; port < 3000; ++port)
        ports.push_back(port);
    const std::vector<Encapsulation> forms(1000, Encapsulation::native);
    BOOST_TEST(plan_tries(ports, forms, false).size() <= kMaxRelayPorts);
    BOOST_TEST(plan_tries({}, kAll, true).empty());
    BOOST_TEST(plan_tries(kPorts, {}, true).empty());
    BOOST_TEST(plan_tries({0}, kAll, true).empty());
}

BOOST_AUTO_TEST_CASE(names_of_encapsulations_and_of_ends)
{
    for (const auto each : kAll)
        BOOST_TEST((parse_encapsulation(to_string(each)) == each));
    BOOST_TEST(!parse_encapsulation("HTTPS").has_value());
    BOOST_TEST(!parse_encapsulation("").has_value());
    std::set<std::string_view> seen;
    for (int end = 0; end <= static_cast<int>(TryEnd::not_a_proxy); ++end)
        BOOST_TEST(seen.insert(to_string(static_cast<TryEnd>(end))).second);
    RelayTry attempt;
    attempt.port = 443;
    attempt.encapsulation = Encapsulation::https;
    attempt.route = Route::proxy;
    attempt.long_poll = true;
    BOOST_TEST(describe(attempt) == "https 443 (long-poll) by the proxy");
}

BOOST_AUTO_TEST_SUITE_END()
