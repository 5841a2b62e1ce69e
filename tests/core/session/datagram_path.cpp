// Media by datagram, between two sessions over a network in memory.
#include "two_sides.hpp"

#include <boost/test/unit_test.hpp>

#include <deque>
#include <map>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;

namespace {

UdpAddress host(const char* ip)
{
    return {boost::asio::ip::make_address(ip), 5000};
}

/// Every port by its address; a filter may drop or change what passes.
struct Network {
    struct Port : DatagramPort {
        Port(Network& in, const UdpAddress& as, const asio::any_io_executor& executor)
            : network{in}, address{as}, arrived{executor}
        {
            network.ports[as] = this;
        }
        asio::awaitable<Result<Arrival>> receive() override
        {
            while (queue.empty())
                co_await arrived.wait();
            current = std::move(queue.front());
            queue.pop_front();
            co_return Arrival{current.second, current.first};
        }
        bool send(View head, View record, const UdpAddress& to) noexcept override
        {
            network.carry(address, to, head, to_bytes(record));
            return true;
        }
        [[nodiscard]] std::vector<std::string> candidates() const override
        {
            return {fmt::format("{}:{}", address.address().to_string(), address.port())};
        }
        Network& network;
        UdpAddress address;
        Signal arrived;
        std::deque<std::pair<UdpAddress, Bytes>> queue;
        std::pair<UdpAddress, Bytes> current;
    };

    void carry(const UdpAddress& from, const UdpAddress& to, View head, Bytes record)
    {
        heads.push_back(to_bytes(head));
        if (!passes)
            return;
        records.push_back(record);
        if (const auto found = ports.find(to); found != ports.end()) {
            found->second->queue.emplace_back(from, std::move(record));
            found->second->arrived.notify();
        }
    }

    std::map<UdpAddress, Port*> ports;
    bool passes = true;
    std::vector<Bytes> records;
    std::vector<Bytes> heads;
};

struct Media : TwoSides {
    Media()
    {
        for (auto* side : {&helping, &agent})
            side->provider.channels = {
                {PriorityClass::screen}, {PriorityClass::input}, {PriorityClass::voice, true}};
        helping.datagrams = &operators;
        agent.datagrams = &agents;
    }
    ~Media() { finish(); }
    bool speak(const std::string& text)
    {
        agent.provider.module->port.send(2, as_view(text));
        return run([&] { return contains(helping.log, "2: " + text); });
    }
    /// Both sides have asked and answered.
    bool connected()
    {
        return run(
            [&] { return network.records.size() >= 4 && operators.queue.empty() && agents.queue.empty(); });
    }
    Network network;
    Network::Port operators{network, host("192.0.2.1"), context.get_executor()};
    Network::Port agents{network, host("192.0.2.2"), context.get_executor()};
};

bool holds(const Bytes& record, std::uint8_t kind)
{
    return !record.empty() && record.front() == kind;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(datagram_path, Media)

BOOST_AUTO_TEST_CASE(media_goes_by_datagram_when_a_route_answered_and_by_the_stream_before)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    agent.provider.module->port.send(2, as_view("early"));
    BOOST_TEST(run([&] { return contains(helping.log, "2: early"); }));
    BOOST_REQUIRE(connected());
    const auto before = network.records.size();
    BOOST_REQUIRE(speak("again"));
    BOOST_TEST(network.records.size() == before + 1);
    for (const auto& record : network.records)
        BOOST_TEST(holds(record, 0x11));
}

BOOST_AUTO_TEST_CASE(a_lost_datagram_path_falls_back_to_the_stream_in_silence)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_REQUIRE(connected() && speak("hello"));
    network.passes = false;
    BOOST_TEST(run([&] {
        clock.advance(std::chrono::seconds{2}); // challenges without an answer
        agent.provider.module->port.send(2, as_view("by the stream"));
        return contains(helping.log, "2: by the stream");
    }));
    BOOST_TEST(!agent.ended.has_value());
}

// SEC-23: a datagram that comes again is not delivered again.
BOOST_AUTO_TEST_CASE(repeated_and_foreign_datagrams_are_dropped)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_REQUIRE(connected() && speak("hello"));
    helping.log.clear();
    const auto seen = network.records;
    for (const auto& record : seen) {
        operators.queue.emplace_back(agents.address, record);
        auto changed = record;
        changed.back() ^= 1;
        operators.queue.emplace_back(agents.address, changed);
        operators.queue.emplace_back(host("198.51.100.1"), Bytes(40, 0x11));
    }
    operators.arrived.notify();
    BOOST_TEST(run([&] { return operators.queue.empty(); }));
    context.poll();
    BOOST_TEST(helping.log.empty());
    BOOST_TEST(!helping.ended.has_value());
}

// SEC-25: only channels that may lose messages are ever heard by datagram.
BOOST_AUTO_TEST_CASE(keys_and_everything_that_must_arrive_never_go_by_datagram)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_REQUIRE(connected() && speak("hello"));
    const auto before = network.records.size();
    helping.provider.module->port.send(1, as_view("key"));
    agent.provider.module->port.send(0, as_view("picture"));
    BOOST_TEST(run([&] { return contains(agent.log, "1: key") && contains(helping.log, "0: picture"); }));
    BOOST_TEST(network.records.size() == before);
}

BOOST_AUTO_TEST_CASE(a_relay_gets_its_token_before_each_datagram)
{
    const RelayedDatagrams relay{host("192.0.2.1"),
                                 {9, 9}}; // stands for a relay that forwards to the operator
    agent.relayed = relay;
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_TEST(run([&] {
        clock.advance(std::chrono::seconds{11});
        return std::find(network.heads.begin(), network.heads.end(), to_bytes(View{relay.token})) !=
               network.heads.end();
    }));
}

BOOST_AUTO_TEST_SUITE_END()
