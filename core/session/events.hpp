// What a session tells its program.
#pragma once

#include "core/session/control_message.hpp"
#include "core/session/ended.hpp"
#include "core/session/rights.hpp"

#include <string>

namespace cordee::session {

/// Called on the session's strand; outlives the session.
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
    /// The person at the other side says that they are equal.
    virtual void digits_equal_there() {}
    /// Somebody who is in this session brings this side together with somebody else.
    virtual void introduced(Introduce introduction) { (void)introduction; }
    /// The agent's side: the operator gives the input away (false) or asks for it (true). The operator's:
    /// whether it has it now.
    virtual void focus(bool held) { (void)held; }
    /// The login at the controlled machine changed while there was no path: its input stays off.
    virtual void input_withheld() {}
};

} // namespace cordee::session
