// Whatever a stranger sends, the relay answers shortly, gives nothing away and is there for the next one.
#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::RelayFixture;

BOOST_AUTO_TEST_SUITE(strangers)

namespace {

enum class Then { listen, hang_up };

asio::awaitable<std::string> talk(tcp::endpoint to, Bytes bytes, Then then)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    co_await socket.async_connect(to, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(wire::kRelayPreamble), asio::use_awaitable);
    ByteArray<wire::kRelayGreetingSize> greeting;
    co_await asio::async_read(socket, asio::buffer(greeting), asio::use_awaitable);
    BOOST_TEST(wire::decode_relay_greeting(greeting).has_value());
    co_await asio::async_write(socket, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    if (then == Then::hang_up)
        socket.shutdown(tcp::socket::shutdown_send);
    std::string heard;
    co_await asio::async_read(socket, asio::dynamic_buffer(heard), asio::as_tuple(asio::use_awaitable));
    co_return heard;
}

/// All that the relay says after its greeting, until it hangs up.
std::string heard(RelayFixture& relay, const Bytes& bytes, Then then = Then::listen)
{
    return run_awaitable(relay.io, talk(relay.endpoint, bytes, then));
}

const std::string kRefused(1, '\1');

} // namespace

BOOST_AUTO_TEST_CASE(lengths_beyond_the_limit_are_refused_at_once) // SEC-26
{
    RelayFixture relay;
    for (const auto& length : {Bytes{0, 0}, Bytes{4, 1}, Bytes{255, 255}})
        BOOST_TEST(heard(relay, length) == kRefused);
}

BOOST_AUTO_TEST_CASE(garbage_and_other_protocols)
{
    RelayFixture relay;
    BOOST_TEST(heard(relay, to_bytes(std::string_view{"GET / HTTP/1.1\r\nHost: relay\r\n\r\n"})) == kRefused);
    BOOST_TEST(heard(relay, Bytes(100'000, 0x16)) == kRefused);
    Bytes ticket{0, 5};
    append(ticket, as_view("hello"));
    ticket.resize(ticket.size() + 32);
    BOOST_TEST(heard(relay, ticket) == kRefused);
    Bytes binary(2 + 1024 + 32);
    binary[0] = 4;
    BOOST_TEST(heard(relay, binary) == kRefused);
}

BOOST_AUTO_TEST_CASE(half_an_entry_waits_until_the_deadline)
{
    RelayFixture relay{{.entry_time = 30ms}};
    BOOST_TEST(heard(relay, {}) == kRefused);
    BOOST_TEST(heard(relay, {0}) == kRefused);
    BOOST_TEST(heard(relay, {0, 200, 'v', '4'}) == kRefused);
}

BOOST_AUTO_TEST_CASE(an_entry_cut_at_any_byte)
{
    RelayFixture relay;
    const auto token = relay.broker.sign(relay.broker.ticket(1, "agent"));
    const auto entry = wire::encode_relay_entry({token, {}}).value();
    for (std::size_t n = 0; n < entry.size(); n += 7)
        BOOST_TEST(heard(relay, {entry.begin(), entry.begin() + static_cast<std::ptrdiff_t>(n)},
                         Then::hang_up) == kRefused);
}

BOOST_AUTO_TEST_CASE(who_listens_on_the_wire_cannot_use_what_it_saw) // SEC-4
{
    RelayFixture relay;
    const auto token = relay.broker.sign(relay.broker.ticket(1, "agent"));
    const auto seen =
        relay.broker.prove(token, system_random().bytes<32>()); // for the nonce of another connection
    BOOST_TEST(heard(relay, wire::encode_relay_entry({token, seen}).value()) == kRefused);
}

BOOST_AUTO_TEST_CASE(who_leaves_while_waiting_is_forgotten)
{
    RelayFixture relay;
    for (const bool speaks : {false, true}) {
        run_awaitable(relay.io, [](RelayFixture& at, bool talks) -> asio::awaitable<void> {
            tcp::socket socket{at.io};
            co_await socket.async_connect(at.endpoint, asio::use_awaitable);
            co_await asio::async_write(socket, asio::buffer(wire::kRelayPreamble), asio::use_awaitable);
            ByteArray<wire::kRelayGreetingSize> greeting;
            co_await asio::async_read(socket, asio::buffer(greeting), asio::use_awaitable);
            const auto token = at.broker.sign(at.broker.ticket(1, "agent"));
            const auto proof = at.broker.prove(token, *wire::decode_relay_greeting(greeting));
            auto entry = wire::encode_relay_entry({token, proof}).value();
            if (talks) // before its turn
                entry.push_back('!');
            co_await asio::async_write(socket, asio::buffer(entry), asio::use_awaitable);
            if (!talks)
                socket.close();
            std::string heard;
            co_await asio::async_read(socket, asio::dynamic_buffer(heard),
                                      asio::as_tuple(asio::use_awaitable));
            BOOST_TEST(heard.empty());
        }(relay, speaks));
        BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 0; }));
    }
    const auto one = relay.waiting(1, "operator");
    BOOST_TEST(!relay.answer(relay.dial(1, "agent")));
    BOOST_TEST(!relay.answer(one));
}

BOOST_AUTO_TEST_SUITE_END()
