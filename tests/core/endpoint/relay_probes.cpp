#include "core/endpoint/relay_probes.hpp"

#include "tests/core/endpoint/fake_http.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

using namespace cordee;
using namespace cordee::endpoint;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

const std::string kPlaces =
    R"({"relays":[{"id":"paris","host":"paris.example","ports":[443,80]},)"
    R"({"id":"oslo","host":"oslo.example","ports":[80]},{"id":"rome","host":"rome.example","ports":[443]}]})";

/// Relays at known distances; others do not answer.
struct Probing {
    Probing() { http.probes = true; }

    RelayProbes::Measure dialer()
    {
        return [this](transport::Address where, std::chrono::milliseconds longest,
                      bool inner) -> asio::awaitable<Result<std::chrono::microseconds>> {
            dialled.insert(transport::to_string(where));
            BOOST_TEST((longest == 400ms));
            if (where.host == "10.0.0.1" && !inner)
                co_return Errc::not_permitted;
            const auto found = away.find(where.host);
            if (found == away.end())
                co_return Errc::timed_out;
            co_return found->second;
        };
    }
    /// Measures as long as it takes until the requests stop.
    RoundTrips measured(const ConnectionChoice& choice = {})
    {
        RelayProbes probes{client, choice, dialer()};
        auto nothing = [this]() -> asio::awaitable<bool> {
            for (std::size_t asked = 0, quiet = 0; quiet < 20;
                 quiet = asked == http.asked.size() ? quiet + 1 : 0) {
                asked = http.asked.size();
                co_await asio::post(io, asio::use_awaitable);
            }
            co_return true;
        };
        run_awaitable(io, while_measuring(probes, nothing()));
        return probes.known();
    }

    asio::io_context io;
    FakeHttp http;
    BrokerClient client{http, "b.example:8443"};
    std::map<std::string, std::chrono::microseconds> away{{"paris.example", 900us},
                                                          {"oslo.example", 31'000us}};
    std::set<std::string> dialled;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_probes, Probing)

BOOST_AUTO_TEST_CASE(what_the_broker_names_is_measured_and_told_to_it)
{
    http.answer(200, kPlaces);
    http.answer(200, R"({"relays":[]})");
    const auto known = measured();
    BOOST_REQUIRE(known.size() == 3U);
    BOOST_TEST(
        (dialled == std::set<std::string>{"paris.example:443", "oslo.example:80", "rome.example:443"}));
    BOOST_TEST(http.asked.at(0) == "POST /api/v1/relays/probes {}");
    BOOST_TEST(http.asked.at(1) == R"(POST /api/v1/relays/probes {"round_trips":[{"relay":"paris","us":900},)"
                                   R"({"relay":"oslo","us":31000},{"relay":"rome"}]})");
}

BOOST_AUTO_TEST_CASE(a_second_look_measures_only_what_is_new)
{
    http.answer(200, R"({"relays":[{"id":"oslo","host":"oslo.example","ports":[80]}]})");
    http.answer(200, kPlaces);
    BOOST_TEST(measured().size() == 3U);
    BOOST_TEST(dialled.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_meeting_tells_what_is_known_when_it_leaves)
{
    http.answer(200, kPlaces);
    http.answer(200, R"({"relays":[]})");
    RelayProbes probes{client, {}, dialer()};
    const auto ask = [this]() -> asio::awaitable<bool> {
        while (http.asked.size() < 2)
            co_await asio::post(io, asio::use_awaitable);
        http.answer(404, R"({"code":"not_found"})");
        try {
            co_await client.meet("AAECAwQFBgcICQoLDA0ODw", ByteArray<32>{1}, "x");
        } catch (const BrokerError&) {
        }
        co_return true;
    };
    run_awaitable(io, while_measuring(probes, ask()));
    BOOST_TEST(http.asked.back().find(R"("name":"x","round_trips":[{"relay":"paris","us":900})") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_waits_for_a_relay_that_does_not_answer)
{
    http.answer(200, kPlaces);
    RelayProbes probes{client,
                       {},
                       [](transport::Address, std::chrono::milliseconds,
                          bool) -> asio::awaitable<Result<std::chrono::microseconds>> {
                           Signal never{co_await asio::this_coro::executor};
                           co_await never.wait();
                           co_return Errc::timed_out;
                       }};
    const auto ask = [this]() -> asio::awaitable<bool> {
        while (http.asked.empty())
            co_await asio::post(io, asio::use_awaitable);
        http.answer(404, R"({"code":"not_found"})");
        try {
            co_await client.meet("AAECAwQFBgcICQoLDA0ODw", ByteArray<32>{1}, "x");
        } catch (const BrokerError&) {
        }
        BOOST_TEST(http.asked.back().find("patience_ms") == std::string::npos);
        http.answer(200, R"({"state":"waiting"})");
        co_await client.wait_for_client("AAECAwQFBgcICQoLDA0ODw");
        co_return true;
    };
    BOOST_TEST(run_awaitable(io, while_measuring(probes, ask())));
    BOOST_TEST(http.asked.back().find("round_trips") == std::string::npos);
    BOOST_TEST(http.asked.back().ends_with(R"("patience_ms":500})")); // a wait tells the rest soon
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_away_or_says_nonsense_does_no_harm)
{
    for (const char* nonsense :
         {"", "{}", R"({"relays":7})", R"({"relays":[{"id":"a","host":"a b","ports":[1]}]})",
          R"({"relays":[{"id":"a","host":"a","ports":[0]}]})",
          R"({"relays":[{"id":"a","host":"a","ports":[]}]})"}) {
        http.answer(200, nonsense);
        BOOST_TEST(measured().empty());
    }
    http.fail(Errc::unreachable);
    BOOST_TEST(measured().empty());
    BOOST_TEST(dialled.empty());
}

BOOST_AUTO_TEST_CASE(a_program_keeps_to_its_own_ports_and_to_its_proxy)
{
    http.answer(200, kPlaces);
    http.answer(200, R"({"relays":[]})");
    ConnectionChoice choice;
    choice.ports = {80};
    measured(choice);
    BOOST_TEST((dialled == std::set<std::string>{"paris.example:80", "oslo.example:80"}));
    dialled.clear();
    http.asked.clear();
    choice.network.proxy.proxy.emplace();
    BOOST_TEST(measured(choice).empty());
    BOOST_TEST(http.asked.empty());
    BOOST_TEST(dialled.empty());
}

BOOST_AUTO_TEST_CASE(a_broker_outside_does_not_learn_what_answers_inside)
{
    const auto places = R"({"relays":[{"id":"a","host":"10.0.0.1","ports":[22]}]})";
    http.from = asio::ip::make_address("192.0.2.1");
    http.answer(200, places);
    BOOST_TEST(measured().empty());
    http.from = asio::ip::make_address("192.168.1.1");
    http.answer(200, places);
    http.answer(200, R"({"relays":[]})");
    BOOST_TEST(measured().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_client_forgets_the_probes_when_they_go)
{
    http.answer(200, kPlaces);
    http.answer(200, R"({"relays":[]})");
    measured();
    http.answer(404, R"({"code":"not_found"})");
    BOOST_CHECK_THROW(run_awaitable(io, client.meet("AAECAwQFBgcICQoLDA0ODw", ByteArray<32>{1}, "x")),
                      BrokerError);
    BOOST_TEST(http.asked.back().find("round_trips") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
