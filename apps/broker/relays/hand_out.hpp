// A package on its way to who asked for it.
#pragma once

#include "apps/broker/http/http_message.hpp"
#include "apps/broker/packages/module_store.hpp"

namespace cordee::broker {

/// The part that is asked for, or all of it; the log says so.
Response hand_out(const Request& request, const ModulePackage& package);

} // namespace cordee::broker
