// What the broker has answered is there after it was killed in the middle of it, and who waited comes back.
//
// CORDEE_KILLS is how often it is killed (20); CORDEE_TEST_DATABASE=postgresql keeps the data there.
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/run.hpp"
#include "tests/support/office.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/seeded_random.hpp"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <iostream>
#include <set>

using namespace cordee;
using namespace cordee::test;
namespace asio = boost::asio;

namespace {

constexpr const char* kPassword = "correct horse battery";

int kills()
{
    const char* asked = std::getenv("CORDEE_KILLS");
    return asked == nullptr ? 20 : std::stoi(asked);
}

bool on_postgresql()
{
    const char* asked = std::getenv("CORDEE_TEST_DATABASE");
    return asked != nullptr && std::string{asked} == "postgresql";
}

/// What was answered. Of what was asked and not answered, either may be true.
struct Book {
    enum class State { adding, there, removing, gone };
    std::map<std::string, State> devices;
    std::set<std::string> operators;
    int policy = 0;       ///< the number in its last acknowledged text
    int policy_asked = 0; ///< in the last one that was sent
    std::size_t answers = 0;
};

/// The program, its data, and a look into them that does not ask it.
class KilledBroker {
public:
    KilledBroker()
    {
        if (on_postgresql())
            server_.emplace(true);
        start();
        const auto line = process_->line_with("setup https://");
        const auto hash = line.find('#');
        const auto dot = line.find('.', hash);
        setup_ = line.substr(hash + 1, dot - hash - 1);
        pin_ = endpoint::parse_pin(line.substr(dot + 1));
    }

    void start()
    {
        Launch launch{"cordee-broker", {CORDEE_BINARY_DIR "/bin/cordee-broker"}, {}, {}, {}};
        std::vector<std::string> settings{"listen.address=127.0.0.1", "listen.port=" + std::to_string(port_),
                                          "data.folder=" + (folder_.path() / "data").string(),
                                          "modules.folder=" + folder_.path().string(),
                                          "limits.tries_per_minute=100000"};
        if (server_)
            settings.push_back("database.postgresql=" + server_->connection());
        for (const auto& setting : settings)
            launch.command.insert(launch.command.end(), {"--set", setting});
        process_.reset();
        process_ = std::make_unique<Process>(std::move(launch));
        process_->line_with("ready ");
    }

    [[nodiscard]] Process& process() { return *process_; }
    [[nodiscard]] const std::string& setup() const { return setup_; }
    [[nodiscard]] std::unique_ptr<endpoint::HttpClient> connect() const
    {
        return endpoint::connect_https({"127.0.0.1", port_}, pin_);
    }

    [[nodiscard]] std::set<std::string> column(const std::string& sql)
    {
        auto session = look();
        Poco::Data::Statement statement{session};
        statement << sql;
        statement.execute();
        const Poco::Data::RecordSet rows{statement};
        std::set<std::string> out;
        for (std::size_t row = 0; row < rows.rowCount(); ++row)
            out.insert(rows.value(0, row).convert<std::string>());
        return out;
    }
    [[nodiscard]] bool sound()
    {
        return server_ || column("PRAGMA integrity_check") == std::set<std::string>{"ok"};
    }

private:
    [[nodiscard]] Poco::Data::Session look()
    {
        if (server_) {
            Poco::Data::PostgreSQL::Connector::registerConnector();
            return {Poco::Data::PostgreSQL::Connector::KEY, server_->connection()};
        }
        Poco::Data::SQLite::Connector::registerConnector();
        return {Poco::Data::SQLite::Connector::KEY, (folder_.path() / "data" / "broker.db").string()};
    }

