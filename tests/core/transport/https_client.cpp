#include "core/transport/https_client.hpp"

#include "tests/support/run_awaitable.hpp"
#include "tests/support/tls_server.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;

namespace {

struct HttpsClientFixture {
    asio::io_context io;
    test::TlsServer server{io};

    Address address() { return {"127.0.0.1", server.port()}; }

    Result<HttpResponse> ask(const HttpsClient& client, HttpRequest request, const std::string& answer)
    {
        asio::co_spawn(io, server.serve_one(answer), [](std::exception_ptr) {});
        Result<HttpResponse> out = Errc::internal;
        run_awaitable(
            io,
            [](const HttpsClient& from, HttpRequest what, Result<HttpResponse>& to) -> asio::awaitable<void> {
                to = co_await from.request(std::move(what));
            }(client, std::move(request), out));
        return out;
    }

    Result<HttpResponse> get(const std::string& answer, std::size_t max_response = kMaxResponse)
    {
        return ask(HttpsClient{address(), server.pin()}, {.target = "/x", .max_response = max_response},
                   answer);
    }
};

std::string response_of(std::size_t size)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'b');
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(https_client, HttpsClientFixture)

BOOST_AUTO_TEST_CASE(a_request_and_its_response)
{
    const HttpsClient client{address(), server.pin()};
    const auto response =
        ask(client, {.method = "POST", .target = "/api/v1/x?y=1", .body = "{\"a\":1}", .bearer = "tok"},
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    BOOST_REQUIRE(response.has_value());
    BOOST_TEST(response->status == 201U);
    BOOST_TEST(response->body == "{}");
    BOOST_TEST(response->content_type == "application/json");
    BOOST_REQUIRE(server.requests().size() == 1U);
    const auto& sent = server.requests().front();
    BOOST_TEST(sent.starts_with("POST /api/v1/x?y=1 HTTP/1.1\r\n"));
    BOOST_TEST(sent.ends_with("\r\n\r\n{\"a\":1}"));
    for (const char* line : {"Authorization: Bearer tok\r\n", "Content-Type: application/json\r\n",
                             "Host: 127.0.0.1:", "Accept-Language: en\r\n"})
        BOOST_TEST(sent.find(line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(a_late_body_is_made_when_the_connection_stands)
{
    const HttpsClient client{address(), server.pin()};
    std::string known = "too early";
    HttpRequest request{.method = "POST", .target = "/x"};
    request.late_body = [&known] { return known; };
    asio::post(io, [&known] { known = "{\"late\":1}"; });
    const auto response = ask(client, std::move(request), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    BOOST_TEST(response.has_value());
    BOOST_TEST(server.requests().front().ends_with("Content-Length: 10\r\n\r\n{\"late\":1}"));
}

BOOST_AUTO_TEST_CASE(a_failing_status_is_a_response_and_no_redirection_is_followed)
{
    BOOST_TEST(get("HTTP/1.1 410 Gone\r\nContent-Length: 1\r\n\r\nx").value().status == 410U);
    const auto moved =
        get("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    BOOST_TEST(moved.value().status == 302U);
    BOOST_TEST(server.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(another_key_than_the_link_names_hears_nothing)
{
    auto pin = server.pin();
    pin[15] ^= 1U;
    const auto response = ask(HttpsClient{address(), pin}, {.target = "/secret"}, response_of(1));
    BOOST_TEST(response.error() == Errc::bad_key);
    io.restart();
    io.poll();
    BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(without_a_pin_an_authority_must_vouch)
{
    BOOST_TEST(ask(HttpsClient{address()}, {.target = "/"}, response_of(1)).error() == Errc::bad_signature);
    BOOST_TEST(ask(HttpsClient{{"localhost", server.port()}}, {.target = "/"}, response_of(1)).error() ==
               Errc::bad_signature);
    BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_not_spoken)
{
    server.grow_old();
    BOOST_TEST(get(response_of(1)).error() == Errc::unsupported);
}

BOOST_AUTO_TEST_CASE(a_response_has_its_limit) // SEC-26
{
    BOOST_TEST(get(response_of(1000), 1000).value().body.size() == 1000U);
    BOOST_TEST(get(response_of(1001), 1000).error() == Errc::too_large);
    BOOST_TEST(get("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n").error() ==
               Errc::too_large);
    BOOST_TEST(
        get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'c'), 1000)
            .error() == Errc::too_large);
    BOOST_TEST(get("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'h') + "\r\n\r\n").error() ==
               Errc::too_large);
    BOOST_TEST(get(response_of(kMaxResponse + 5), kMaxPackage).value().body.size() == kMaxResponse + 5);
}

BOOST_AUTO_TEST_CASE(what_is_not_http_or_ends_early)
{
    BOOST_TEST(get("RLY1 is another program\r\n\r\n").error() == Errc::malformed);
    BOOST_TEST(get("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort").has_error());
    BOOST_TEST(get("HTTP/1.1 200 OK\r\n\r\ncut off without an end").has_error());
}

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing)
{
    const HttpsClient client{address(), server.pin()};
    BOOST_TEST(ask(client, {.target = "/", .deadline = std::chrono::milliseconds{200}}, "").error() ==
               Errc::timed_out);
}

BOOST_AUTO_TEST_CASE(nobody_there)
{
    const Address gone{"127.0.0.1", test::loopback_listener(io).local_endpoint().port()};
    BOOST_TEST(ask(HttpsClient{gone, server.pin()}, {.target = "/"}, "").error() == Errc::unreachable);
}

BOOST_AUTO_TEST_CASE(a_request_cannot_smuggle_another_line)
{
    const HttpsClient client{address(), server.pin()};
    for (const char* wrong : {"", "x", "/a b", "/a\r\nX: y", "/\x80"})
        BOOST_TEST(ask(client, {.target = wrong}, "").error() == Errc::malformed);
    BOOST_TEST(ask(client, {.target = "/", .bearer = "a\r\nb"}, "").error() == Errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
