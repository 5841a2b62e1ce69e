// A live session: negotiates modules, carries their messages, and ends in order.
#pragma once

#include "core/session/ended.hpp"
#include "core/session/established.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace cordee::session {

class SessionParts;

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
    /// The person here ends a module, on both sides; the session goes on. False: it does not run.
    bool stop(const std::string& module);
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
    std::unique_ptr<SessionParts> parts_;
};

} // namespace cordee::session
