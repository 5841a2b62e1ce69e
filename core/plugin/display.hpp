// The X display of this computer: where it is, and a connection to it that a plugin can be given.
#pragma once

#include "core/base/error.hpp"
#include "core/plugin/host_process.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cordee::plugin {

struct DisplayAddress {
    /// Empty: a Unix socket of this computer.
    std::string host;
    unsigned number = 0;
    unsigned screen = 0;
};

/// What DISPLAY says: ":0", "unix:0.1", "localhost:10.0".
std::optional<DisplayAddress> parse_display(std::string_view text);

/// What DISPLAY says in the plugin's process: the same number on this computer, wherever it is.
std::string local_name(const DisplayAddress& display);

/// A blocking descriptor; within 5 seconds. Any failure is Errc::unreachable.
boost::asio::awaitable<Result<UniqueFd>> connect_display(DisplayAddress display);

/// A sealed X authority file with the one entry that lets this person in at the display, under its local
/// name; -1 where none is needed or known. The entry is the one that XAUTHORITY or the home folder of this
/// process gives.
UniqueFd display_authority(const DisplayAddress& display);

} // namespace cordee::plugin
