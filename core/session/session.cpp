#include "core/session/session.hpp"

#include "core/base/logging.hpp"
#include "core/base/signal.hpp"
#include "core/session/channels.hpp"
#include "core/session/datagram_path.hpp"
#include "core/session/modules.hpp"
#include "core/session/paths.hpp"
#include "core/session/sas.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

/// So long what only talks may go on after the grace.
constexpr std::chrono::minutes kLastWords{5};

SasMessage to_sas(const Words& words)
{
    if (words.step == Words::Step::commitment)
        return SasCommitment{*to_array<32>(words.value)};
    const auto value = *to_array<16>(words.value);
    return words.step == Words::Step::nonce ? SasMessage{SasNonce{value}} : SasMessage{SasReveal{value}};
}

Words from_sas(const SasMessage& message)
{
    if (const auto* commitment = std::get_if<SasCommitment>(&message))
        return {Words::Step::commitment, to_bytes(View{commitment->hash})};
    if (const auto* nonce = std::get_if<SasNonce>(&message))
        return {Words::Step::nonce, to_bytes(View{nonce->value})};
    return {Words::Step::reveal, to_bytes(View{std::get<SasReveal>(message).value})};
}

Channels::LinkPtr first_link(Established& established, const Clock& clock)
{
    const auto& keys = established.keys;
    const bool initiator = established.initiator;
    return std::make_shared<SecureLink>(
        std::move(established.connection),
        SecureLink::Keys{keys.stream_key(initiator, 0), keys.stream_key(!initiator, 0), 0}, clock);
}

} // namespace

class Session::Impl : public Channels::Listener, public Paths::Listener {
public:
    Impl(const asio::any_io_executor& strand, Established established, SessionConfig config)
        : strand_{strand}, config_{std::move(config)}, peer_{std::move(established.peer)},
          channels_{strand, first_link(established, config_.clock), *this, config_.timing},
          modules_{strand, config_, channels_, peer_name()}, sas_{established.initiator,
                                                                  established.keys.clone(),
                                                                  established.handshake_hash, config_.random},
          tasks_{strand}, pair_answered_{strand}
    {
        modules_.trust(established.way != wire::Way::account);
        responder_ = !established.initiator;
        if (config_.paths != nullptr)
            paths_ = std::make_unique<Paths>(strand, channels_, ResumeSecrets::of(established),
                                             Paths::Config{*config_.paths, established.initiator,
                                                           config_.path_rank, config_.clock, config_.random,
                                                           config_.timing},
                                             *this);
        if (config_.datagrams == nullptr)
            return;
        datagrams_ = std::make_unique<DatagramPath>(
            strand, *config_.datagrams, established.initiator, config_.clock, config_.random,
            [this](const auto& frame) { channels_.take_unreliable(frame); });
        datagrams_->renew(0, established.keys, config_.path_datagrams);
        modules_.carry_by([this](auto channel, View message) { return datagrams_->send(channel, message); });
    }

