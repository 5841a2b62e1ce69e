// The login state of this desktop, for a session that was interrupted.
#pragma once

#include "core/endpoint/login_state.hpp"
#include "core/session/login_state.hpp"

namespace cordee::endpoint {

/// Remembers how it was when the session began.
class LoginWatch final : public session::LoginState {
public:
    explicit LoginWatch(LoginPlaces places = LoginPlaces::of_this_process())
        : places_{std::move(places)}, before_{login_fingerprint(places_)}
    {}

    boost::asio::awaitable<bool> unchanged() override { co_return login_fingerprint(places_) == before_; }

private:
    LoginPlaces places_;
    std::string before_;
};

} // namespace cordee::endpoint
