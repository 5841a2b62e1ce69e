// What a plugin is given: a display connection and shared memory, and how the core takes them back.
#include "tests/core/plugin/supervised.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cordee/base.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::test;

namespace {

using boost::asio::ip::tcp;

/// Listens where an X server on this computer would, for a DISPLAY with a host name.
class FakeDisplay {
public:
    FakeDisplay()
    {
        // The number of a display is what its port is above 6000.
        while (acceptor_.local_endpoint().port() < 6000)
            acceptor_ = tcp::acceptor{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    }

    [[nodiscard]] std::string number() const
    {
        return std::to_string(acceptor_.local_endpoint().port() - 6000);
    }
    [[nodiscard]] std::string name() const { return "127.0.0.1:" + number(); }
    tcp::socket accept() { return acceptor_.accept(); }

private:
    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
};

plugin::Launch launch_for(const FakeDisplay& display, std::vector<plugin::Capability> capabilities)
{
    auto launch = launch_of("hostile");
    launch.display = display.name();
    launch.capabilities = std::move(capabilities);
    return launch;
}

const std::vector<plugin::Capability> kDisplayForView{{"display", "view"}};

std::string read_some(tcp::socket& from)
{
    std::array<char, 16> bytes{};
    boost::system::error_code error;
    const auto size = from.read_some(boost::asio::buffer(bytes), error);
    return error ? "end" : std::string{bytes.data(), size};
}

} // namespace

BOOST_AUTO_TEST_SUITE(capabilities)

// SEC-36
BOOST_AUTO_TEST_CASE(a_display_is_given_and_taken_back)
{
    FakeDisplay display;
    Supervised it{launch_for(display, kDisplayForView)};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("variable DISPLAY") == ":" + display.number() + ".0");
    BOOST_TEST(it.ask("display") == "done");
    auto server = display.accept();
    it.ask("say hello");
    BOOST_TEST(read_some(server) == "hello");
    boost::asio::write(server, boost::asio::buffer("welcome", 7));
    BOOST_TEST(it.ask("hear") == "welcome");

    it.supervisor.permissions({"input"});
    BOOST_TEST(it.ask("hear") == "end");
    BOOST_TEST(read_some(server) == "end");
    BOOST_TEST(it.ask("say hello") == "EPIPE");
    BOOST_TEST(it.ask("display") == "EACCES");
    BOOST_TEST(it.ask("display-again") == std::to_string(CORDEE_DENIED));

    it.supervisor.permissions({"input", "view"});
    BOOST_TEST(it.ask("display") == "done");
    BOOST_TEST(it.ask("display-again") == std::to_string(CORDEE_OK));
    BOOST_TEST(it.count("restarted") == 0U);
}

// SEC-34
BOOST_AUTO_TEST_CASE(without_the_capability_or_the_permission_there_is_no_display)
{
    FakeDisplay display;
    Supervised unasked{launch_for(display, {})};
    BOOST_REQUIRE(unasked.run(unasked.supervisor.start()).has_value());
    BOOST_TEST(unasked.ask("variable DISPLAY") == "none");
    BOOST_TEST(unasked.ask("connect /tmp/.X11-unix/X" + display.number()) == "EACCES");
    BOOST_TEST(unasked.ask("display-again") == std::to_string(CORDEE_DENIED));

    auto launch = launch_for(display, kDisplayForView);
    launch.permissions = {"input"};
    Supervised denied{std::move(launch)};
    BOOST_REQUIRE(denied.run(denied.supervisor.start()).has_value());
    BOOST_TEST(denied.ask("display") == "EACCES");
}

BOOST_AUTO_TEST_CASE(a_display_that_does_not_answer_is_an_error_and_no_more)
{
    auto launch = launch_of("hostile");
    launch.capabilities = kDisplayForView;
    launch.display = ":5999";
    Supervised it{std::move(launch)};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("display") == "ECONNREFUSED");
}

BOOST_AUTO_TEST_CASE(display_connections_are_counted)
{
    FakeDisplay display;
    Supervised it{launch_for(display, kDisplayForView)};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    int given = 0;
    while (it.ask("display-again") == std::to_string(CORDEE_OK))
        BOOST_REQUIRE(++given < 100);
    BOOST_TEST(given == 16);
    BOOST_TEST(it.ask("display-again") == std::to_string(CORDEE_FAILED));
}

BOOST_AUTO_TEST_CASE(shared_memory_has_the_size_that_was_asked_for_and_a_budget)
{
    auto limits = quick_limits();
    limits.shared_memory = 8 << 20;
    Supervised it{launch_of("hostile"), limits};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("memory 6000000") == "done");
    BOOST_TEST(it.ask("memory 6000000") == std::to_string(CORDEE_TOO_LARGE));
    BOOST_TEST(it.ask("memory 0") == std::to_string(CORDEE_INVALID));
    BOOST_TEST(it.ask("release") == "released");
    BOOST_TEST(it.ask("memory 6000000") == "done");
    BOOST_TEST(it.ask("memory 18446744073709551615") == std::to_string(CORDEE_TOO_LARGE));
    BOOST_TEST(it.count("restarted") == 0U);
}

BOOST_AUTO_TEST_CASE(pieces_of_shared_memory_are_counted)
{
    Supervised it{launch_of("hostile")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    int given = 0;
    while (it.ask("memory 1") == "done")
        BOOST_REQUIRE(++given < 100);
    BOOST_TEST(given == 64);
    BOOST_TEST(it.ask("memory 1") == std::to_string(CORDEE_AGAIN));
}

BOOST_AUTO_TEST_SUITE_END()
