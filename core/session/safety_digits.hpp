// The safety digits of a session: its one run of sas.hpp, in control messages.
#pragma once

#include "core/session/channels.hpp"
#include "core/session/events.hpp"
#include "core/session/sas.hpp"

namespace cordee::session {

/// Lives on the session's strand; channels and events outlive it.
class SafetyDigits {
public:
    SafetyDigits(SasExchange exchange, Channels& channels, Events& events);

    /// The responder's side speaks first.
    void begin();
    /// The person here found them equal; the other side is told, when there are any.
    void say_equal();
    /// The other side's step. One that does not fit ends the session.
    void take(const Words& words);
    /// Whether there are digits that people can have compared.
    [[nodiscard]] bool known() const { return exchange_.digits().has_value(); }

private:
    void take_equal();
    void say(const SasMessage& message);

    SasExchange exchange_;
    Channels& channels_;
    Events& events_;
};

} // namespace cordee::session
