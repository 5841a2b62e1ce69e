#include "core/session/session.hpp"

#include "core/base/logging.hpp"
#include "core/session/channels.hpp"
#include "core/session/modules.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

/// A session lives on for so long without a new grant (SEC-35).
constexpr std::chrono::seconds kGrace{60};

SecureLink first_link(Established& established, const Clock& clock)
{
    const auto& keys = established.keys;
    const bool initiator = established.initiator;
    return {std::move(established.connection),
            {keys.stream_key(initiator, 0), keys.stream_key(!initiator, 0), 0},
            clock};
}

} // namespace

class Session::Impl : public Channels::Listener {
public:
    Impl(const asio::any_io_executor& strand, Established established, SessionConfig config)
        : strand_{strand}, config_{std::move(config)}, peer_{std::move(established.peer)},
          channels_{strand, first_link(established, config_.clock), *this, config_.timing},
          modules_{strand, config_, channels_, peer_name()}
    {}

    asio::awaitable<Ended> run()
    {
        TaskGroup watching{strand_};
        watching.spawn(watch_grant());
        const auto ended = co_await channels_.run();
        watching.cancel();
        co_await watching.join();
        co_await modules_.stop_all();
        co_return ended;
    }

    Result<void> control(ControlMessage message) override
    {
        return std::visit([this](const auto& one) { return take(one); }, message);
    }

    Result<void> message(std::uint16_t channel, Bytes message) override
    {
        return modules_.message(channel, std::move(message));
    }

    [[nodiscard]] bool is_open(std::uint16_t channel) const override { return modules_.is_open(channel); }

    Result<void> renew(const std::string& token)
    {
        const auto applied = apply(token);
        if (applied)
            channels_.send_control(Renewal{token});
        return applied;
    }

    Channels& channels() { return channels_; }
    Modules& modules() { return modules_; }
    [[nodiscard]] const Peer& peer() const { return peer_; }
    [[nodiscard]] const crypto::Grant& grant() const { return config_.grant; }

private:
    /// By the grant, which the broker vouches for; for an agent, which nobody knows, what it says of itself.
    [[nodiscard]] std::string peer_name() const
    {
        const auto* part = find_part(config_.grant, config_.self == Role::agent ? "operator" : "agent");
        return part != nullptr && !part->name.empty() ? part->name : peer_.name;
    }

    template <class Message>
    Result<void> take(const Message& message)
    {
        return modules_.take(message);
    }

    Result<void> take(const Renewal& message)
    {
        if (config_.self != Role::agent)
            return Errc::unexpected;
        if (const auto applied = apply(message.grant); !applied)
            log::warning("session: a renewed grant was refused: {}", applied.error().message());
        return {};
    }

    Result<void> apply(const std::string& token)
    {
        auto grant = config_.verifier.verify(token);
        if (!grant)
            return grant.error();
        if (grant->sid != config_.grant.sid || grant->seq <= config_.grant.seq)
            return Errc::not_permitted;
        if (grant->typ == "revoke") {
            channels_.end(Ending::revoked);
            return {};
        }
        if (find_part(*grant, "operator") == nullptr || find_part(*grant, "agent") == nullptr) {
            channels_.end(Ending::revoked); // one of the two may not be here any more
            return {};
        }
        if (!may_begin(*grant) || !same_people(config_.grant, *grant))
            return Errc::not_permitted;
        config_.grant = std::move(*grant);
        modules_.apply_grant();
        return {};
    }

    asio::awaitable<void> watch_grant()
    {
        asio::steady_timer timer{strand_};
        while (config_.verifier.now() <= config_.grant.exp + kGrace) {
            timer.expires_after(config_.timing.watch);
            co_await timer.async_wait(asio::use_awaitable);
        }
        channels_.end(Ending::expired);
    }

    asio::any_io_executor strand_;
    SessionConfig config_;
    Peer peer_;
    Channels channels_;
    Modules modules_;
};

Session::Session(const asio::any_io_executor& strand, Established established, SessionConfig config)
    : impl_{std::make_unique<Impl>(strand, std::move(established), std::move(config))}
{}

Session::~Session() = default;

asio::awaitable<Ended> Session::run()
{
    return impl_->run();
}

asio::awaitable<Result<void>> Session::offer(std::string module, Permissions permissions)
{
    return impl_->modules().offer(std::move(module), std::move(permissions));
}

Result<void> Session::renew(std::string token)
{
    return impl_->renew(token);
}
void Session::end(Ending ending)
{
    impl_->channels().end(ending);
}
const Peer& Session::peer() const
{
    return impl_->peer();
}
const crypto::Grant& Session::grant() const
{
    return impl_->grant();
}

} // namespace cordee::session
