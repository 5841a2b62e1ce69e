// The real program in the hands of an administrator: asked, told to read anew, told to end, started by
// systemd, and upgraded.
#include "core/base/json.hpp"
#include "tests/apps/relay/relay_program.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <list>
#include <thread>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::Carrier;
using transport::Connection;

namespace {

struct Operated : test::RelayProgram {
    test::HttpAnswer status(const std::string& target)
    {
        const auto line = relay.line_with("status at ");
        asio::io_context io;
        return run_awaitable(io, [](tcp::endpoint to, std::string what) -> asio::awaitable<test::HttpAnswer> {
            auto connection = co_await test::HttpLine::open(to, false);
            co_return co_await connection.ask("GET", std::move(what));
        }(endpoint(address_in(line)), target));
    }
    std::filesystem::path file() const { return folder.path() / "relay.toml"; }
    void write(const std::string& text) const { std::ofstream{file()} << text; }
};

/// Two sides that have met, and stay.
struct Pair {
    asio::io_context io;
    std::optional<test::Side> agent;
    std::optional<test::Side> controlling;

    static asio::awaitable<void> enter(tcp::endpoint to, Carrier by, transport::RelayPass pass,
                                       std::optional<test::Side>& out)
    {
        auto side = co_await test::enter(to, by, std::move(pass));
        if (side)
            out.emplace(std::move(*side));
    }
    bool meet(tcp::endpoint to, const test::RelayProgram& program, std::uint8_t sid,
              Carrier by = Carrier::native)
    {
        const auto failed = [](std::exception_ptr error) { BOOST_TEST(!error); };
        asio::co_spawn(io, enter(to, by, program.pass("agent", sid), agent), failed);
        asio::co_spawn(io, enter(to, Carrier::native, program.pass("operator", sid), controlling), failed);
        io.restart();
        io.run_for(20s);
        return agent && controlling;
    }
    bool talks()
    {
        return run_awaitable(io, [](Connection& from, Connection& to) -> asio::awaitable<bool> {
            const auto sent = co_await from.send(as_view("hello"));
            if (!sent)
                co_return false;
            const auto received = co_await to.receive();
            co_return received&& as_text(*received) == "hello";
        }(*agent->connection, *controlling->connection));
    }
    bool ended()
    {
        return run_awaitable(io, [](Connection& side) -> asio::awaitable<bool> {
            const auto record = co_await side.receive();
            co_return record.has_error();
        }(*agent->connection));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_operation, Operated)

BOOST_AUTO_TEST_CASE(whoever_watches_it_is_answered)
{
    BOOST_TEST(status("/healthz").status == 200U);
    BOOST_TEST(status("/readyz").status == 200U);
    Pair pair;
    BOOST_REQUIRE(pair.meet(endpoint(address()), *this, 1));
    BOOST_TEST(status("/metrics").body.find("\ncordee_relay_pairs 1\n") != std::string::npos);
    const auto load = json::parse(status("/load").body);
    BOOST_REQUIRE(load.has_value());
    BOOST_TEST(json::get_string(**load, "id").value() == "first");
    BOOST_TEST(json::get_integer(**load, "sessions").value() == 1);
    BOOST_TEST(status("/").status == 404U);
}

BOOST_AUTO_TEST_CASE(told_to_end_it_sends_sessions_elsewhere_first)
{
    Pair pair;
    const auto at = endpoint(address());
    BOOST_REQUIRE(pair.meet(at, *this, 1));
    BOOST_TEST(pair.talks());
    relay.signal(SIGTERM);
    BOOST_TEST(pair.ended());
    BOOST_TEST(relay.wait() == 0);
    BOOST_TEST(relay.err().find("pair 1 ends, moved: 9 bytes from the agent") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(told_twice_it_ends_at_once)
{
    const auto at = endpoint(address());
    std::list<Pair> pairs(8);
    std::uint8_t sid = 0;
    for (auto& pair : pairs)
        BOOST_REQUIRE(pair.meet(at, *this, ++sid));
    const auto start = std::chrono::steady_clock::now();
    relay.signal(SIGTERM);
    relay.line_with("are sent elsewhere");
    BOOST_TEST(status("/readyz").body == "draining\n");
    BOOST_TEST(relay.running()); // there are some left, for twenty seconds
    relay.signal(SIGINT);
    BOOST_TEST(relay.wait() == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - start < 15s), relay.everything());
}

BOOST_AUTO_TEST_CASE(what_is_read_anew_holds_and_what_is_wrong_does_not)
{
    write("[limits]\nsessions = 5\n");
    relay.stop();
    test::Process configured{launch({"--config", file().string()})};
    const auto at = endpoint(address_in(configured.line_with("ready on ")));
    const auto watched = endpoint(address_in(configured.line_with("status at ")));
    const auto capacity = [&] {
        asio::io_context io;
        const auto answer = run_awaitable(io, [](tcp::endpoint to) -> asio::awaitable<test::HttpAnswer> {
            auto connection = co_await test::HttpLine::open(to, false);
            co_return co_await connection.ask("GET", "/load");
        }(watched));
        return json::get_integer(**json::parse(answer.body), "capacity").value();
    };
    BOOST_TEST(capacity() == 5);
    Pair pair;
    BOOST_REQUIRE(pair.meet(at, *this, 1, Carrier::https));

    write("[limits]\nsessions = 7\nused_tickets = 3\n[log]\nlevel = \"debug\"\n");
    configured.signal(SIGHUP);
    configured.line_with("were read anew");
    BOOST_TEST(configured.err().find("limits.used_tickets changes when the relay starts anew") !=
               std::string::npos);
    BOOST_TEST(capacity() == 7);
    for (const char* wrong :
         {"[limits]\nsessions = \"many\"\n", "[listen]\ntrusted_proxies = [\"proxy.example.org\"]\n",
          "[tls]\nkey_file = \"/nowhere\"\n", "[[["}) {
        write(wrong);
        const auto before = configured.err().size();
        configured.signal(SIGHUP);
        BOOST_TEST(test::eventually([&] {
            return configured.err().find("the settings stay as they were", before) != std::string::npos;
        }));
        BOOST_TEST(capacity() == 7);
    }
    BOOST_TEST(pair.talks());
    BOOST_TEST(configured.running());
}

BOOST_AUTO_TEST_CASE(credentials_are_read_anew)
{
    address();
    key = crypto::make_signing_key(system_random());
    std::ofstream{folder.path() / "first/ticket-key"} << to_base64url(key.public_key) << '\n';
    relay.signal(SIGHUP);
    relay.line_with("were read anew");
    Pair pair;
    BOOST_TEST(pair.meet(endpoint(address()), *this, 1));
}

BOOST_AUTO_TEST_CASE(the_check_finds_what_makes_no_sense)
{
    const auto complains = [&](const std::string& setting, const std::string& about) {
        const auto checked = test::run(launch({"--set", setting, "--check-config"}));
        BOOST_TEST(checked.status == 2, setting);
        BOOST_TEST(checked.err.find(about) != std::string::npos, checked.err);
    };
    complains("listen.trusted_proxies=192.0.2.0/33", "'192.0.2.0/33' is neither an address nor a network");
    complains("listen.trusted_proxies=proxy.example.org", "'proxy.example.org'");
    complains("listen.address=everywhere", "'listen.address'");
    complains("listen.ports=70000", "'70000' is not a port");
    complains("listen.udp_port=70000", "'70000' is not a port");
    complains("status.address=localhost", "'status.address'");
    complains("status.port=70000", "'70000' is not a port");
    complains("tls.key_file=/nowhere", "only one of tls.certificate_file and tls.key_file is set");
    complains("drain.time=soon", "'drain.time'");
    BOOST_TEST(test::run(launch({"--check-config"})).status == 0);
}

/// Opens a port as systemd would, and becomes the program.
BOOST_AUTO_TEST_CASE(ports_that_systemd_opened_are_used)
{
    auto plan = launch({});
    std::vector<std::string> command{"perl", "-MSocket", "-e",
                                     "$^F = 9; socket(my $s, PF_INET, SOCK_STREAM, 0) or die; bind($s, "
                                     "sockaddr_in(0, INADDR_LOOPBACK)) or die;"
                                     "listen($s, 16) or die; fileno($s) == 3 or die; $ENV{LISTEN_PID} = $$; "
                                     "$ENV{LISTEN_FDS} = 1; exec @ARGV"};
    command.insert(command.end(), plan.command.begin(), plan.command.end());
    plan.command = command;
    relay.stop();
    for (const char* threads : {"1", "3"}) {
        auto with_threads = plan;
        with_threads.command.insert(with_threads.command.end(),
                                    {"--set", std::string{"listen.threads="} + threads, "--set",
                                     "listen.ports=1"}); // which it could not have, and does not want
        test::Process activated{with_threads};
        const auto at = endpoint(address_in(activated.line_with("ready on ")));
        std::list<Pair> pairs(4);
        std::uint8_t sid = 0;
        for (auto& pair : pairs)
            BOOST_TEST(pair.meet(at, *this, ++sid));
        BOOST_TEST(activated.stop() == 0);
    }
}

namespace {

/// Enters as the two sides of one session after the other, as an endpoint does: with a new ticket when the
/// relay is busy.
struct Newcomers {
    Newcomers(tcp::endpoint to, const test::RelayProgram& program)
        : thread{[this, to, &program] {
              for (std::uint8_t sid = 100; !stop; sid = static_cast<std::uint8_t>(sid == 255 ? 100 : sid + 1))
                  meet(to, program, sid);
          }}
    {}
    ~Newcomers()
    {
        stop = true;
        if (thread.joinable())
            thread.join();
    }
    void meet(tcp::endpoint to, const test::RelayProgram& program, std::uint8_t sid)
    {
        asio::io_context io;
        int inside = 0;
        for (const char* side : {"agent", "operator"})
            asio::co_spawn(io, enter(to, program, side, sid, inside),
                           [](std::exception_ptr error) { BOOST_TEST(!error); });
        io.run_for(20s);
        ++(inside == 2 ? met : missed);
    }
    asio::awaitable<void> enter(tcp::endpoint to, const test::RelayProgram& program, const char* side,
                                std::uint8_t sid, int& inside)
    {
        for (;;) {
            const auto entered = co_await test::enter(to, Carrier::native, program.pass(side, sid));
            if (entered) {
                ++inside;
                co_return;
            }
            if (entered.error() == Errc::exhausted)
                ++told_to_retry;
            else
                ++refused;
        }
    }

    std::atomic<bool> stop = false;
    std::atomic<int> met = 0;
    std::atomic<int> missed = 0;
    std::atomic<int> told_to_retry = 0;
    std::atomic<int> refused = 0;
    std::thread thread;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_next_one_takes_over_while_sessions_run_and_come)
{
    relay.stop();
    const std::vector<std::string> settings{"--set", "upgrade.socket=" + (folder.path() / "upgrade").string(),
                                            "--set", "drain.time=3s",
                                            "--set", "listen.threads=2"};
    auto present = std::make_unique<test::Process>(launch(settings));
    const auto at = endpoint(address_in(present->line_with("ready on ")));
    const auto watched = present->line_with("status at ");
    Newcomers newcomers{at, *this};
    for (int round = 0; round < 3; ++round) {
        std::list<Pair> pairs(4);
        std::uint8_t sid = 0;
        for (auto& pair : pairs)
            BOOST_REQUIRE(pair.meet(at, *this, ++sid));
        auto next = std::make_unique<test::Process>(launch(settings));
        BOOST_TEST((endpoint(address_in(next->line_with("ready on "))) == at));
        BOOST_TEST(next->line_with("status at ").substr(30) == watched.substr(30)); // after the time
        present->line_with("the other relay serves");
        for (auto& pair : pairs) // sent to the next one, one after the other
            BOOST_TEST(pair.ended());
        BOOST_TEST(present->wait() == 0);
        present = std::move(next);
        const auto met = newcomers.met.load();
        BOOST_TEST(test::eventually([&] { return newcomers.met > met + 5; }));
    }
    newcomers.stop = true;
    newcomers.thread.join();
    BOOST_TEST(newcomers.missed == 0);
    BOOST_TEST(newcomers.refused == 0);
    BOOST_TEST(newcomers.met > 15);
    BOOST_TEST_MESSAGE(newcomers.met << " sessions began, " << newcomers.told_to_retry
                                     << " sides were told to come again");
}

BOOST_AUTO_TEST_CASE(a_next_one_that_cannot_begin_changes_nothing)
{
    relay.stop();
    const std::vector<std::string> settings{"--set",
                                            "upgrade.socket=" + (folder.path() / "upgrade").string()};
    test::Process present{launch(settings)};
    const auto at = endpoint(address_in(present.line_with("ready on ")));
    auto wrong = settings;
    wrong.insert(wrong.end(), {"--set", "relay.credentials=/nowhere"});
    BOOST_TEST(test::run(launch(wrong)).status == 1);
    present.line_with("this one goes on");
    Pair pair;
    BOOST_TEST(pair.meet(at, *this, 1));
}

BOOST_AUTO_TEST_SUITE_END()
