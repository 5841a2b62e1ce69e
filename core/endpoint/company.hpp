// What a program does about the people in its sessions, when there are more than two.
#pragma once

#include "core/session/session.hpp"

#include <string>

namespace cordee::endpoint {

class SessionModules;

/// Called on the strand, by each session that it was given to. It never ends the session that calls.
class Company {
public:
    virtual ~Company() = default;
    /// The session begins; it and its modules live until left().
    virtual void came(session::Session& session, SessionModules& modules, const std::string& name) = 0;
    /// It has ended, however that was.
    virtual void left(session::Session& session) = 0;
    /// session::Events::introduced() and focus().
    virtual void introduced(session::Session& by, session::Introduce introduction)
    {
        (void)by;
        (void)introduction;
    }
    virtual void focus(session::Session& from, bool held)
    {
        (void)from;
        (void)held;
    }
};

} // namespace cordee::endpoint
