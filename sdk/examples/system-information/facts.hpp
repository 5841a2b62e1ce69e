// What can be known of this computer from inside a plugin's process.
#pragma once

#include "message.hpp"

namespace system_information {

/// What can't be read is left out.
Facts look_around();

} // namespace system_information
