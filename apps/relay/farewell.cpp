#include "apps/relay/farewell.hpp"

#include "core/base/deadline.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace cordee::relay {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::milliseconds kFarewellTime{1'000};
constexpr std::size_t kMaxIgnored = 64 * 1024;

asio::awaitable<Result<void>> ignore_rest(tcp::socket& socket)
{
    std::array<std::uint8_t, 4096> ignored;
    for (std::size_t total = 0; total < kMaxIgnored;) {
        const auto [error, size] =
            co_await socket.async_read_some(asio::buffer(ignored), asio::as_tuple(asio::use_awaitable));
        if (error)
            break;
        total += size;
    }
    co_return Result<void>{};
}

} // namespace

asio::awaitable<bool> say(tcp::socket& socket, View answer)
{
    const auto [error, count] = co_await asio::async_write(socket, asio::buffer(answer.data(), answer.size()),
                                                           asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

asio::awaitable<void> turn_away(tcp::socket& socket, wire::RelayAnswer answer)
{
    const ByteArray<1> byte{static_cast<std::uint8_t>(answer)};
    const bool told = co_await say(socket, byte);
    if (!told)
        co_return;
    boost::system::error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    co_await with_deadline(kFarewellTime, ignore_rest(socket));
}

asio::awaitable<void> turn_away_unread(tcp::socket& socket, wire::RelayAnswer answer)
{
    Bytes greeting = to_bytes(wire::encode_relay_greeting({})); // no secret nonce: nobody will read the proof
    greeting.push_back(static_cast<std::uint8_t>(answer));
    co_await asio::async_write(socket, asio::buffer(greeting), asio::as_tuple(asio::use_awaitable));
}

} // namespace cordee::relay
