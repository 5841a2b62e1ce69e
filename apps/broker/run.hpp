// The whole program: settings in, exit code out.
#pragma once

#include "apps/broker/broker_settings.hpp"

namespace cordee::broker {

/// Serves until SIGINT or SIGTERM. Throws UserError when it cannot begin.
int run(const BrokerSettings& settings);

} // namespace cordee::broker
