// A whole relay on loopback, with its broker and the clock of both.
#pragma once

#include "apps/relay/relay.hpp"
#include "apps/relay/tls_identity.hpp"
#include "tests/apps/relay/broker.hpp"
#include "tests/apps/relay/sides.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/run_until.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>

namespace cordee::test {

struct RelayFixture {
    explicit RelayFixture(const relay::Limits& limits = {}, std::size_t threads = 1,
                          const std::vector<std::string>& proxies = {})
        : relay{io.get_executor(),
                {"relay-1", rules(limits, broker, proxies), threads},
                clock,
                system_random()},
          endpoint{relay.listen("127.0.0.1", 0)}
    {
        BOOST_TEST(!relay.listen_for_datagrams("127.0.0.1", 0));
        boost::asio::co_spawn(io, relay.run(), [this](std::exception_ptr error) {
            BOOST_TEST(!error);
            stopped = true;
        });
    }
    relay::Rules rules(const relay::Limits& limits, const Broker& of,
                       const std::vector<std::string>& proxies = {}) const
    {
        return {limits, of.credentials(), relay::TrustedProxies{proxies},
                std::make_shared<transport::TlsServer>(relay::make_tls("", "", clock))};
    }
    ~RelayFixture()
    {
        relay.stop();
        BOOST_TEST(soon([&] { return stopped; }));
        BOOST_TEST(relay.entries() == 0U);
        BOOST_TEST(relay.sessions() == 0U);
        BOOST_TEST(relay.polls() == 0U);
    }

    [[nodiscard]] transport::Address address() const { return {"127.0.0.1", endpoint.port()}; }

    /// Waits for something that the relay will do.
    template <class Condition>
    bool soon(Condition condition)
    {
        return run_until(io, condition);
    }

    struct Attempt {
        Result<std::unique_ptr<transport::Connection>> result = Errc::unexpected;
        bool done = false;
    };
    /// Begins to dial; the attempt is done when the relay has answered.
    std::shared_ptr<Attempt> dial(transport::RelayPass pass)
    {
        auto attempt = std::make_shared<Attempt>();
        boost::asio::co_spawn(
            io,
            [](transport::Address to, transport::RelayPass with,
               std::shared_ptr<Attempt> out) -> boost::asio::awaitable<void> {
                out->result = co_await transport::dial_relay(to, std::move(with));
                out->done = true;
            }(address(), std::move(pass), attempt),
            [](std::exception_ptr error) { BOOST_TEST(!error); });
        return attempt;
    }
    std::shared_ptr<Attempt> dial(std::uint8_t sid, const char* side) { return dial(broker.pass(sid, side)); }
    boost::system::error_code answer(const std::shared_ptr<Attempt>& attempt)
    {
        BOOST_TEST(soon([&] { return attempt->done; }));
        return attempt->result ? boost::system::error_code{} : attempt->result.error();
    }
    /// A side that waits inside.
    std::shared_ptr<Attempt> waiting(std::uint8_t sid, const char* side)
    {
        const auto before = relay.waiting();
        auto attempt = dial(sid, side);
        BOOST_TEST(soon([&] { return relay.waiting() > before; }));
        return attempt;
    }

    /// The same by any carrier.
    struct Entry {
        Result<Side> result = Errc::unexpected;
        bool done = false;
    };
    std::shared_ptr<Entry> begin(Carrier carrier, transport::RelayPass pass)
    {
        auto entry = std::make_shared<Entry>();
        boost::asio::co_spawn(
            io,
            [](boost::asio::ip::tcp::endpoint to, Carrier by, transport::RelayPass with,
               std::shared_ptr<Entry> out) -> boost::asio::awaitable<void> {
                out->result = co_await enter(to, by, std::move(with));
                out->done = true;
            }(endpoint, carrier, std::move(pass), entry),
            [](std::exception_ptr error) { BOOST_TEST(!error); });
        return entry;
    }
    std::shared_ptr<Entry> begin(Carrier carrier, std::uint8_t sid, const char* side)
    {
        return begin(carrier, broker.pass(sid, side));
    }
    boost::system::error_code answer(const std::shared_ptr<Entry>& entry)
    {
        BOOST_TEST(soon([&] { return entry->done; }));
        return entry->result ? boost::system::error_code{} : entry->result.error();
    }
    /// Both sides of a new pair, the agent first.
    std::pair<Side, Side> pair(Carrier agent, Carrier controlling, std::uint8_t sid = 1)
    {
        const auto one = begin(agent, sid, "agent");
        const auto two = begin(controlling, sid, "operator");
        BOOST_REQUIRE(!answer(one));
        BOOST_REQUIRE(!answer(two));
        return {std::move(*one->result), std::move(*two->result)};
    }

    boost::asio::io_context io;
    ManualClock clock;
    Broker broker{clock};
    relay::Relay relay;
    boost::asio::ip::tcp::endpoint endpoint;
    bool stopped = false;
};

} // namespace cordee::test
