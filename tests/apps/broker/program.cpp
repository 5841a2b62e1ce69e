// The real program: started, used, ended.
#include "core/endpoint/broker_client.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>

using namespace cordee;
namespace asio = boost::asio;

namespace {

struct Fixture {
    TemporaryFolder folder;

    test::Launch launch(const std::vector<std::string>& settings = {}) const
    {
        test::Launch out{"cordee-broker", {CORDEE_BINARY_DIR "/bin/cordee-broker"}, {}, {}, {}};
        std::vector<std::string> all{"listen.address=127.0.0.1", "listen.port=0", "log.level=debug",
                                     "data.folder=" + (folder.path() / "data").string(),
                                     "modules.folder=" + folder.path().string()};
        all.insert(all.end(), settings.begin(), settings.end());
        for (const auto& setting : all)
            out.command.insert(out.command.end(), {"--set", setting});
        return out;
    }
};

struct SetupLink {
    std::string token;
    std::string pin;
    endpoint::BrokerAddress broker;
};

SetupLink read_link(test::Process& broker)
{
    const auto line = broker.line_with("setup https://");
    const auto url = line.substr(line.find("https://"));
    const auto hash = url.find('#');
    const auto dot = url.find('.', hash);
    return {url.substr(hash + 1, dot - hash - 1), url.substr(dot + 1),
            endpoint::parse_broker_url(url.substr(0, url.find("/setup"))).value()};
}

asio::awaitable<std::string> set_up_and_log_in(SetupLink link)
{
    const auto http = endpoint::connect_https(link.broker, endpoint::parse_pin(link.pin));
    endpoint::BrokerClient client{*http, "broker"};
    const endpoint::Setup first{link.token, "Rope", "Ada", "ada@example.org", "correct horse"};
    co_await client.set_up(first);
    co_return (co_await client.log_in("ada@example.org", "correct horse")).token;
}

asio::awaitable<std::string> log_in_again(endpoint::BrokerAddress at, std::string pin)
{
    const auto http = endpoint::connect_https(at, endpoint::parse_pin(pin));
    endpoint::BrokerClient client{*http, "broker"};
    co_return (co_await client.log_in("ada@example.org", "correct horse")).token;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(broker_program, Fixture)

BOOST_AUTO_TEST_CASE(it_is_set_up_once_and_keeps_people_and_certificate_over_a_restart)
{
    asio::io_context loop;
    SetupLink link;
    std::vector<std::string> secrets{"correct horse"};
    {
        test::Process broker{launch()};
        broker.line_with("ready https://localhost:");
        link = read_link(broker);
        secrets.push_back(run_awaitable(loop, set_up_and_log_in(link)));
        secrets.push_back(link.token);
        BOOST_TEST(broker.stop() == 0);
        for (const auto& secret : secrets)
            BOOST_TEST(broker.err().find(secret) == std::string::npos); // SEC-44
    }
    test::Process broker{launch()};
    const auto line = broker.line_with("ready https://");
    const auto again = endpoint::parse_broker_url(line.substr(line.find("https://"))).value();
    BOOST_TEST(!run_awaitable(loop, log_in_again(again, link.pin)).empty());
    broker.signal(SIGINT);
    BOOST_TEST(broker.wait() == 0);
    BOOST_TEST(broker.everything().find("/setup#") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_start_without_administrator_prints_a_new_link)
{
    std::string first;
    {
        test::Process broker{launch()};
        first = read_link(broker).token;
    }
    test::Process broker{launch()};
    BOOST_TEST(read_link(broker).token != first);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_explained)
{
    std::ofstream{folder.path() / "file"} << "x";
    for (const auto& settings :
         std::vector<std::vector<std::string>>{{"listen.address=nowhere"},
                                               {"listen.port=70000"},
                                               {"broker.public_url=http://localhost"},
                                               {"relay.address=somewhere"},
                                               {"relay.id=../x"},
                                               {"tls.certificate_file=/nowhere"},
                                               {"tls.certificate_file=/nowhere", "tls.key_file=/nowhere"},
                                               {"tls.names=[\"not a name\"]"},
                                               {"limits.misses=0"},
                                               {"data.folder=" + (folder.path() / "file").string()}}) {
        const auto done = test::run(launch(settings));
        BOOST_TEST(test::is_explained(done), settings.front() << ": " << done);
    }
}

BOOST_AUTO_TEST_SUITE_END()
