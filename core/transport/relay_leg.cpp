#include "core/transport/relay_leg.hpp"

#include "core/base/deadline.hpp"

namespace cordee::transport {

boost::asio::awaitable<Result<RelayLeg>> enter_relay(ReachedRelay relay, RelayPass pass,
                                                     std::chrono::milliseconds pairing)
{
    const auto entry = wire::encode_relay_entry({pass.ticket, pass.prove(relay.nonce)});
    if (!entry)
        co_return entry.error();
    const auto paired = co_await with_deadline(pairing, relay.door->enter(*entry));
    if (!paired)
        co_return paired.error();
    RelayLeg out;
    out.connection = relay.door->pass();
    out.name = name_of(relay);
    if (relay.ip && paired->udp_port != 0)
        out.udp.emplace(*relay.ip, paired->udp_port);
    out.udp_token = paired->udp_token;
    co_return out;
}

} // namespace cordee::transport
