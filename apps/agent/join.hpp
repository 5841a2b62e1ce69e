// The client's side of one attended session.
#pragma once

#include "apps/agent/context.hpp"

namespace cordee::agent {

/// `join CODE|LINK`: everything that can be wrong on this computer is found before code or link is used up.
int run_join(Context& context, const Options& options);

} // namespace cordee::agent
