// How a session came to its end. Expected endings are values; a throw is a bug.
#pragma once

#include <cstdint>
#include <iosfwd>

namespace cordee::session {

/// The values up to 13 are the protocol's codes (PROTOCOL.md, "Codes"); what is above happens here only.
enum class Ending : std::uint16_t {
    finished = 0, ///< a person ended it
    version = 1,
    auth = 2,
    expired = 3,
    used = 4,
    grant = 5,
    revoked = 6,
    consent = 7,
    sas = 8,
    protocol = 9,
    limit = 10,
    module = 11,
    resume = 12,
    identity = 13,
    connection_lost = 100, ///< the path broke
    silent = 101,          ///< nothing was heard from the other side for too long
};

std::ostream& operator<<(std::ostream& out, Ending ending);

/// A number from the other side; one that is unknown is `protocol`.
Ending ending_from_code(std::uint16_t code);

struct Ended {
    Ending ending = Ending::finished;
    bool by_peer = false;
    bool operator==(const Ended&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Ended& ended);

} // namespace cordee::session
