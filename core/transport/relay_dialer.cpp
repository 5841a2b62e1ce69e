#include "core/transport/relay_dialer.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/connect_tcp.hpp"

namespace cordee::transport {

boost::asio::awaitable<Result<std::unique_ptr<Connection>>> dial_relay(Address relay, RelayPass pass,
                                                                       RelayDeadlines deadlines)
{
    auto socket = co_await connect_tcp(relay, deadlines.connect);
    if (!socket)
        co_return socket.error();
    ReachedRelay reached;
    reached.address = relay;
    reached.door = make_native_door(std::move(*socket));
    const auto nonce = co_await with_deadline(deadlines.greeting, reached.door->greeting());
    if (!nonce)
        co_return nonce.error();
    reached.nonce = *nonce;
    auto leg = co_await enter_relay(std::move(reached), std::move(pass), deadlines.pairing);
    if (!leg)
        co_return leg.error();
    co_return std::move(leg->connection);
}

} // namespace cordee::transport
