// One end of a link: a network namespace that holds a TUN device.
#pragma once

#include "tests/tools/linkem/options.hpp"

namespace linkem {

/// Descriptors, open until the program ends.
struct End {
    int network = -1; ///< the namespace
    int device = -1;
};

/// Makes the namespace and the device in it, named "link", up and with its address. The program stays in the
/// namespace where it is. Dies without root or /dev/net/tun.
End make_end(const Options& options, Side side);

/// False: it could not be written; said on standard error when it must be.
bool write_file(const std::string& path, const std::string& text, bool must);

} // namespace linkem
