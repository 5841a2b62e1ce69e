// What gets through to a relay from this computer.
#pragma once

#include "apps/agent/context.hpp"

namespace cordee::agent {

/// `check`: exit code 1 when nothing does.
int run_check(Context& context, const Options& options);

} // namespace cordee::agent
