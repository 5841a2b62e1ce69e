// What passes between an endpoint and its broker.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"
#include "core/base/version.hpp"
#include "core/transport/address.hpp"
#include "core/transport/encapsulation.hpp"
#include "core/transport/https_client.hpp"
#include "core/wire/handshake.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

using SessionId = ByteArray<16>;

struct Login {
    std::string token;
    std::string expires;
    std::string name;
    std::string organisation;
    std::string role;
};

struct Setup {
    std::string token;
    std::string organisation;
    std::string name;
    std::string email;
    std::string password;
};

struct AskedModule {
    std::string id;
    std::vector<std::string> permissions;
};

struct Invitation {
    std::string id; ///< 22 characters of base64url
    SessionId session{};
    std::string expires; ///< RFC 3339
    /// What the policy leaves of what was asked.
    std::vector<AskedModule> modules;
    std::string code;         ///< routing number, 4 to 6 digits; empty when the broker has none to give
    std::string code_expires; ///< RFC 3339; empty without a code
};

/// The right to enter one relay once, within a quarter of an hour.
struct RelayTicket {
    std::string ticket;
    Secret<32> proof_key;
};

/// A relay where both sides can meet.
struct RelayOffer {
    std::string id;
    std::string host;
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
    bool udp = false;
    std::vector<RelayTicket> tickets; ///< this side's; at least one
};

/// How this side may try to reach the other one. What it tries at a relay is what the relay has and `ports`
/// and `encapsulations` name, in the order of these two.
struct ConnectionOffer {
    std::vector<RelayOffer> relays; ///< the first is the first to try; perhaps none
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
    std::vector<transport::Address> candidates; ///< of the other side; the hosts are IP addresses
};

/// A relay whose distance the broker wants to know, for the choice among them.
struct ProbedRelay {
    std::string id;
    std::string host;
    std::vector<std::uint16_t> ports;
};
struct RelaysToProbe {
    std::vector<ProbedRelay> relays;
    bool by_inner_broker = false; ///< by the address of the very connection on which they were named
};
/// How far away it was found to be; empty when no answer came.
struct MeasuredRelay {
    std::string id;
    std::optional<std::chrono::microseconds> round_trip;
};
using RoundTrips = std::vector<MeasuredRelay>;

/// What a running session tells when it asks for fresh tickets.
struct WayNews {
    std::string on;                  ///< the relay that it goes through; empty: none, or not known
    std::vector<std::string> failed; ///< relays that did not answer lately
};

/// Both sides of a session learn this from the broker, each its own.
struct Meeting {
    SessionId session{};
    wire::Way way = wire::Way::link;
    std::string grant; ///< token; both sides hold the same one
    std::string
        access;       ///< secret: this side's bearer for this session; empty for an operator who is logged in
    std::string name; ///< what the other side is called, from outside; may be empty
    int attempt = 1;  ///< which meeting of the invitation
    ConnectionOffer connection;
};

/// One side's order of ports and encapsulations; what is not named is not tried.
struct SideConnection {
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
};
struct ConnectionSettings {
    SideConnection operator_side;
    SideConnection agent_side;
};

/// A session as lists show it.
struct ListedSession {
    SessionId session{};
    std::string way;           ///< as in grants
    std::string operator_name; ///< as are the next two, from outside and printable
    std::string agent_name;
    std::string began; ///< RFC 3339
    std::vector<std::string> modules;
};

/// A device that an administrator announced; its own program enrols with the token, once.
struct NewDevice {
    std::string id; ///< 22 characters of base64url
    std::string token;
};
struct EnrolledDevice {
    std::string id;
    std::string name;
    std::string organisation;
    std::string access; ///< secret: whoever has it is this device
};
struct ListedDevice {
    std::string id;
    std::string name;
    bool enrolled = false;
    bool waiting = false;             ///< it can be met now
    std::optional<ByteArray<32>> key; ///< X25519, when enrolled
};
/// An operator came to a device.
struct DeviceMeeting {
    std::string operator_name;
    Meeting meeting;
};

/// A relay as an administrator sees it.
struct ListedRelay {
    std::string id;
    std::string state; ///< never_seen, alive, silent or draining; a newer broker may know more
    std::string since; ///< RFC 3339
    std::string region;
    std::string at; ///< "LATITUDE,LONGITUDE"; empty like the others when it is not known
    double sessions = 0;
    double capacity = 0;
    double busy = 0;             ///< 1: all that it can
    std::optional<double> index; ///< of performance; empty when it reports nothing
    bool contradicted = false;   ///< it reports fewer sessions than were sent there
};
struct ListedPin {
    std::string email; ///< empty: everybody
    std::string relay;
    std::vector<std::string> fallback;
};
struct RelayList {
    std::vector<ListedRelay> relays;
    std::vector<ListedPin> pins;
};
struct NewRelay {
    std::string id;
    std::string region; ///< both may be empty
    std::string at;
};
/// What a new relay needs.
struct RelayCredentials {
    Secret<32> secret;
    std::string ticket_key; ///< base64url, public
};

/// Why a session got its relays.
struct RelayReason {
    struct Trip {
        double ms = 0;
        std::string from; ///< measured, raised, estimated, unanswered or unknown
    };
    struct Candidate {
        std::string id;
        std::string excluded; ///< empty: it could be used
        Trip operator_trip;
        Trip client_trip;
        double index = 1;
        double load = 0;
        double cost_ms = 0;
    };
    std::string reason; ///< best, kept, pinned, fallback, last_resort or none
    std::string chosen; ///< RFC 3339
    std::string on;     ///< where the session is now; empty when nobody knows
    std::string previous;
    std::vector<std::string> order;
    std::vector<Candidate> candidates;
};

/// A colleague joins: two meetings of a session of their own, as JSON for read_meeting(), that the one who
/// invited passes on inside the sessions that exist.
struct Introduction {
    SessionId session{};
    std::string colleague; ///< the operator's side
    std::string client;    ///< the agent's side
};

/// Which package of a module the broker would deliver.
struct OfferedModule {
    std::string id;
    Version version;
    std::string platform;
    std::size_t size = 0;
    ByteArray<32> sha256{};
    std::vector<std::string> permissions{}; ///< that it can ask for, by its manifest
};

} // namespace cordee::endpoint
