// The real program: started, used, ended.
#include "tests/apps/relay/relay_program.hpp"
#include "tests/apps/relay/sides.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>
#include <iterator>

using namespace cordee;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> say_hello(transport::Address relay, transport::RelayPass pass, bool& done)
{
    auto connection = co_await transport::dial_relay(relay, std::move(pass));
    BOOST_REQUIRE(connection.has_value());
    BOOST_TEST((co_await (*connection)->send(as_view("hello"))).has_value());
    BOOST_TEST(as_text((co_await (*connection)->receive()).value()) == "hello");
    done = true;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_program, test::RelayProgram)

BOOST_AUTO_TEST_CASE(it_serves_a_session_and_ends_when_told)
{
    const auto at = address();
    const auto agent = pass("agent");
    asio::io_context io;
    bool first = false;
    bool second = false;
    asio::co_spawn(io, say_hello(at, agent, first), [](std::exception_ptr error) { BOOST_TEST(!error); });
    asio::co_spawn(io, say_hello(at, pass("operator"), second),
                   [](std::exception_ptr error) { BOOST_TEST(!error); });
    io.run_for(std::chrono::seconds{20});
    BOOST_TEST(first);
    BOOST_TEST(second);
    BOOST_TEST(relay.line_with("ends").find("9 bytes from the agent, 9 from the operator") !=
               std::string::npos);
    BOOST_TEST(relay.stop() == 0);
    BOOST_TEST(relay.everything().find(agent.ticket) == std::string::npos);
    BOOST_TEST(relay.everything().find("v4.public") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_port_that_cannot_be_had_is_said_and_the_others_serve)
{
    const auto taken = std::to_string(address().port);
    test::Process second{launch({"--set", "listen.ports=[\"" + taken + "\", \"0\"]"})};
    second.line_with("ready on ");
    BOOST_TEST(second.everything().find("cannot listen on 127.0.0.1 port " + taken) != std::string::npos);
    BOOST_TEST(second.stop() == 0);
}

BOOST_AUTO_TEST_CASE(it_serves_by_https_with_what_it_made_itself)
{
    const auto at = address();
    asio::io_context io;
    const asio::ip::tcp::endpoint endpoint{asio::ip::address_v4::loopback(), at.port};
    bool ended = false;
    asio::co_spawn(
        io,
        [](test::RelayProgram& fixture, asio::ip::tcp::endpoint to) -> asio::awaitable<void> {
            const auto agent = co_await test::enter(to, test::Carrier::https, fixture.pass("agent"));
            BOOST_REQUIRE(agent.has_value());
            BOOST_TEST(agent->paired.udp_port == to.port());
            BOOST_TEST((co_await agent->connection->send(as_view("hello"))).has_value());
        }(*this, endpoint),
        [](std::exception_ptr error) { BOOST_TEST(!error); });
    asio::co_spawn(
        io,
        [](test::RelayProgram& fixture, asio::ip::tcp::endpoint to, bool& done) -> asio::awaitable<void> {
            const auto side = co_await test::enter(to, test::Carrier::http_poll, fixture.pass("operator"));
            BOOST_REQUIRE(side.has_value());
            const auto record = co_await side->connection->receive();
            BOOST_TEST(as_text(record.value()) == "hello");
            done = true;
        }(*this, endpoint, ended),
        [](std::exception_ptr error) { BOOST_TEST(!error); });
    io.run_for(std::chrono::seconds{20});
    BOOST_TEST(ended);
}

BOOST_AUTO_TEST_CASE(it_gave_up_what_it_does_not_need)
{
    address();
    std::ifstream in{"/proc/" + std::to_string(relay.pid()) + "/status"};
    const std::string status{std::istreambuf_iterator<char>{in}, {}};
    BOOST_TEST(status.find("Seccomp:\t2") != std::string::npos);
    BOOST_TEST(status.find("NoNewPrivs:\t1") != std::string::npos);
    relay.signal(SIGINT);
    BOOST_TEST(relay.wait() == 0);
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_said)
{
    const auto bad_port = test::run(launch({"--set", "listen.ports=http"}));
    BOOST_TEST(bad_port.status == 2);
    BOOST_TEST(bad_port.err.find("'http' is not a port") != std::string::npos);
    const auto no_folder = test::run(launch({"--set", "relay.credentials=/nowhere"}));
    BOOST_TEST(no_folder.status == 1);
    BOOST_TEST(no_folder.err.find("/nowhere/ticket-key") != std::string::npos);
    const auto half = test::run(launch({"--set", "tls.key_file=/nowhere"}));
    BOOST_TEST(half.status == 1);
    BOOST_TEST(half.err.find("only one of tls.certificate_file and tls.key_file is set") !=
               std::string::npos);
    const auto no_key = (folder.path() / "first/secret").string();
    const auto wrong =
        test::run(launch({"--set", "tls.certificate_file=" + no_key, "--set", "tls.key_file=" + no_key}));
    BOOST_TEST(wrong.status == 1);
    BOOST_TEST(wrong.err.find("cannot be used") != std::string::npos);
    const auto taken = test::run(launch({"--set", "listen.ports=" + std::to_string(address().port)}));
    BOOST_TEST(taken.status == 1);
    BOOST_TEST(taken.err.find("cannot listen") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
