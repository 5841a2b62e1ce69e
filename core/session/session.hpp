// A live session: negotiates modules, carries their messages, and ends in order.
#pragma once

#include "core/base/clock.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/session/consent.hpp"
#include "core/session/control_message.hpp"
#include "core/session/datagram_port.hpp"
#include "core/session/ended.hpp"
#include "core/session/handshake/handshake.hpp"
#include "core/session/login_state.hpp"
#include "core/session/module.hpp"
#include "core/session/pair_desk.hpp"
#include "core/session/path_source.hpp"
#include "core/session/rights.hpp"
#include "core/session/timing.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace cordee::session {

/// What the session tells its program, on the strand.
class Events {
public:
    virtual ~Events() = default;
    /// A module runs on both sides, with these permissions.
    virtual void module_started(const std::string& id, const Permissions& permissions) = 0;
    /// It ended while the session goes on; `why` is for the person, empty when a person ended it.
    virtual void module_ended(const std::string& id, Ending ending, bool by_peer, const std::string& why) = 0;
    /// The path broke; the session goes on as soon as there is another one, and keeps everything meanwhile.
    virtual void path_lost() {}
    /// It goes on over this path.
    virtual void path_found(const std::string& name) { (void)name; }
    /// Six digits, the same on both sides unless somebody sits between them: for people to compare aloud.
    virtual void safety_digits(const std::string& digits) { (void)digits; }
    /// Somebody who is in this session brings this side together with somebody else.
    virtual void introduced(Introduce introduction) { (void)introduction; }
    /// The agent's side: the operator gives the input away (false) or asks for it (true). The operator's:
    /// whether it has it now.
    virtual void focus(bool held) { (void)held; }
    /// The login at the controlled machine changed while there was no path: its input stays off.
    virtual void input_withheld() {}
};

struct SessionConfig {
    Role self = Role::agent;
    crypto::Grant grant;
    DevicePolicy policy;
    ModuleProvider& modules;
    /// The agent's; null at the operator's side.
    Consent* consent = nullptr;
    Events& events;
    /// Checks renewals; has verified the grant already.
    crypto::GrantVerifier& verifier;
    const Clock& clock;
    Random& random;
    /// Null: the session ends with its first path.
    PathSource* paths = nullptr;
    int path_rank = 1; ///< of the first one
    std::optional<RelayedDatagrams> path_datagrams = std::nullopt;
    /// For media; null: everything goes by the stream.
    DatagramPort* datagrams = nullptr;
    /// The agent's; null where nothing can be known of it: then a resumed session has its input back at once.
    LoginState* login = nullptr;
    Timing timing = {};
    /// The agent's; null: nobody is paired here.
    PairDesk* pairing = nullptr;
};

/// Lives on one strand. Everything it refers to outlives it.
class Session {
public:
    Session(const boost::asio::any_io_executor& strand, Established established, SessionConfig config);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs until the end, whoever brings it about; every module has stopped when it returns. Once.
    boost::asio::awaitable<Ended> run();

    /// The operator's side: asks for a module and starts it on both sides. not_permitted (grant), refused
    /// (the other side's person, policy or program; `Events` says more), timed_out, closed, or what the
    /// provider says.
    boost::asio::awaitable<Result<void>> offer(std::string module, Permissions permissions);

    /// A new grant from the broker. Narrows at once, here; the operator's side passes it on.
    Result<void> renew(std::string token);

    /// The operator's side: may this client's computer be reached later without asking? What the person there
    /// allows; refused when that is nothing, timed_out, closed, unexpected while another question waits.
    boost::asio::awaitable<Result<PairAnswer>> pair(Permissions permissions);

    /// The operator's side: brings the other side together with somebody else.
    void introduce(Introduce introduction);
    /// The operator's side: gives the input away, or asks for it. The agent's: this session has the input
    /// from now on, or has it no more; the operator hears of it.
    void focus(bool held);

    /// What this machine allows from now on; acts at once. Never wider than what was consented to.
    void change_policy(DevicePolicy policy);
    /// The agent's side: the person takes a permission of a running module back; without one left it ends.
    void withdraw(const std::string& module, const Permissions& permissions);

    /// Whether more than the broker's word says who the other side is.
    [[nodiscard]] bool verified() const;
    /// The people compared the digits. Different: the session ends.
    void digits_compared(bool equal);

    /// Ends the session in order; run() returns soon after. May be called again.
    void end(Ending ending = Ending::finished);

    [[nodiscard]] const Peer& peer() const;
    [[nodiscard]] const crypto::Grant& grant() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace cordee::session
