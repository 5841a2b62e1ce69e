// What the relay says to anybody who speaks HTTP or TLS to it, and what it does not put up with.
#include "core/wire/poll.hpp"
#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::Carrier;
using test::HttpAnswer;
using test::HttpLine;
using test::RelayFixture;

BOOST_AUTO_TEST_SUITE(http)

namespace {

asio::awaitable<HttpAnswer> ask_once(tcp::endpoint to, bool tls, std::string method, std::string target,
                                     Bytes body)
{
    auto line = co_await HttpLine::open(to, tls);
    co_return co_await line.ask(std::move(method), std::move(target), std::move(body));
}

HttpAnswer ask(RelayFixture& relay, std::string method, std::string target, Bytes body = {}, bool tls = false)
{
    return run_awaitable(
        relay.io, ask_once(relay.endpoint, tls, std::move(method), std::move(target), std::move(body)));
}

asio::awaitable<std::string> talk(tcp::endpoint to, std::string said)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    co_await socket.async_connect(to, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(said), asio::as_tuple(asio::use_awaitable));
    std::string heard;
    co_await asio::async_read(socket, asio::dynamic_buffer(heard), asio::as_tuple(asio::use_awaitable));
    co_return heard;
}

/// All that the relay says until it hangs up.
std::string heard(RelayFixture& relay, const std::string& said)
{
    return run_awaitable(relay.io, talk(relay.endpoint, said));
}

bool has_status(const std::string& answer, const char* status)
{
    return answer.starts_with(std::string{"HTTP/1.1 "} + status);
}

std::string path_of(RelayFixture& relay)
{
    const auto opened = ask(relay, "POST", "/cordee/1/poll");
    BOOST_TEST(opened.status == 200U);
    return "/cordee/1/poll/" + opened.body;
}

} // namespace

BOOST_AUTO_TEST_CASE(somebody_who_wonders_is_told_what_this_is)
{
    RelayFixture relay;
    for (const bool tls : {false, true}) {
        const auto page = ask(relay, "GET", "/", {}, tls);
        BOOST_TEST(page.status == 200U);
        BOOST_TEST(page.body.find("This is a Cordée relay.") != std::string::npos);
        BOOST_TEST(page.body.find("Ceci est un relais Cordée.") != std::string::npos);
        BOOST_TEST(!page.keep_alive);
        BOOST_TEST(ask(relay, "HEAD", "/", {}, tls).status == 200U);
    }
    for (const auto* target : {"/index.html", "/cordee/1/stream", "/cordee/1/poll", "/..", "/?x", "*"})
        BOOST_TEST(ask(relay, "GET", target).status == 404U, target);
    BOOST_TEST(ask(relay, "POST", "/", to_bytes(std::string_view{"text"})).status == 404U);
    BOOST_TEST(
        has_status(heard(relay, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n"), "404"));
    BOOST_TEST(
        has_status(heard(relay, "GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n"), "404"));
}

BOOST_AUTO_TEST_CASE(pages_of_any_origin_may_long_poll)
{
    RelayFixture relay;
    const auto says = [&](const std::string& request, const std::string& header) {
        return heard(relay, request).find(header) != std::string::npos;
    };
    const auto asks = [](const std::string& target) {
        return "OPTIONS " + target +
               " HTTP/1.1\r\nHost: x\r\nOrigin: https://example.org\r\n"
               "Access-Control-Request-Method: DELETE\r\n\r\n";
    };
    const auto id = std::string(32, 'a');
    for (const auto& target : {std::string{"/cordee/1/poll"}, "/cordee/1/poll/" + id,
                               "/cordee/1/poll/" + id + "/up/0", "/cordee/1/poll/" + id + "/down/7"}) {
        const auto answer = heard(relay, asks(target));
        BOOST_TEST(has_status(answer, "204"), answer);
        BOOST_TEST(answer.find("Access-Control-Allow-Origin: *\r\n") != std::string::npos, answer);
        BOOST_TEST(answer.find("Access-Control-Allow-Methods: POST, DELETE\r\n") != std::string::npos,
                   answer);
        BOOST_TEST(answer.find("Allow-Credentials") == std::string::npos, answer);
    }
    for (const auto* target : {"/", "/cordee/1/stream", "/cordee/1/poll/x", "*"})
        BOOST_TEST(has_status(heard(relay, asks(target)), "404"), target);
    const std::string last = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    BOOST_TEST(says("POST /cordee/1/poll" + last, "Access-Control-Allow-Origin: *\r\n"));
    BOOST_TEST(says("POST /cordee/1/poll/" + id + "/down/0" + last, "Access-Control-Allow-Origin: *\r\n"));
    BOOST_TEST(!says("POST /cordee/1/poll" + last, "Access-Control-Allow-Methods"));
    BOOST_TEST(!says("GET /" + last, "Access-Control"));
}

BOOST_AUTO_TEST_CASE(garbage_of_every_kind_is_hung_up_on) // SEC-48
{
    RelayFixture relay{{.entry_time = 100ms}};
    BOOST_TEST(heard(relay, std::string(100, '\0')).empty());
    BOOST_TEST(heard(relay, "\x80garbage").empty());
    BOOST_TEST(heard(relay, "SSH-2.0-OpenSSH\r\n").find("RLY1") == std::string::npos);
    BOOST_TEST(heard(relay, "RTSP").empty()); // begins as native does
    BOOST_TEST(has_status(heard(relay, "GARBAGE\r\n\r\n"), "400"));
    BOOST_TEST(has_status(heard(relay, "GET / HTTP/9.9\r\n\r\n"), "400"));
    BOOST_TEST(has_status(heard(relay, "GET / HTTP/1.1\r\nno colon\r\n\r\n"), "400"));
    BOOST_TEST(has_status(heard(relay, "POST /cordee/1/poll HTTP/1.1\r\nContent-Length: x\r\n\r\n"), "400"));
    // TLS: not a handshake, one of another version, one that is cut.
    BOOST_TEST(!has_status(heard(relay, "\x16\x03\x01garbage that is none"), "200"));
    BOOST_TEST(!has_status(heard(relay, std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10)), "200"));
    BOOST_TEST(heard(relay, "\x16").empty());
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 0; }));
}

