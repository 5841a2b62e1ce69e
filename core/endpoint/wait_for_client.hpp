// The operator waits until the client of an invitation comes.
#pragma once

#include "core/base/clock.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/invitation_store.hpp"
#include "core/endpoint/terminal.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>

namespace cordee::endpoint {

/// Meeting number `after` + 1 of the invitation: a code can be met several times, until the right person
/// comes. Empty when the person stopped it by SIGINT, SIGTERM or SIGHUP. A broker that is away for a while is
/// waited for. Throws BrokerError.
boost::asio::awaitable<std::optional<Meeting>>
wait_for_client(BrokerClient& broker, const KeptInvitation& kept, const Clock& clock, Terminal& terminal,
                int after = 0, Candidates candidates = {},
                std::chrono::milliseconds pause = std::chrono::seconds{3});

} // namespace cordee::endpoint
