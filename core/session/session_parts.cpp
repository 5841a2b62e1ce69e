#include "core/session/session_parts.hpp"

#include "core/base/logging.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

Channels::LinkPtr first_link(Established& established, const Clock& clock)
{
    const auto& keys = established.keys;
    const bool initiator = established.initiator;
    return std::make_shared<SecureLink>(
        std::move(established.connection),
        SecureLink::Keys{keys.stream_key(initiator, 0), keys.stream_key(!initiator, 0), 0}, clock);
}

SasExchange digits_of(const Established& established, Random& random)
{
    return {established.initiator, established.keys.clone(), established.handshake_hash, random};
}

/// By the grant, which the broker vouches for; for an agent, which nobody knows, what it says of itself.
std::string peer_name(const SessionConfig& config, const Peer& peer)
{
    const auto* part = find_part(config.grant, config.self == Role::agent ? "operator" : "agent");
    return part != nullptr && !part->name.empty() ? part->name : peer.name;
}

} // namespace

SessionParts::SessionParts(const asio::any_io_executor& strand, Established established, SessionConfig config)
    : strand_{strand}, config_{std::move(config)}, peer_{std::move(established.peer)},
      channels_{strand, first_link(established, config_.clock), *this, config_.timing},
      modules_{strand, config_, channels_, peer_name(config_, peer_)}, tasks_{strand},
      digits_{digits_of(established, config_.random), channels_, config_.events},
      grant_{strand, config_, channels_, modules_}, login_{config_, modules_, tasks_},
      pairing_{strand, config_, channels_, tasks_}, initiator_{established.initiator}
{
    modules_.trust(established.way != wire::Way::account);
    if (established.unconfirmed)
        channels_.expect_confirmation();
    if (config_.paths != nullptr)
        paths_ = std::make_unique<Paths>(strand, channels_, ResumeSecrets::of(established),
                                         Paths::Config{*config_.paths, initiator_, config_.path_rank,
                                                       config_.clock, config_.random, config_.timing},
                                         *this);
    if (config_.datagrams != nullptr)
        carry_datagrams(established.keys);
}

asio::awaitable<Ended> SessionParts::run()
{
    TaskGroup watching{strand_};
    watching.spawn(grant_.watch());
    watching.spawn(watch_rate());
    say_addresses();
    if (!initiator_)
        digits_.begin();
    if (paths_)
        paths_->start();
    if (datagrams_)
        datagrams_->start();
    const auto ended = co_await channels_.run();
    watching.cancel();
    tasks_.cancel();
    if (paths_)
        co_await paths_->stop();
    if (datagrams_)
        co_await datagrams_->stop();
    co_await watching.join();
    co_await tasks_.join();
    co_await modules_.stop_all();
    co_return ended;
}

// What the channels bring.

Result<void> SessionParts::control(ControlMessage message)
{
    return std::visit([this](const auto& one) { return take(one); }, message);
}

Result<void> SessionParts::message(std::uint16_t channel, Bytes message)
{
    modules_.message(channel, std::move(message));
    return {};
}

Result<void> SessionParts::unreliable(std::uint16_t channel, View message)
{
    modules_.unreliable(channel, message);
    return {};
}

bool SessionParts::is_open(std::uint16_t channel) const
{
    return modules_.is_open(channel);
}

void SessionParts::path_broken(Ending why)
{
    if (!paths_)
        return channels_.give_up({why, false});
    config_.events.path_lost();
    paths_->broken();
}

void SessionParts::path_suspect()
{
    if (paths_)
        paths_->suspect();
}

// What becomes of the paths.

void SessionParts::path_changing()
{
    login_.moving();
}

void SessionParts::path_changed(const NewPath& path, bool after_break, const Resumed& resumed)
{
    if (datagrams_)
        datagrams_->renew(resumed.epoch, resumed.keys, path.datagrams);
    login_.moved();
    if (config_.paths != nullptr)
        config_.paths->in_use(path.name);
    if (after_break)
        config_.events.path_found(path.name);
}

void SessionParts::path_hopeless(Ending ending)
{
    channels_.give_up({ending, false});
}

// What the other side says.

Result<void> SessionParts::take(const Addresses& message)
{
    if (config_.paths != nullptr)
        config_.paths->peer_candidates(message.candidates);
    if (datagrams_)
        datagrams_->candidates(message.datagrams);
    return {};
}

Result<void> SessionParts::take(const Words& message)
{
    digits_.take(message);
    return {};
}

Result<void> SessionParts::take(const Pair& message)
{
    return pairing_.take(message, modules_.trusted());
}
Result<void> SessionParts::take(const Paired& message)
{
    return pairing_.take(message);
}

/// Only who controls brings somebody, to whatever side; the client's person is asked before anything
/// comes of it.
Result<void> SessionParts::take(const Introduce& message)
{
    if (config_.self == Role::operator_)
        return Errc::unexpected;
    if (modules_.trusted())
        config_.events.introduced(message);
    return {};
}

Result<void> SessionParts::take(const Focus& message)
{
    config_.events.focus(message.held);
    return {};
}

Result<void> SessionParts::take(const Renewal& message)
{
    if (config_.self != Role::agent)
        return Errc::unexpected;
    if (const auto applied = grant_.renew(message.grant); !applied)
        log::warning("session: a renewed grant was refused: {}", applied.error().message());
    return {};
}

void SessionParts::carry_datagrams(const crypto::KeySchedule& keys)
{
    datagrams_ =
        std::make_unique<DatagramPath>(strand_, *config_.datagrams, initiator_, config_.clock, config_.random,
                                       [this](const auto& frame) { channels_.take_unreliable(frame); });
    datagrams_->renew(0, keys, config_.path_datagrams);
    modules_.carry_by([this](auto channel, View message) { return datagrams_->send(channel, message); });
}

void SessionParts::say_addresses()
{
    Addresses own;
    if (config_.paths != nullptr)
        own.candidates = config_.paths->own_candidates();
    if (config_.datagrams != nullptr)
        own.datagrams = config_.datagrams->candidates();
    if (!own.candidates.empty() || !own.datagrams.empty())
        channels_.send_control(own);
}

asio::awaitable<void> SessionParts::watch_rate()
{
    asio::steady_timer timer{strand_};
    for (;;) {
        timer.expires_after(config_.timing.rate);
        co_await timer.async_wait(asio::use_awaitable);
        modules_.tell_rates(config_.timing.rate);
    }
}

} // namespace cordee::session
