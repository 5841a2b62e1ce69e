#include "apps/relay-reporter/reporter.hpp"

#include "core/crypto/relay_report.hpp"
#include "core/transport/plain_http.hpp"
#include "tests/core/endpoint/fake_http.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::reporter;
namespace asio = boost::asio;

namespace {

const std::string kRelayLoad =
    R"({"id":"paris","version":"0.1.0","sessions":3,"capacity":1000,"entries":1,"bytes_per_second":1250.5,)"
    R"("loop_lag_ms":0.4,"cpu":0.12,"index":0.93,"draining":false})";
const std::string kStale = R"({"code":"stale_report","detail":"d","hint":"h"})";

std::string instance(std::uint8_t number)
{
    return R"({"instance":")" + to_base64url(ByteArray<16>{number}) + R"(","time":1})";
}

struct ReporterFixture {
    asio::io_context io;
    ManualClock clock;
    endpoint::FakeHttp broker;
    Result<std::string> load = kRelayLoad;
    Reporter reporter{
        {"paris", "paris.example.org", {443, 80}, {transport::Encapsulation::native}, true, "eu", "48.9,2.4"},
        Secret<32>{ByteArray<32>{7}},
        std::chrono::seconds{5},
        [this]() -> asio::awaitable<Result<std::string>> { co_return load; },
        broker,
        clock,
        system_random()};

    Reporter::Outcome report() { return run_awaitable(io, reporter.report()); }

    /// The body of a request, when its proof is one of the relay for that start of the broker.
    std::string proven(std::size_t request, std::uint8_t number)
    {
        const auto& asked = broker.asked.at(request);
        const std::string begin = "POST /api/v1/relays/paris/report ";
        BOOST_REQUIRE(asked.starts_with(begin));
        const auto body = asked.substr(begin.size());
        const auto proof = crypto::parse_report_proof(broker.bearers.at(request)).value();
        BOOST_TEST(crypto::verify_report(ByteArray<32>{7}, "paris", body, proof));
        BOOST_TEST((proof.instance == ByteArray<16>{number}));
        BOOST_TEST((proof.time == clock.now()));
        return body;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(reporters, ReporterFixture)

BOOST_AUTO_TEST_CASE(a_report_says_where_the_relay_is_and_how_it_does)
{
    broker.answer(200, instance(1));
    broker.answer(200, "{}");
    BOOST_TEST((report() == Reporter::Outcome::taken));
    BOOST_TEST(broker.asked.at(0) == "GET /api/v1/relays/instance");
    BOOST_TEST(
        proven(1, 1) ==
        R"({"host":"paris.example.org","ports":[443,80],"encapsulations":["native"],"udp":true,"interval_ms":5000,)"
        R"("region":"eu","at":"48.9,2.4","load":{"version":"0.1.0","sessions":3,"capacity":1000,"entries":1,)"
        R"("bytes_per_second":1250.5,"loop_lag_ms":0.4,"cpu":0.12,"index":0.93,"draining":false}})");
    // The next one needs no question, and has a proof of its own.
    broker.answer(200, "{}");
    BOOST_TEST((report() == Reporter::Outcome::taken));
    BOOST_TEST(broker.asked.size() == 3U);
    BOOST_TEST(broker.bearers.at(1) != broker.bearers.at(2));
}

BOOST_AUTO_TEST_CASE(the_secret_is_sent_to_nobody)
{
    broker.answer(200, instance(1));
    broker.answer(200, "{}");
    report();
    for (const auto& text : {broker.asked.at(1), broker.bearers.at(1)}) {
        BOOST_TEST(text.find(to_hex(ByteArray<32>{7})) == std::string::npos);
        BOOST_TEST(text.find(to_base64url(ByteArray<32>{7})) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_broker_that_was_started_anew_gets_the_report_at_once)
{
    broker.answer(200, instance(1));
    broker.answer(409, kStale);
    broker.answer(200, instance(2));
    broker.answer(200, "{}");
    BOOST_TEST((report() == Reporter::Outcome::taken));
    proven(1, 1);
    proven(3, 2);
}

BOOST_AUTO_TEST_CASE(a_broker_that_never_likes_it_is_not_asked_for_ever)
{
    for (std::uint8_t i = 0; i < 4; ++i) {
        broker.answer(200, instance(i));
        broker.answer(409, kStale);
    }
    BOOST_TEST((report() == Reporter::Outcome::refused));
    BOOST_TEST(broker.asked.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_relay_that_does_not_answer_is_reported_without_a_load)
{
    load = Errc::unreachable;
    broker.answer(200, instance(1));
    broker.answer(200, "{}");
    BOOST_TEST((report() == Reporter::Outcome::relay_silent));
    BOOST_TEST(proven(1, 1).find("\"load\"") == std::string::npos);
    load = R"({"id":"oslo"})"; // another one took its port
    broker.answer(200, "{}");
    BOOST_TEST((report() == Reporter::Outcome::relay_silent));
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_away_or_says_no_is_told_apart)
{
    broker.fail(Errc::unreachable);
    BOOST_TEST((report() == Reporter::Outcome::broker_away));
    broker.answer(200, "{}"); // no instance in it
    BOOST_TEST((report() == Reporter::Outcome::broker_away));
    broker.answer(200, instance(1));
    broker.answer(401, R"({"code":"unauthorized","detail":"d","hint":"h"})");
    BOOST_TEST((report() == Reporter::Outcome::refused));
}

BOOST_AUTO_TEST_CASE(the_status_listener_is_asked_over_http)
{
    auto listener = test::loopback_listener(io);
    const auto place = listener.local_endpoint();
    const auto serve = [&](std::string answer) -> asio::awaitable<void> {
        auto socket = co_await listener.async_accept(asio::use_awaitable);
        std::string asked;
        co_await asio::async_read_until(socket, asio::dynamic_buffer(asked), "\r\n\r\n", asio::use_awaitable);
        BOOST_TEST(asked.starts_with("GET /load HTTP/1.1\r\n"));
        co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
    };
    const auto get = [&](const std::string& answer, std::chrono::milliseconds time) {
        asio::co_spawn(io, serve(answer), [](std::exception_ptr) {});
        auto ask = [](asio::ip::tcp::endpoint at, std::chrono::milliseconds patience,
                      Result<std::string>& to) -> asio::awaitable<void> {
            to = co_await transport::get_plainly(at, "/load", 64, patience);
        };
        Result<std::string> out = Errc::internal;
        run_awaitable(io, ask(place, time, out));
        return out;
    };
    using namespace std::chrono_literals;
    BOOST_TEST(get("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 20s).value() == "{}");
    BOOST_TEST((get("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\n{}", 20s).error() == Errc::refused));
    BOOST_TEST((get("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n", 20s).error() == Errc::too_large));
    BOOST_TEST((get("SSH-2.0-OpenSSH\r\n\r\n", 20s).error() == Errc::malformed));
    BOOST_TEST((get("", 20s).error() == Errc::closed));
    listener.close();
    BOOST_TEST((get("", 20s).error() == Errc::unreachable));
}

BOOST_AUTO_TEST_SUITE_END()
