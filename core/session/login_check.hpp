// The controlled side, each time the session has moved to another path: its input waits until the machine's
// login is known to be the one from before, and stays off when it is not.
#pragma once

#include "core/base/task_group.hpp"
#include "core/session/modules.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace cordee::session {

/// Lives on the session's strand; everything it refers to outlives it. Without a LoginState nothing waits.
class LoginCheck {
public:
    /// The tasks end before this does.
    LoginCheck(const SessionConfig& config, Modules& modules, TaskGroup& tasks);

    /// Before the first message that the new path brings.
    void moving();
    void moved();

private:
    boost::asio::awaitable<void> check();

    const SessionConfig& config_;
    Modules& modules_;
    TaskGroup& tasks_;
    std::uint64_t moves_ = 0;
};

} // namespace cordee::session
