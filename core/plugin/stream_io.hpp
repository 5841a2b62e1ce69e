// Whole pieces over a socket between core and plugin host, blocking.
#pragma once

#include "core/base/bytes.hpp"

#include <span>
#include <sys/uio.h>

namespace cordee::plugin {

/// False: the other end is gone.
bool read_exactly(int socket, MutableView out);
/// The parts one after another, without a copy; they are used up. False: the other end is gone.
bool write_exactly(int socket, std::span<iovec> parts);

} // namespace cordee::plugin
