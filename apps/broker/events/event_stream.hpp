// GET /events: what the console of one operator hears.
#pragma once

#include "apps/broker/http/web_socket.hpp"

namespace cordee::broker {

struct Broker;

/// Who may listen does, by cookie from our own page or with a bearer token as a subprotocol; others get the
/// refusal. The broker outlives what is served.
UpgradeAnswer answer_upgrade(Broker& broker, const Request& request);

} // namespace cordee::broker
