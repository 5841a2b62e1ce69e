// What consoles hear, over a real connection.
#include "apps/broker/events/events.hpp"

#include "tests/apps/broker/inviting.hpp"
#include "tests/apps/broker/served.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;
namespace asio = boost::asio;

namespace {

constexpr auto kOutcomeOf = asio::as_tuple(asio::use_awaitable);
using ClientStream = asio::ssl::stream<asio::ip::tcp::socket>;

/// Speaks RFC 6455 as far as these tests need it: short frames of the server.
class Console {
public:
    Console(asio::io_context& loop, std::uint16_t port) : loop_{loop}, port_{port}, stream_{loop, tls_} {}

    /// The status of the answer.
    int open(const std::string& headers, const std::string& protocols)
    {
        return run_awaitable(loop_, start("GET /api/v1/events HTTP/1.1\r\nHost: broker.example\r\n"
                                          "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                          "Sec-WebSocket-Version: 13\r\n"
                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                          "Sec-WebSocket-Protocol: " +
                                          protocols + "\r\n" + headers + "\r\n"));
    }
    int open_as(const std::string& bearer) { return open("", "cordee.events.1, cordee.bearer." + bearer); }
    json::Object::Ptr hear()
    {
        const auto text = run_awaitable(loop_, frame());
        return json::parse(text).value();
    }
    /// The code with which the server closes; 0 when it just goes.
    int closing()
    {
        for (;;) {
            const auto text = run_awaitable(loop_, frame());
            if (closed_)
                return text.size() < 2
                           ? 0
                           : static_cast<std::uint8_t>(text[0]) * 256 + static_cast<std::uint8_t>(text[1]);
        }
    }
    const std::string& head() const { return head_; }

private:
    asio::awaitable<int> start(std::string request)
    {
        const asio::ip::tcp::endpoint there{asio::ip::address_v4::loopback(), port_};
        co_await stream_.next_layer().async_connect(there, asio::use_awaitable);
        co_await stream_.async_handshake(ClientStream::client, asio::use_awaitable);
        co_await asio::async_write(stream_, asio::buffer(request), asio::use_awaitable);
        const auto size = co_await asio::async_read_until(stream_, asio::dynamic_buffer(received_),
                                                          "\r\n\r\n", asio::use_awaitable);
        head_ = received_.substr(0, size);
        received_.erase(0, size);
        co_return std::stoi(head_.substr(9, 3));
    }
    asio::awaitable<std::string> frame()
    {
        if (!co_await fill(2)) {
            closed_ = true;
            co_return std::string{};
        }
        closed_ = (received_[0] & 0x0f) == 8;
        const std::size_t size = static_cast<std::uint8_t>(received_[1]);
        if (!co_await fill(2 + size))
            co_return std::string{};
        auto text = received_.substr(2, size);
        received_.erase(0, 2 + size);
        co_return text;
    }
    asio::awaitable<bool> fill(std::size_t size)
    {
        if (received_.size() >= size)
            co_return true;
        const auto missing = size - received_.size();
        const auto [error, count] = co_await asio::async_read(stream_, asio::dynamic_buffer(received_),
                                                              asio::transfer_at_least(missing), kOutcomeOf);
        co_return !error;
    }

    asio::io_context& loop_;
    std::uint16_t port_;
    asio::ssl::context tls_{asio::ssl::context::tls_client};
    ClientStream stream_;
    std::string received_;
    std::string head_;
    bool closed_ = false;
};

struct Consoles : Served {
    Consoles() : bearer{ada()} { add_module("remote-control", "0.1.0"); }