BOOST_AUTO_TEST_CASE(heads_and_bodies_have_their_limits) // SEC-26
{
    RelayFixture relay;
    const std::string begin = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
    BOOST_TEST(has_status(heard(relay, begin + std::string(7'000, 'x') + "\r\n\r\n"), "200"));
    BOOST_TEST(has_status(heard(relay, begin + std::string(9'000, 'x') + "\r\n\r\n"), "413"));
    BOOST_TEST(has_status(heard(relay, "GET /" + std::string(20'000, 'x')), "413"));
    BOOST_TEST(ask(relay, "POST", "/cordee/1/poll", {1}).status == 413U);
    const auto path = path_of(relay);
    BOOST_TEST(ask(relay, "POST", path + "/down/0", {1}).status == 413U);
    // Before the sides have met, a body has room for an entry and not for more.
    BOOST_TEST(ask(relay, "POST", path + "/up/0", Bytes(4'097)).status == 413U);
    BOOST_TEST(has_status(
        heard(relay, "POST " + path + "/up/0 HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n"), "413"));
    BOOST_TEST(has_status(heard(relay, "POST " + path +
                                           "/up/0 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n" +
                                           std::string(0x2000, 'x')),
                          "413"));
}

BOOST_AUTO_TEST_CASE(who_is_slow_loses_its_place) // with a byte now and then, or with none
{
    RelayFixture relay{{.entry_time = 60ms}};
    for (const auto* said :
         {"", "G", "GET / HTTP/1.1\r\nHost: ", "POST /cordee/1/poll HTTP/1.1\r\nContent-Length: 0\r\n"})
        BOOST_TEST(heard(relay, said).empty(), said);
    const auto trickle = [](tcp::endpoint to) -> asio::awaitable<std::size_t> {
        tcp::socket socket{co_await asio::this_coro::executor};
        co_await socket.async_connect(to, asio::use_awaitable);
        asio::steady_timer pause{socket.get_executor()};
        std::size_t sent = 0;
        for (bool alive = true; alive && sent < 1'000; ++sent) {
            const auto [error, count] = co_await asio::async_write(socket, asio::buffer("GET", 1),
                                                                   asio::as_tuple(asio::use_awaitable));
            alive = !error;
            pause.expires_after(5ms);
            co_await pause.async_wait(asio::use_awaitable);
        }
        co_return sent;
    };
    BOOST_TEST(run_awaitable(relay.io, trickle(relay.endpoint)) < 500U);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 0; }));
}

BOOST_AUTO_TEST_CASE(an_upgrade_that_is_not_ours_is_declined)
{
    RelayFixture relay;
    const std::string line = "GET /cordee/1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                             "Connection: upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    const std::string version = "Sec-WebSocket-Version: 13\r\n";
    const std::string ours = "Sec-WebSocket-Protocol: cordee.1\r\n";
    BOOST_TEST(has_status(heard(relay, line + version + "\r\n"), "400"));
    BOOST_TEST(has_status(heard(relay, line + version + "Sec-WebSocket-Protocol: chat\r\n\r\n"), "400"));
    BOOST_TEST(has_status(heard(relay, line + ours + "Sec-WebSocket-Version: 8\r\n\r\n"), "4"));
    BOOST_TEST(has_status(heard(relay, line + version + ours + "\r\nspeaks at once"), "400"));
    BOOST_TEST(has_status(heard(relay, "GET /elsewhere" + line.substr(20) + version + ours + "\r\n"), "404"));
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 0; }));
}

BOOST_AUTO_TEST_CASE(a_long_poll_connection_that_is_not_there)
{
    RelayFixture relay;
    const std::string nobody = "/cordee/1/poll/" + std::string(32, 'a');
    BOOST_TEST(ask(relay, "POST", nobody + "/up/0").status == 404U);
    BOOST_TEST(ask(relay, "POST", nobody + "/down/0").status == 404U);
    BOOST_TEST(ask(relay, "DELETE", nobody).status == 404U);
    const auto path = path_of(relay);
    BOOST_TEST(ask(relay, "DELETE", path).status == 204U);
    BOOST_TEST(relay.soon([&] { return relay.relay.polls() == 0; }));
    BOOST_TEST(ask(relay, "POST", path + "/down/0").status == 404U);
}

BOOST_AUTO_TEST_CASE(a_long_poll_body_that_is_none_ends_its_connection)
{
    RelayFixture relay;
    const auto path = path_of(relay);
    BOOST_TEST(ask(relay, "POST", path + "/up/0", {0, 0, 0, 9, 'x'}).status == 400U);
    BOOST_TEST(relay.soon([&] { return relay.relay.polls() == 0; }));
}

BOOST_AUTO_TEST_CASE(one_address_does_not_take_all_by_http)
{
    RelayFixture relay{{.entries = 10, .entries_per_address = 3}};
    std::vector<HttpLine> lines;
    for (int i = 0; i < 2; ++i)
        lines.push_back(run_awaitable(relay.io, HttpLine::open(relay.endpoint, true)));
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 2; }));
    // A long-poll connection is an entry of its own, beside the line that it was asked for on.
    BOOST_TEST(run_awaitable(relay.io, lines[0].ask("POST", "/cordee/1/poll")).status == 200U);
    BOOST_TEST(relay.relay.entries() == 3U);
    // The next one takes the place of the line that is there for longest.
    BOOST_TEST(run_awaitable(relay.io, lines[1].ask("POST", "/cordee/1/poll")).status == 200U);
    BOOST_TEST(relay.relay.entries() == 3U);
    BOOST_CHECK_THROW(run_awaitable(relay.io, lines[0].ask("GET", "/")), std::exception);
}

BOOST_AUTO_TEST_CASE(without_any_room_that_is_said_in_the_native_way)
{
    RelayFixture relay{{.entries = 10, .entries_per_address = 1}};
    const auto waiting = relay.waiting(1, "agent"); // makes room for nobody
    BOOST_TEST(heard(relay, "GET / HTTP/1.1\r\n\r\n").substr(0, 4) == "RLY1");
}

BOOST_AUTO_TEST_CASE(who_has_met_its_other_side_no_longer_counts_as_an_entry)
{
    RelayFixture relay;
    const auto sides = relay.pair(Carrier::http_poll, Carrier::https_poll);
    run_awaitable(relay.io,
                  [](transport::Connection& one, transport::Connection& two) -> asio::awaitable<void> {
                      for (int i = 0; i < 3; ++i) {
                          BOOST_TEST((co_await one.send(as_view("x"))).has_value());
                          BOOST_TEST((co_await two.receive()).has_value());
                          BOOST_TEST((co_await two.send(as_view("y"))).has_value());
                          BOOST_TEST((co_await one.receive()).has_value());
                      }
                  }(*sides.first.connection, *sides.second.connection));
    BOOST_TEST(relay.relay.sessions() == 1U);
    BOOST_TEST(relay.relay.entries() == 0U);
}

BOOST_AUTO_TEST_CASE(answers_that_were_lost_are_given_again)
{
    RelayFixture relay;
    const auto opened = ask(relay, "POST", "/cordee/1/poll");
    const std::string path = "/cordee/1/poll/" + opened.body;
    const auto first =
        ask(relay, "POST", path + "/down/0"); // its answer is lost, on this connection or another
    BOOST_TEST(first.body.size() == 4U + wire::kRelayGreetingSize);
    BOOST_TEST(ask(relay, "POST", path + "/down/0").body == first.body);
    const auto greeting = as_view(first.body).subspan(4);
    const auto token = relay.broker.sign(relay.broker.ticket(1, "agent"));
    const auto proof = relay.broker.prove(token, wire::decode_relay_greeting(greeting).value());
    Bytes body;
    BOOST_TEST(wire::append_poll_message(body, wire::encode_relay_entry({token, proof}).value()).has_value());
    for (int i = 0; i < 3; ++i) // the ticket is shown once, however often the request comes
        BOOST_TEST(ask(relay, "POST", path + "/up/0", body).status == 204U);
    BOOST_TEST(relay.soon([&] { return relay.relay.waiting() == 1; }));
    const auto other = relay.begin(Carrier::native, 1, "operator");
    BOOST_TEST(!relay.answer(other));
    const auto answer = ask(relay, "POST", path + "/down/1");
    BOOST_TEST(answer.body.size() == 4U + 1 + wire::kRelayPairedSize);
    BOOST_TEST(ask(relay, "POST", path + "/down/1").body == answer.body);
    BOOST_TEST(ask(relay, "POST", path + "/down/0").status == 409U);
}

BOOST_AUTO_TEST_SUITE_END()
