// What holds for every request, whoever answers it: how many a person may send, and that one sent twice is
// carried out once.
#pragma once

#include "apps/broker/http/router.hpp"

namespace cordee::broker {

struct Broker;

/// For Router::use_gate(); the broker outlives it.
Router::Gate make_gate(Broker& broker);

} // namespace cordee::broker