    asio::awaitable<Ended> run()
    {
        TaskGroup watching{strand_};
        watching.spawn(watch_grant());
        watching.spawn(watch_rate());
        say_addresses();
        if (responder_)
            say(SasMessage{*sas_.begin()});
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

    Result<void> control(ControlMessage message) override
    {
        return std::visit([this](const auto& one) { return take(one); }, message);
    }

    Result<void> message(std::uint16_t channel, Bytes message) override
    {
        modules_.message(channel, std::move(message));
        return {};
    }

    Result<void> unreliable(std::uint16_t channel, View message) override
    {
        modules_.unreliable(channel, message);
        return {};
    }

    void path_broken(Ending why) override
    {
        if (!paths_)
            return channels_.give_up({why, false});
        config_.events.path_lost();
        paths_->broken();
    }

    void path_suspect() override
    {
        if (paths_)
            paths_->suspect();
    }

    [[nodiscard]] bool verified() const { return modules_.trusted(); }

    void digits_compared(bool equal)
    {
        if (!equal)
            return channels_.end(Ending::sas);
        modules_.trust(sas_.digits().has_value());
    }

    void change_policy(DevicePolicy policy)
    {
        config_.policy = std::move(policy);
        modules_.apply_rights();
    }

    [[nodiscard]] bool is_open(std::uint16_t channel) const override { return modules_.is_open(channel); }

    Result<void> renew(const std::string& token)
    {
        const auto applied = apply(token);
        if (applied && config_.self == Role::operator_)
            channels_.send_control(Renewal{token});
        return applied;
    }

    asio::awaitable<Result<PairAnswer>> pair(Permissions permissions)
    {
        if (pair_asked_ || permissions.empty())
            co_return Errc::unexpected;
        pair_asked_ = true;
        pair_answer_.reset();
        channels_.send_control(Pair{permissions});
        const auto until = config_.clock.steady() + config_.timing.consent;
        while (!pair_answer_ && config_.clock.steady() < until)
            co_await pair_answered_.wait_for(config_.timing.watch);
        pair_asked_ = false;
        if (!pair_answer_)
            co_return Errc::timed_out;
        pair_answer_->permissions = intersect(pair_answer_->permissions, permissions);
        if (pair_answer_->permissions.empty())
            co_return Errc::refused;
        co_return std::move(*pair_answer_);
    }

    void introduce(Introduce introduction)
    {
        if (config_.self == Role::operator_)
            channels_.send_control(std::move(introduction));
    }

    void focus(bool held)
    {
        if (config_.self == Role::agent)
            modules_.focus(held);
        channels_.send_control(Focus{held});
    }

    Channels& channels() { return channels_; }
    Modules& modules() { return modules_; }
    [[nodiscard]] const Peer& peer() const { return peer_; }
    [[nodiscard]] const crypto::Grant& grant() const { return config_.grant; }

private:
    void say_addresses()
    {
        Addresses own;
        if (config_.paths != nullptr)
            own.candidates = config_.paths->own_candidates();
        if (config_.datagrams != nullptr)
            own.datagrams = config_.datagrams->candidates();
        if (!own.candidates.empty() || !own.datagrams.empty())
            channels_.send_control(own);
    }

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

    Result<void> take(const Addresses& message)
    {
        if (config_.paths != nullptr)
            config_.paths->peer_candidates(message.candidates);
        if (datagrams_)
            datagrams_->candidates(message.datagrams);
        return {};
    }

    Result<void> take(const Words& message)
    {
        const auto answer = sas_.take(to_sas(message));
        if (!answer) {
            channels_.end(Ending::sas);
            return {};
        }
        if (*answer)
            say(**answer);
        if (sas_.digits())
            config_.events.safety_digits(*sas_.digits());
        return {};
    }

    /// Only who controls brings somebody, to whatever side; the client's person is asked before anything
    /// comes of it.
    Result<void> take(const Introduce& message)
    {
        if (config_.self == Role::operator_)
            return Errc::unexpected;
        if (verified())
            config_.events.introduced(message);
        return {};
    }

    Result<void> take(const Focus& message)
    {
        config_.events.focus(message.held);
        return {};
    }

    void say(const SasMessage& message) { channels_.send_control(from_sas(message)); }

    Result<void> take(const Renewal& message)
    {
        if (config_.self != Role::agent)
            return Errc::unexpected;
        if (const auto applied = apply(message.grant); !applied)
            log::warning("session: a renewed grant was refused: {}", applied.error().message());
        return {};
    }

    Result<void> take(const Pair& message)
    {
        if (config_.self != Role::agent || pair_asked_)
            return Errc::unexpected;
        if (config_.pairing == nullptr || !verified()) { // nobody is paired on the broker's word
            channels_.send_control(Paired{});
            return {};
        }
        pair_asked_ = true;
        tasks_.spawn(answer_pair(message.permissions));
        return {};
    }

    Result<void> take(const Paired& message)
    {
        if (config_.self != Role::operator_ || !pair_asked_)
            return Errc::unexpected;
        pair_answer_ = PairAnswer{message.permissions, message.device};
        pair_answered_.notify();
        return {};
    }

    asio::awaitable<void> answer_pair(Permissions asked)
    {
        auto answer = co_await config_.pairing->ask(asked);
        pair_asked_ = false;
        channels_.send_control(Paired{intersect(answer.permissions, asked), std::move(answer.device)});
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
        modules_.apply_rights();
        return {};
    }

    // Paths::Listener

    void path_changing() override
    {
        ++moves_;
        if (config_.login != nullptr)
            modules_.hold_input();
    }

    void path_changed(const NewPath& path, bool after_break, const Resumed& resumed) override
    {
        if (datagrams_)
            datagrams_->renew(resumed.epoch, resumed.keys, path.datagrams);
        if (config_.login != nullptr)
            tasks_.spawn(check_login());
        if (after_break)
            config_.events.path_found(path.name);
    }

    void path_hopeless(Ending ending) override { channels_.give_up({ending, false}); }

    asio::awaitable<void> check_login()
    {
        const auto move = moves_;
        const bool unchanged = co_await config_.login->unchanged();
        if (unchanged && move != moves_)
            co_return; // it was asked again since, and that answer counts
        if (unchanged)
            co_return modules_.release_input();
        modules_.refuse_input();
        config_.events.input_withheld();
    }

    /// First what can do something, then, when only words are left, those too.
    asio::awaitable<void> watch_grant()
    {
        for (;;) {
            co_await until_after_grant(kGrace);
            const auto expired = config_.grant.exp;
            if (!modules_.stop_privileged())
                co_return channels_.end(Ending::expired);
            co_await until_after_grant(kGrace + kLastWords, expired);
            if (config_.grant.exp == expired)
                co_return channels_.end(Ending::expired);
        }
    }

    /// Also returns when the grant is not the one any more that ends at `of`.
    asio::awaitable<void> until_after_grant(std::chrono::seconds time,
                                            std::optional<WallTime> of = std::nullopt)
    {
        asio::steady_timer timer{strand_};
        while (config_.verifier.now() <= config_.grant.exp + time && (!of || config_.grant.exp == *of)) {
            timer.expires_after(config_.timing.watch);
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    asio::awaitable<void> watch_rate()
    {
        asio::steady_timer timer{strand_};
        for (;;) {
            timer.expires_after(config_.timing.rate);
            co_await timer.async_wait(asio::use_awaitable);
            modules_.tell_rates(config_.timing.rate);
        }
    }

    asio::any_io_executor strand_;
    SessionConfig config_;
    Peer peer_;
    Channels channels_;
    Modules modules_;
    std::unique_ptr<DatagramPath> datagrams_; ///< null when everything goes by the stream
    std::unique_ptr<Paths> paths_;            ///< null when there is only the first one
    SasExchange sas_;
    bool responder_ = false;
    std::uint64_t moves_ = 0; ///< to another path
    TaskGroup tasks_;
    bool pair_asked_ = false; ///< a question is under way
    std::optional<PairAnswer> pair_answer_;
    Signal pair_answered_;
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

asio::awaitable<Result<PairAnswer>> Session::pair(Permissions permissions)
{
    return impl_->pair(std::move(permissions));
}

Result<void> Session::renew(std::string token)
{
    return impl_->renew(token);
}
void Session::change_policy(DevicePolicy policy)
{
    impl_->change_policy(std::move(policy));
}
bool Session::verified() const
{
    return impl_->verified();
}
void Session::digits_compared(bool equal)
{
    impl_->digits_compared(equal);
}
void Session::introduce(Introduce introduction)
{
    impl_->introduce(std::move(introduction));
}
void Session::focus(bool held)
{
    impl_->focus(held);
}
void Session::withdraw(const std::string& module, const Permissions& permissions)
{
    impl_->modules().withdraw(module, permissions);
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
