// Whether the person at the controlled machine is still the one who let the operator in.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace cordee::session {

/// Called on the session's strand; outlives the session.
class LoginState {
public:
    virtual ~LoginState() = default;
    /// True when the desktop's login is as it was when the session began: the same user, not locked since,
    /// not switched away.
    virtual boost::asio::awaitable<bool> unchanged() = 0;
};

} // namespace cordee::session
