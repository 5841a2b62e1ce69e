// Changes what is logged while a program runs.
#pragma once

#include "core/base/logging.hpp"

namespace cordee::log {

/// After start(). Any thread.
void set_level(Level level);

} // namespace cordee::log
