#include "apps/relay/status_server.hpp"

#include "tests/apps/relay/sides.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/run_until.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <list>

using namespace cordee;
using namespace cordee::relay;
namespace asio = boost::asio;

namespace {

struct StatusFixture {
    StatusFixture()
    {
        relay.capacity = relay.entry_capacity = 10;
        asio::co_spawn(io, server.run(listener), [this](std::exception_ptr error) {
            BOOST_TEST(!error);
            stopped = true;
        });
    }
    ~StatusFixture()
    {
        server.stop();
        BOOST_TEST(run_until(io, [&] { return stopped; }));
    }
    test::HttpAnswer ask(std::string method, std::string target)
    {
        return run_awaitable(io,
                             [](asio::ip::tcp::endpoint to, std::string how,
                                std::string what) -> asio::awaitable<test::HttpAnswer> {
                                 auto line = co_await test::HttpLine::open(to, false);
                                 co_return co_await line.ask(std::move(how), std::move(what));
                             }(endpoint, std::move(method), std::move(target)));
    }

    asio::io_context io;
    Snapshot relay;
    StatusServer server{io.get_executor(), [this] { return relay; }};
    asio::ip::tcp::acceptor listener = test::loopback_listener(io);
    asio::ip::tcp::endpoint endpoint = listener.local_endpoint();
    bool stopped = false;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(status_server, StatusFixture)

BOOST_AUTO_TEST_CASE(it_says_how_the_relay_is_now)
{
    BOOST_TEST(ask("GET", "/healthz").status == 200U);
    BOOST_TEST(ask("GET", "/readyz").body == "ready\n");
    BOOST_TEST(ask("GET", "/metrics").body == metrics_text(relay));
    BOOST_TEST(ask("GET", "/load").body == load_json(relay) + '\n');
    relay.draining = true;
    const auto draining = ask("GET", "/readyz");
    BOOST_TEST(draining.status == 503U);
    BOOST_TEST(draining.body == "draining\n");
    BOOST_TEST(ask("GET", "/healthz").status == 200U);
    relay.working = false;
    BOOST_TEST(ask("GET", "/healthz").status == 503U);
}

BOOST_AUTO_TEST_CASE(there_is_nothing_else)
{
    BOOST_TEST(ask("GET", "/").status == 404U);
    BOOST_TEST(ask("GET", "/metrics/").status == 404U);
    BOOST_TEST(ask("GET", "/cordee/1/stream").status == 404U);
    BOOST_TEST(ask("POST", "/healthz").status == 405U);
    BOOST_TEST(ask("DELETE", "/load").status == 405U);
}

BOOST_AUTO_TEST_CASE(one_connection_asks_again_and_again)
{
    run_awaitable(io, [](StatusFixture& at) -> asio::awaitable<void> {
        auto line = co_await test::HttpLine::open(at.endpoint, false);
        for (int i = 0; i < 3; ++i) {
            const auto answer = co_await line.ask("GET", "/load");
            BOOST_TEST(answer.status == 200U);
            BOOST_TEST(answer.keep_alive);
        }
    }(*this));
}

BOOST_AUTO_TEST_CASE(many_who_say_nothing_make_room_and_it_ends_beside_them)
{
    std::list<asio::ip::tcp::socket> silent;
    for (int i = 0; i < 100; ++i)
        silent.emplace_back(io).connect(endpoint);
    BOOST_TEST(ask("GET", "/healthz").status == 200U);
    run_awaitable(io, [](asio::ip::tcp::socket& first) -> asio::awaitable<void> {
        char byte = 0;
        const auto [error, size] =
            co_await first.async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
        BOOST_TEST((error == asio::error::eof));
    }(silent.front()));
}

BOOST_AUTO_TEST_SUITE_END()
