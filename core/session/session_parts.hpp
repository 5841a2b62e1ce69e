// The parts of a session put together: started and stopped in order, and each told what the other side says
// and what becomes of the paths.
#pragma once

#include "core/base/task_group.hpp"
#include "core/session/channels.hpp"
#include "core/session/datagram_path.hpp"
#include "core/session/established.hpp"
#include "core/session/grant_life.hpp"
#include "core/session/login_check.hpp"
#include "core/session/modules.hpp"
#include "core/session/pair_question.hpp"
#include "core/session/paths.hpp"
#include "core/session/safety_digits.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace cordee::session {

/// Lives on the session's strand, on the heap: the parts refer to each other. What the configuration refers
/// to outlives it.
class SessionParts : public Channels::Listener, public Paths::Listener {
public:
    SessionParts(const boost::asio::any_io_executor& strand, Established established, SessionConfig config);
    SessionParts(const SessionParts&) = delete;
    SessionParts& operator=(const SessionParts&) = delete;

    /// See Session::run.
    boost::asio::awaitable<Ended> run();

    SessionConfig& config() { return config_; }
    Channels& channels() { return channels_; }
    Modules& modules() { return modules_; }
    GrantLife& grant() { return grant_; }
    SafetyDigits& digits() { return digits_; }
    PairQuestion& pairing() { return pairing_; }
    [[nodiscard]] const Peer& peer() const { return peer_; }

private:
    Result<void> control(ControlMessage message) override;
    Result<void> message(std::uint16_t channel, Bytes message) override;
    Result<void> unreliable(std::uint16_t channel, View message) override;
    [[nodiscard]] bool is_open(std::uint16_t channel) const override;
    void path_broken(Ending why) override;
    void path_suspect() override;

    void path_changing() override;
    void path_changed(const NewPath& path, bool after_break, const Resumed& resumed) override;
    void path_hopeless(Ending ending) override;

    /// Errors: what the other side may not say.
    template <class Message>
    Result<void> take(const Message& message)
    {
        return modules_.take(message);
    }
    Result<void> take(const Addresses& message);
    Result<void> take(const Words& message);
    Result<void> take(const Pair& message);
    Result<void> take(const Paired& message);
    Result<void> take(const Introduce& message);
    Result<void> take(const Focus& message);
    Result<void> take(const Renewal& message);

    void carry_datagrams(const crypto::KeySchedule& keys);
    void say_addresses();
    boost::asio::awaitable<void> watch_rate();

    boost::asio::any_io_executor strand_;
    SessionConfig config_;
    Peer peer_;
    Channels channels_;
    Modules modules_;
    TaskGroup tasks_;
    SafetyDigits digits_;
    GrantLife grant_;
    LoginCheck login_;
    PairQuestion pairing_;
    bool initiator_;                          ///< of the handshake
    std::unique_ptr<DatagramPath> datagrams_; ///< null when everything goes by the stream
    std::unique_ptr<Paths> paths_;            ///< null when there is only the first one
};

} // namespace cordee::session
