// The broker on a real socket: asked by the endpoint's own client, and by clients that misbehave.
#include "core/base/file.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/transport/https_client.hpp"
#include "tests/apps/broker/served.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;
namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

namespace {

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
using TlsStream = asio::ssl::stream<tcp::socket>;

struct Talking : Served {
    using Served::Served;

    std::unique_ptr<endpoint::HttpClient> connect() const
    {
        return endpoint::connect_https({"127.0.0.1", port}, endpoint::parse_pin(pin));
    }
    /// Everything the server says to these bytes, until it closes.
    std::string say(const std::string& bytes) { return run_awaitable(loop, exchange(bytes)); }
    asio::awaitable<std::string> exchange(std::string bytes);
    asio::awaitable<bool> handshake_with(int newest);
};

struct Impatient : Talking {
    Impatient() : Talking{{3, 2, milliseconds{100}, milliseconds{100}, milliseconds{200}}} {}
};

asio::awaitable<std::string> Talking::exchange(std::string bytes)
{
    asio::ssl::context tls{asio::ssl::context::tls_client};
    TlsStream stream{loop, tls};
    co_await stream.next_layer().async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
    const auto [refused] = co_await stream.async_handshake(TlsStream::client, kResult);
    if (refused)
        co_return "refused";
    co_await asio::async_write(stream, asio::buffer(bytes), kResult);
    std::string answer;
    co_await asio::async_read(stream, asio::dynamic_buffer(answer), kResult);
    co_return answer;
}

asio::awaitable<bool> Talking::handshake_with(int newest)
{
    asio::ssl::context tls{asio::ssl::context::tls_client};
    SSL_CTX_set_max_proto_version(tls.native_handle(), newest);
    TlsStream stream{loop, tls};
    co_await stream.next_layer().async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
    const auto [refused] = co_await stream.async_handshake(TlsStream::client, kResult);
    co_return !refused;
}

asio::awaitable<void> whole_way(Talking& served)
{
    const auto http = served.connect();
    endpoint::BrokerClient client{*http, "broker"};
    const auto token = served.broker->setup.issue_token(system_random());
    const endpoint::Setup first{token, "Rope", "Ada", "ada@example.org", "correct horse"};
    co_await client.set_up(first);
    const auto login = co_await client.log_in("ada@example.org", "correct horse");
    BOOST_TEST(login.role == "administrator");
    client.use_token(login.token);
    BOOST_TEST((co_await client.grant_keys()).size() == 1U);
    const std::vector<endpoint::AskedModule> asked{{"remote-control", {"view"}}};
    const auto invitation = co_await client.invite(std::chrono::minutes{5}, Bytes(32, 1), asked);
    BOOST_TEST(!(co_await client.wait_for_client(invitation.id)).has_value());
    endpoint::BrokerClient agent{*http, "broker"};
    const auto theirs = co_await agent.meet(invitation.id, Bytes(32, 2), "laptop");
    const auto ours = co_await client.wait_for_client(invitation.id);
    BOOST_REQUIRE(ours.has_value());
    BOOST_TEST(ours->grant == theirs.grant);
    BOOST_TEST((co_await client.renew_grant(ours->session)) != ours->grant);
    const auto module = co_await agent.find_module("remote-control", "linux-x86_64");
    const auto whole =
        test::read_text(served.options.modules_folder / "remote-control-0.1.0-linux-x86_64.zip");
    for (const std::size_t from : {std::size_t{0}, std::size_t{1}, whole.size() - 1}) {
        std::string package = whole.substr(0, from);
        endpoint::BrokerClient::PackageSink sink = [&](std::uint64_t at, View piece) {
            BOOST_TEST(at == package.size());
            package += as_text(piece);
        };
        co_await agent.fetch_package(module, from, std::move(sink));
        BOOST_TEST(package == whole);
    }
    co_await client.log_out();
}

} // namespace

BOOST_AUTO_TEST_SUITE(https_server)

BOOST_FIXTURE_TEST_CASE(the_endpoints_own_client_goes_the_whole_way, Talking)
{
    add_module("remote-control", "0.1.0");
    run(whole_way(*this));
}

BOOST_FIXTURE_TEST_CASE(nothing_older_than_tls_1_3_is_spoken, Talking)
{
    BOOST_TEST(run_awaitable(loop, handshake_with(TLS1_3_VERSION)));
    BOOST_TEST(!run_awaitable(loop, handshake_with(TLS1_2_VERSION)));
}

