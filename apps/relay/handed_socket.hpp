// Sockets that somebody else opened for the relay: systemd, or the relay that it takes the place of.
#pragma once

#include "core/base/descriptor.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cordee::relay {

enum class SocketRole : std::uint8_t {
    sides,     ///< TCP, where sides come in
    datagrams, ///< UDP
    status,    ///< TCP, for those who watch
    mailbox,   ///< where the next relay asks for all of these
};

struct HandedSocket {
    SocketRole role = SocketRole::sides;
    Descriptor socket;
};

/// Those of socket activation: LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES, where a name `status` says which of
/// the TCP sockets is for status. Each is the caller's from then on, and `forget` is called with the names of
/// the variables. Throws UserError for a socket that is of no use here.
std::vector<HandedSocket> sockets_of_systemd(const std::function<const char*(const char*)>& get,
                                             const std::function<void(const char*)>& forget,
                                             int first_descriptor = 3);
/// Of this process's environment.
std::vector<HandedSocket> sockets_of_systemd();

} // namespace cordee::relay