    TemporaryFolder folder_;
    std::uint16_t port_ = free_port();
    std::optional<PostgresServer> server_;
    std::unique_ptr<Process> process_;
    std::string setup_;
    std::optional<endpoint::Pin> pin_;
};

asio::awaitable<std::string> become_administrator(KilledBroker& broker)
{
    const auto http = broker.connect();
    endpoint::BrokerClient client{*http, "broker"};
    const endpoint::Setup first{broker.setup(), "Rope", "Ada", "ada@example.org", kPassword};
    co_await client.set_up(first);
    const std::string email = "ada@example.org";
    const std::string password = kPassword;
    const auto login = co_await client.log_in(email, password);
    co_return login.token;
}

/// Each of these goes on until the broker is gone.
class Writers {
public:
    Writers(asio::io_context& loop, const KilledBroker& broker, std::string token, Book& book)
        : broker_{broker}, token_{std::move(token)}, book_{book}
    {
        asio::co_spawn(loop, guarded(devices("a")), count());
        asio::co_spawn(loop, guarded(devices("b")), count());
        asio::co_spawn(loop, guarded(devices("c")), count());
        asio::co_spawn(loop, guarded(policies()), count());
        asio::co_spawn(loop, guarded(operators()), count());
    }
    [[nodiscard]] bool over() const { return running_ == 0; }
    /// Other than that the broker is not there.
    [[nodiscard]] const std::string& failure() const { return failure_; }

private:
    std::function<void(std::exception_ptr)> count()
    {
        ++running_;
        return [this](const std::exception_ptr& error) {
            --running_;
            if (error)
                std::rethrow_exception(error);
        };
    }

    asio::awaitable<void> guarded(asio::awaitable<void> work)
    {
        try {
            co_await std::move(work);
        } catch (const endpoint::BrokerError& error) {
            if (error.code() != "unreachable")
                failure_ = error.what();
        }
    }

    /// Adds one, and removes the one that was added five ago.
    asio::awaitable<void> devices(std::string prefix)
    {
        const auto http = broker_.connect();
        endpoint::BrokerClient client{*http, "broker", token_};
        std::vector<std::pair<std::string, std::string>> added;
        for (;;) {
            const auto name = prefix + std::to_string(book_.devices.size());
            book_.devices[name] = Book::State::adding;
            const auto made = co_await client.add_device(name);
            book_.devices[name] = Book::State::there;
            ++book_.answers;
            added.emplace_back(name, made.id);
            if (added.size() < 5)
                continue;
            const auto oldest = added.front();
            added.erase(added.begin());
            book_.devices[oldest.first] = Book::State::removing;
            co_await client.remove_device(oldest.second);
            book_.devices[oldest.first] = Book::State::gone;
            ++book_.answers;
        }
    }

    asio::awaitable<void> policies()
    {
        const auto http = broker_.connect();
        endpoint::BrokerClient client{*http, "broker", token_};
        for (;;) {
            const auto number = ++book_.policy_asked;
            const auto policy =
                json::parse(R"({"rules":[{"operator":"*","module":"m)" + std::to_string(number) +
                            R"(","permissions":["*"],"effect":"allow"}]})");
            co_await client.set_policy(**policy);
            book_.policy = number;
            ++book_.answers;
        }
    }

    asio::awaitable<void> operators()
    {
        const auto http = broker_.connect();
        endpoint::BrokerClient client{*http, "broker", token_};
        for (;;) {
            const auto email = "o" + std::to_string(++operators_asked()) + "@example.org";
            const std::string name = "Bob";
            const std::string password = kPassword;
            co_await client.add_operator(email, name, password);
            book_.operators.insert(email);
            ++book_.answers;
        }
    }
    static int& operators_asked()
    {
        static int number = 0;
        return number;
    }

    const KilledBroker& broker_;
    std::string token_;
    Book& book_;
    int running_ = 0;
    std::string failure_;
};

/// Devices in doubt become what they are found to be.
void compare_devices(const std::set<std::string>& found, Book& book)
{
    for (auto& [name, state] : book.devices) {
        if (state == Book::State::there)
            BOOST_TEST(found.contains(name), name << " was added and is not there");
        else if (state == Book::State::gone)
            BOOST_TEST(!found.contains(name), name << " was removed and is there");
        else
            state = found.contains(name) ? Book::State::there : Book::State::gone;
    }
}

