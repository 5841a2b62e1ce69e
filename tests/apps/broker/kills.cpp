// A broker that is killed in the middle of writing: what it acknowledged is there, and its audit log whole.
#include "core/endpoint/audit_verifier.hpp"
#include "core/endpoint/broker_client.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <random>
#include <set>

using namespace cordee;
namespace asio = boost::asio;

namespace {

constexpr int kKills = 6;
constexpr int kWriters = 4;

struct Killing {
    test::Launch launch() const
    {
        test::Launch out{"cordee-broker", {CORDEE_BINARY_DIR "/bin/cordee-broker"}, {}, {}, {}};
        for (const auto& setting :
             {std::string{"listen.address=127.0.0.1"}, std::string{"listen.port=0"},
              "data.folder=" + (folder.path() / "data").string(), "modules.folder=" + folder.path().string()})
            out.command.insert(out.command.end(), {"--set", setting});
        return out;
    }

    TemporaryFolder folder;
    asio::io_context loop;
    std::string pin;
    std::string token;
    std::set<std::string> acknowledged;
};

/// host:port of the line that says that it is ready.
endpoint::BrokerAddress address_of(test::Process& broker)
{
    const auto line = broker.line_with("ready https://");
    return endpoint::parse_broker_url(line.substr(line.find("https://"))).value();
}

asio::awaitable<std::string> set_up(endpoint::BrokerAddress at, std::string pin, std::string setup_token)
{
    const auto http = endpoint::connect_https(at, endpoint::parse_pin(pin));
    endpoint::BrokerClient client{*http, "broker"};
    const endpoint::Setup first{setup_token, "Rope", "Ada", "ada@example.org", "correct horse"};
    co_await client.set_up(first);
    const auto login = co_await client.log_in("ada@example.org", "correct horse");
    co_return login.token;
}

/// Announces devices until the broker is gone.
asio::awaitable<void> write(Killing& self, endpoint::BrokerAddress at, std::string name, std::size_t& done)
{
    const auto http = endpoint::connect_https(at, endpoint::parse_pin(self.pin));
    endpoint::BrokerClient client{*http, "broker", self.token};
    try {
        for (int i = 0;; ++i) {
            const auto device = name + "-" + std::to_string(i);
            co_await client.add_device(device);
            self.acknowledged.insert(device);
            ++done;
        }
    } catch (const endpoint::BrokerError&) {
    }
}

struct Found {
    std::set<std::string> devices;
    std::vector<std::string> wrong;
    std::set<std::string> told; ///< devices of which the log tells
};

void take_lines(std::string& kept, std::string_view piece, endpoint::AuditVerifier& verifier, Found& found)
{
    kept += piece;
    for (auto end = kept.find('\n'); end != std::string::npos; end = kept.find('\n')) {
        const auto line = kept.substr(0, end);
        verifier.take(line);
        const auto object = json::parse(line).value();
        if (json::get_string(*object, "act") == "device.add")
            found.told.insert(json::get_string(*object, "object").value());
        kept.erase(0, end + 1);
    }
}

asio::awaitable<crypto::AuditHead> head_of(Killing& self, endpoint::BrokerAddress at)
{
    const auto http = endpoint::connect_https(at, endpoint::parse_pin(self.pin));
    endpoint::BrokerClient client{*http, "broker", self.token};
    const auto head = co_await client.audit_head();
    co_return crypto::audit_head_from_json(*head).value();
}

asio::awaitable<Found> look(Killing& self, endpoint::BrokerAddress at, crypto::AuditHead known)
{
    const auto http = endpoint::connect_https(at, endpoint::parse_pin(self.pin));
    endpoint::BrokerClient client{*http, "broker", self.token};
    Found out;
    const auto devices = co_await client.devices();
    for (const auto& device : devices)
        out.devices.insert(device.name);
    endpoint::AuditVerifier verifier{known};
    std::string kept;
    endpoint::BrokerClient::TextSink sink = [&](std::string_view piece) {
        take_lines(kept, piece, verifier, out);
    };
    co_await client.export_audit("/audit.jsonl", sink);
    out.wrong = verifier.finish();
    co_return out;
}

void check(const Found& found, const std::set<std::string>& acknowledged)
{
    BOOST_TEST(found.wrong.empty(), (found.wrong.empty() ? "" : found.wrong.front()));
    for (const auto& device : acknowledged)
        BOOST_TEST(found.devices.contains(device), device);
    BOOST_TEST((found.devices == found.told)); // no change without its entry, no entry without its change
}

} // namespace

BOOST_FIXTURE_TEST_CASE(what_was_acknowledged_survives_a_kill_and_the_audit_log_stays_whole, Killing)
{
    std::mt19937 dice{7};
    crypto::AuditHead known;
    for (int round = 0; round <= kKills; ++round) {
        test::Process broker{launch()};
        const auto at = address_of(broker);
        if (round == 0) {
            const auto line = broker.line_with("setup https://");
            const auto secret = line.substr(line.find('#') + 1);
            pin = secret.substr(secret.find('.') + 1);
            token = run_awaitable(loop, set_up(at, pin, secret.substr(0, secret.find('.'))));
        } else {
            auto seen = look(*this, at, known);
            check(run_awaitable(loop, std::move(seen)), acknowledged);
        }
        if (round == kKills)
            break;
        known = run_awaitable(loop, head_of(*this, at));
        std::size_t done = 0;
        for (int writer = 0; writer < kWriters; ++writer)
            asio::co_spawn(loop, write(*this, at, fmt::format("{}-{}", round, writer), done), asio::detached);
        const auto enough = 5 + dice() % 40;
        loop.restart();
        while (done < enough && loop.run_one_for(std::chrono::seconds{30}) != 0) {
        }
        BOOST_TEST(done >= enough);
        broker.kill();
        loop.run(); // the writers find out
    }
    BOOST_TEST(acknowledged.size() >= 5U * kKills);
}
