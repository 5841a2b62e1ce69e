// The grant of a session over its time: renewed, revoked, run out.
#pragma once

#include "core/session/channels.hpp"
#include "core/session/modules.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace cordee::session {

/// Lives on the session's strand; everything it refers to outlives it.
class GrantLife {
public:
    GrantLife(const boost::asio::any_io_executor& strand, SessionConfig& config, Channels& channels,
              Modules& modules);

    /// From the broker. A newer grant of the same people narrows what runs at once; a revocation, or a grant
    /// without one of the two sides, ends the session. not_permitted for any other, or what the verifier
    /// says.
    Result<void> renew(const std::string& token);
    /// Until the session's rights have run out, and the session with them; or until it is cancelled.
    boost::asio::awaitable<void> watch();

private:
    boost::asio::awaitable<void> until_past_end(std::chrono::seconds time,
                                                std::optional<WallTime> of = std::nullopt);

    boost::asio::any_io_executor strand_;
    SessionConfig& config_;
    Channels& channels_;
    Modules& modules_;
};

} // namespace cordee::session
