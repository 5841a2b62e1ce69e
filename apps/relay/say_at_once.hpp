// Words for a connection that has just begun: they always fit what the system holds for it.
#pragma once

#include "core/wire/relay_entry.hpp"

namespace cordee::relay {

/// To a native side, a few bytes. False when not all of them went: it is gone then, or as good as gone.
bool send_now(int socket, View bytes);

/// Turns away somebody for whom there is no room at all: at once, with a greeting before, in the native way,
/// as there is no room to wait for what it speaks.
void turn_away_unread(int socket, wire::RelayAnswer answer);

} // namespace cordee::relay
