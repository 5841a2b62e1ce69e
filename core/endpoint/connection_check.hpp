// What gets through here: every port in every encapsulation, by the proxy and without, and direct
// connections. For the command `check` of both programs.
#pragma once

#include "core/endpoint/connection_choice.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/transport/check.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cordee::endpoint {

/// "HOST" with all usual ports, or "HOST:PORT". Throws UsageError.
transport::RelayTarget check_target(const std::string& text);

boost::asio::awaitable<transport::CheckReport> check_connection(transport::RelayTarget target,
                                                                ConnectionChoice choice);

/// A line for each way as a result, then in words what would help. False when nothing gets through.
bool show_report(const transport::CheckReport& report, Terminal& terminal);

} // namespace cordee::endpoint