    std::unique_ptr<Console> console(const std::string& by)
    {
        auto out = std::make_unique<Console>(loop, port);
        BOOST_REQUIRE(out->open_as(by) == 101);
        BOOST_TEST(json::get_string(*out->hear(), "kind").value() == "hello");
        return out;
    }
    std::string kind(Console& console) { return json::get_string(*console.hear(), "kind").value(); }
    std::string bearer;
};

struct Listening {
    asio::io_context loop;
    Events events{loop.get_executor()};
    void emit(Events::Audience audience = {true, {}})
    {
        events.emit("policy", json::make_object(), audience);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(event_bus, Listening)

BOOST_AUTO_TEST_CASE(each_hears_what_is_theirs)
{
    Events::Listener one{events, 1};
    Events::Listener other{events, 2};
    emit({false, {2, 3}});
    BOOST_TEST(one.take().empty());
    BOOST_TEST(other.take().size() == 1U);
    emit();
    BOOST_TEST(*one.take().at(0) == R"({"seq":2,"kind":"policy"})");
    BOOST_TEST(other.take().size() == 1U);
    BOOST_TEST(other.take().empty());
}

BOOST_AUTO_TEST_CASE(a_programs_token_hears_what_its_scopes_are_for)
{
    Events::Listener program{events, 1, std::vector<std::string>{"relays", "sessions"}};
    for (const char* kind : {"policy", "relays", "device", "session", "operators", "invitation"})
        events.emit(kind, json::make_object(), {true, {}});
    BOOST_TEST(program.take().size() == 3U);
}

BOOST_AUTO_TEST_CASE(who_does_not_take_costs_no_more_than_so_much)
{
    Events::Listener slow{events, 1};
    for (std::size_t i = 0; i < Events::kMaxWaiting; ++i)
        emit();
    BOOST_TEST(!slow.overrun());
    emit();
    BOOST_TEST(slow.overrun());
    BOOST_TEST(slow.take().empty());
    emit();
    BOOST_TEST(slow.take().empty());
}

BOOST_AUTO_TEST_CASE(who_is_gone_is_forgotten)
{
    {
        Events::Listener here{events, 1};
        Events::Listener twice{events, 1};
        BOOST_TEST(events.listeners(1) == 2U);
    }
    BOOST_TEST(!events.any());
    emit();
    BOOST_TEST(events.seq() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(events, Consoles)

BOOST_AUTO_TEST_CASE(a_session_is_told_from_its_invitation_to_its_end)
{
    const auto own = console(bearer);
    const auto invitation = call("POST", "/api/v1/invitations", invite_body(), bearer).text("invitation");
    const auto open = own->hear();
    BOOST_TEST(json::get_string(*open, "kind").value() == "invitation");
    BOOST_TEST(json::get_string(*open, "id").value() == invitation);
    BOOST_TEST(json::get_string(*open, "state").value() == "open");
    const auto session = call("POST", "/api/v1/meetings", meet_body(invitation)).text("session");
    BOOST_TEST(json::get_string(*own->hear(), "state").value() == "met");
    const auto running = own->hear();
    BOOST_TEST(json::get_string(*running, "id").value() == session);
    BOOST_TEST(json::get_string(*running, "state").value() == "running");
    BOOST_TEST(json::get_integer(*running, "seq").value() == json::get_integer(*open, "seq").value() + 2);
    call("DELETE", "/api/v1/sessions/" + session, {}, bearer);
    BOOST_TEST(json::get_string(*own->hear(), "state").value() == "ended");
}

BOOST_AUTO_TEST_CASE(nobody_hears_of_what_they_may_not_see)
{
    const auto bob = add_operator("bob@example.org");
    const auto of_bob = console(bob);
    const auto of_ada = console(bearer);
    const auto invitation = call("POST", "/api/v1/invitations", invite_body(), bearer).text("invitation");
    call("POST", "/api/v1/meetings", meet_body(invitation));
    call("POST", "/api/v1/groups", R"({"name":"Secret"})", bearer);
    call("POST", "/api/v1/devices", R"({"name":"kiosk"})", bearer); // every operator may list them
    BOOST_TEST(kind(*of_bob) == "device");
    for (const char* expected : {"invitation", "invitation", "session", "operators", "device"})
        BOOST_TEST(kind(*of_ada) == expected);
    const auto own = call("POST", "/api/v1/invitations", invite_body(7), bob).text("invitation");
    BOOST_TEST(kind(*of_bob) == "invitation");
    call("POST", "/api/v1/meetings", meet_body(own, 8));
    BOOST_TEST(kind(*of_ada) == "session"); // an administrator sees it; the invitation is Bob's own
}

BOOST_AUTO_TEST_CASE(who_may_not_listen_is_told_why)
{
    const auto status = [&](const std::string& headers, const std::string& protocols) {
        Console console{loop, port};
        return console.open(headers, protocols);
    };
    BOOST_TEST(status("", "cordee.events.1") == 401);
    BOOST_TEST(status("", "cordee.events.1, cordee.bearer.none") == 401);
    BOOST_TEST(status("", "cordee.bearer." + bearer) == 400);
    BOOST_TEST(status("Cookie: __Host-cordee=" + bearer + "\r\n", "cordee.events.1") == 403);
    BOOST_TEST(status("Cookie: __Host-cordee=" + bearer + "\r\nOrigin: https://evil.example\r\n",
                      "cordee.events.1") == 403);
    BOOST_TEST(status("Cookie: other=1; __Host-cordee=" + bearer + "\r\nOrigin: https://broker.example\r\n",
                      "cordee.events.1") == 101);
    BOOST_TEST(call("GET", "/api/v1/events", {}, bearer).status == 426);
}

BOOST_AUTO_TEST_CASE(the_token_is_not_told_back)
{
    Console console{loop, port};
    BOOST_TEST(console.open_as(bearer) == 101);
    BOOST_TEST(console.head().find("Sec-WebSocket-Protocol: cordee.events.1\r\n") != std::string::npos);
    BOOST_TEST(console.head().find(bearer) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(whoever_loses_the_right_is_sent_away_at_once)
{
    const auto bob = add_operator("bob@example.org");
    const auto open = console(bob);
    call("PATCH", "/api/v1/operators/" + id_of(bob), R"({"disabled":true})", bearer);
    BOOST_TEST(open->closing() == 1008);
    const auto own = console(bearer);
    call("POST", "/api/v1/logout", {}, bearer);
    BOOST_TEST(own->closing() == 1008);
}

BOOST_AUTO_TEST_CASE(a_console_that_cannot_follow_is_told_to_come_again)
{
    const auto open = console(bearer);
    for (std::size_t i = 0; i <= Events::kMaxWaiting; ++i)
        broker->events.emit("policy", json::make_object(), {true, {}});
    BOOST_TEST(open->closing() == 1013);
}

BOOST_AUTO_TEST_CASE(one_person_has_only_so_many_windows)
{
    std::vector<std::unique_ptr<Console>> windows;
    for (int i = 0; i < 32; ++i)
        windows.push_back(console(bearer));
    Console one_more{loop, port};
    BOOST_TEST(one_more.open_as(bearer) == 429);
}

BOOST_AUTO_TEST_CASE(consoles_end_with_the_server)
{
    const auto open = console(bearer);
    run(server.stop());
    BOOST_TEST(open->closing() == 0);
    BOOST_TEST(!broker->events.any());
}

BOOST_AUTO_TEST_SUITE_END()
