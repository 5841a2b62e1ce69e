// What handlers tell the consoles, each kind with those who may hear of it.
#pragma once

#include <string>

namespace cordee::broker {

struct Broker;
struct Device;
struct Invitation;
struct Session;

/// A list that every operator may load: "relays", "plugins", "policy".
void tell_everybody(Broker& broker, const std::string& kind);
/// A list that administrators load: "operators".
void tell_administrators(Broker& broker, const std::string& kind);
/// Its operator: "open", "met", "closed", "cancelled".
void tell_invitation(Broker& broker, const std::string& id, std::int64_t operator_id,
                     const std::string& state);
/// Its operator, who invited that one, administrators, and who rules its operator: "running", "narrowed",
/// "ended".
void tell_session(Broker& broker, const Session& session, const std::string& state);
/// Whether a device waits, or that there is one more or less.
void tell_device(Broker& broker, const std::string& device, bool waiting);

} // namespace cordee::broker