BOOST_FIXTURE_TEST_CASE(a_client_with_another_pin_refuses_this_broker, Talking)
{
    const transport::HttpsClient stranger{{"127.0.0.1", port}, transport::SpkiPin{}};
    transport::HttpRequest request;
    request.target = "/healthz";
    BOOST_TEST(run_awaitable(loop, stranger.request(request)).error() == Errc::bad_key);
}

BOOST_FIXTURE_TEST_CASE(each_length_has_its_limit, Talking) // SEC-26
{
    const auto body = [&](std::size_t size) {
        return say("POST /api/v1/login HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                   std::to_string(size) + "\r\n\r\n" + std::string(size, ' '));
    };
    BOOST_TEST(body(kMaxBody).starts_with("HTTP/1.1 400 "));
    BOOST_TEST(body(kMaxBody + 1).starts_with("HTTP/1.1 413 "));
    BOOST_TEST(say("GET / HTTP/1.1\r\nX: " + std::string(kMaxHeader, 'x') + "\r\n\r\n")
                   .starts_with("HTTP/1.1 431 "));
    BOOST_TEST(say("GET /" + std::string(2 * kMaxHeader, 'x')).starts_with("HTTP/1.1 431 "));
}

BOOST_FIXTURE_TEST_CASE(what_is_not_http_is_answered_once_and_closed, Talking)
{
    for (const auto* noise :
         {"\r\n\r\nnoise\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01 again", "GET / HTTP/9.9\r\n\r\n"})
        BOOST_TEST(say(noise).starts_with("HTTP/1.1 400 "), noise);
    BOOST_TEST(say("GET /healthz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200 "));
}

BOOST_FIXTURE_TEST_CASE(every_answer_keeps_referrers_and_caches_out, Talking) // SEC-14
{
    const auto answer = say("GET /j/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nConnection: close\r\n"
                            "Accept-Language: de, fr-CA;q=0.9, en;q=0.8\r\n\r\n");
    BOOST_TEST(answer.starts_with("HTTP/1.1 503 ")); // there are no pages here
    BOOST_TEST(answer.find("Referrer-Policy: no-referrer\r\n") != std::string::npos);
    BOOST_TEST(answer.find("Cache-Control: no-store\r\n") != std::string::npos);
    BOOST_TEST(answer.find("Ce broker fonctionne") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(slow_clients_are_let_go, Impatient)
{
    BOOST_TEST(say("GET /hea").empty());
    BOOST_TEST(say("POST /api/v1/login HTTP/1.1\r\nContent-Length: 100\r\n\r\n{").empty());
    tcp::socket silent{loop};
    silent.connect({asio::ip::address_v4::loopback(), port});
    char byte = 0;
    auto read = [](tcp::socket& from, char& to) -> asio::awaitable<std::size_t> {
        const auto [error, size] = co_await from.async_read_some(asio::buffer(&to, 1), kResult);
        co_return size;
    };
    BOOST_TEST(run_awaitable(loop, read(silent, byte)) == 0U);
}

BOOST_FIXTURE_TEST_CASE(one_address_gets_only_so_many_connections, Impatient)
{
    std::vector<tcp::socket> open;
    for (int i = 0; i < 2; ++i) {
        open.emplace_back(loop);
        open.back().connect({asio::ip::address_v4::loopback(), port});
    }
    BOOST_TEST(say("GET /healthz HTTP/1.1\r\n\r\n") == "refused");
    open.clear();
    while (say("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n") == "refused")
        loop.run_one_for(milliseconds{10});
}

BOOST_FIXTURE_TEST_CASE(a_long_poll_blocks_nobody_and_ends_with_the_server, Talking)
{
    add_module("remote-control", "0.1.0");
    broker->options.long_poll = std::chrono::seconds{25};
    const auto bearer = ada();
    const auto id = call("POST", "/api/v1/invitations", invite_body(), bearer).text("invitation");
    auto wait = asio::co_spawn(loop,
                               exchange("POST /api/v1/invitations/" + id +
                                        "/wait HTTP/1.1\r\nAuthorization: Bearer " + bearer +
                                        "\r\nContent-Length: 0\r\n\r\n"),
                               asio::use_future);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(say("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200 "));
    BOOST_TEST((wait.wait_for(milliseconds{0}) != std::future_status::ready));
    run(server.stop());
    loop.restart();
    while (wait.wait_for(milliseconds{0}) != std::future_status::ready &&
           loop.run_one_for(std::chrono::seconds{5}))
        ;
    BOOST_TEST(wait.get().empty());
}

BOOST_AUTO_TEST_SUITE_END()
