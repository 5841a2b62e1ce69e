#include "core/session/session.hpp"

#include "core/session/session_parts.hpp"

namespace cordee::session {

namespace asio = boost::asio;

Session::Session(const asio::any_io_executor& strand, Established established, SessionConfig config)
    : parts_{std::make_unique<SessionParts>(strand, std::move(established), std::move(config))}
{}

Session::~Session() = default;

asio::awaitable<Ended> Session::run()
{
    return parts_->run();
}

asio::awaitable<Result<void>> Session::offer(std::string module, Permissions permissions)
{
    return parts_->modules().offer(std::move(module), std::move(permissions));
}

Result<void> Session::renew(std::string token)
{
    const auto applied = parts_->grant().renew(token);
    if (applied && parts_->config().self == Role::operator_)
        parts_->channels().send_control(Renewal{std::move(token)});
    return applied;
}

asio::awaitable<Result<PairAnswer>> Session::pair(Permissions permissions)
{
    return parts_->pairing().ask(std::move(permissions));
}

void Session::introduce(Introduce introduction)
{
    if (parts_->config().self == Role::operator_)
        parts_->channels().send_control(std::move(introduction));
}

void Session::focus(bool held)
{
    if (parts_->config().self == Role::agent)
        parts_->modules().focus(held);
    parts_->channels().send_control(Focus{held});
}

void Session::change_policy(DevicePolicy policy)
{
    parts_->config().policy = std::move(policy);
    parts_->modules().apply_rights();
}

bool Session::stop(const std::string& module)
{
    return parts_->modules().stop(module);
}

void Session::withdraw(const std::string& module, const Permissions& permissions)
{
    parts_->modules().withdraw(module, permissions);
}

bool Session::verified() const
{
    return parts_->modules().trusted();
}

void Session::digits_compared(bool equal)
{
    if (!equal)
        return end(Ending::sas);
    parts_->modules().trust(parts_->digits().known());
    parts_->digits().say_equal();
}

void Session::end(Ending ending)
{
    parts_->channels().end(ending);
}

const Peer& Session::peer() const
{
    return parts_->peer();
}

const crypto::Grant& Session::grant() const
{
    return parts_->config().grant;
}

} // namespace cordee::session