asio::awaitable<int> policy_number(const KilledBroker& broker, std::string token)
{
    const auto http = broker.connect();
    endpoint::BrokerClient client{*http, "broker", std::move(token)};
    const auto policy = co_await client.policy();
    const auto rules = json::get_objects(*policy, "rules").value();
    const auto module = json::get_string(*rules.at(0), "module").value();
    co_return module.starts_with('m') ? std::stoi(module.substr(1)) : 0;
}

/// The broker removes those that did not enrol in a day; these tests add few enough to keep below its limit.
asio::awaitable<void> remove_all_devices(const KilledBroker& broker, std::string token)
{
    const auto http = broker.connect();
    endpoint::BrokerClient client{*http, "broker", std::move(token)};
    const auto listed = co_await client.devices();
    for (const auto& device : listed)
        co_await client.remove_device(device.id);
}

} // namespace

BOOST_AUTO_TEST_SUITE(durability)

BOOST_AUTO_TEST_CASE(no_acknowledged_change_is_lost_when_the_broker_is_killed)
{
    KilledBroker broker;
    asio::io_context loop;
    SeededRandom random{7};
    const auto token = run_awaitable(loop, become_administrator(broker));
    Book book;
    for (int kill = 0; kill < kills(); ++kill) {
        loop.restart();
        const auto enough = book.answers + 1 + random.secret<32>().view()[0] % 40;
        Writers writers{loop, broker, token, book};
        // A password takes its time: every fifth time until there is one operator more.
        const auto operators_then = book.operators.size() + (kill % 5 == 0 ? 1 : 0);
        while ((book.answers < enough || book.operators.size() < operators_then) && !writers.over())
            loop.run_one();
        // Somewhere within what is under way then.
        asio::steady_timer moment{loop, std::chrono::microseconds{random.secret<32>().view()[0] * 40}};
        moment.async_wait([&](const auto&) { broker.process().kill(); });
        loop.run();
        BOOST_TEST(writers.failure() == "");
        broker.start();
        BOOST_TEST(broker.sound());
        compare_devices(broker.column("SELECT name FROM device"), book);
        const auto operators = broker.column("SELECT email FROM operator");
        BOOST_TEST(std::ranges::includes(operators, book.operators));
        const auto number =
            run_awaitable(loop, policy_number(broker, token)); // the login was acknowledged, too
        BOOST_TEST(number >= book.policy);
        BOOST_TEST(number <= book.policy_asked);
        book.policy = number;
        run_awaitable(loop, remove_all_devices(broker, token));
        book.devices.clear();
    }
    std::cout << kills() << " kills, " << book.answers << " acknowledged changes, of these "
              << book.operators.size() << " operators and " << book.policy << " policies\n";
    BOOST_TEST(book.answers > 0U);
}

/// An operator who waits for a client, and a device that waits for operators.
BOOST_FIXTURE_TEST_CASE(who_waited_comes_back_after_the_broker_was_killed, Office)
{
    const auto link = Installation::invite(ada, {"--module", "traffic"});
    Process device{serve("unattended.allowed=true")};
    wait_for_device();
    Process control{ada.program("cordee", {"control", link, "--module", "traffic"})};
    control.line_with("waiting for the client");
    for (int kill = 0; kill < 3; ++kill) {
        Process adding{ada.program("cordee", {"device", "add", "more" + std::to_string(kill)})};
        installation.broker().kill();
        installation.restart_broker();
        wait_for_device();
    }
    const Person client;
    Process agent{client.program("cordee-agent", {"join", link, "--accept", "view"})};
    control.line_with("the client is here");
    BOOST_TEST(device.running(), device.everything());
}

BOOST_AUTO_TEST_SUITE_END()
