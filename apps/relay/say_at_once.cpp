#include "apps/relay/say_at_once.hpp"

#include <array>
#include <sys/socket.h>

namespace cordee::relay {

bool send_now(int socket, View bytes)
{
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent == static_cast<ssize_t>(bytes.size());
}

void turn_away_unread(int socket, wire::RelayAnswer answer)
{
    Bytes greeting = to_bytes(wire::encode_relay_greeting({})); // no secret nonce: nobody will read the proof
    greeting.push_back(static_cast<std::uint8_t>(answer));
    if (!send_now(socket, greeting))
        return;
    ::shutdown(socket, SHUT_WR);
    std::array<std::uint8_t, 1024> unread; // closing over what is here could swallow the answer
    [[maybe_unused]] const auto ignored = ::recv(socket, unread.data(), unread.size(), MSG_DONTWAIT);
}

} // namespace cordee::relay
