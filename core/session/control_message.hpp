// The session's own messages: JSON on channel 0. PROTOCOL.md, "Control messages".
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/version.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cordee::session {

inline constexpr std::size_t kMaxControlMessage = 16 * 1024;
/// Slots number the modules of a session, 1..kMaxSlot.
inline constexpr std::uint8_t kMaxSlot = 31;

/// Controlling side: may this module run, with these permissions?
struct Offer {
    std::uint8_t slot = 0;
    std::string module;
    Version version;
    std::vector<std::string> permissions;
    bool operator==(const Offer&) const = default;
};
/// Controlled side: it runs here, with these permissions.
struct Accept {
    std::uint8_t slot = 0;
    std::vector<std::string> permissions;
    bool operator==(const Accept&) const = default;
};
/// Ends a module or an offer. The codes are those of CLOSE.
struct Stop {
    std::uint8_t slot = 0;
    std::uint16_t code = 0;
    bool operator==(const Stop&) const = default;
};
/// The sender's half began anew; its channels are those of this generation from here on.
struct Restart {
    std::uint8_t slot = 0;
    std::uint32_t generation = 0;
    bool operator==(const Restart&) const = default;
};
/// The sender's half has taken so many more bytes of messages on a channel.
struct Credit {
    std::uint8_t slot = 0;
    std::uint32_t generation = 0;
    std::uint8_t channel = 0; ///< index in the module's list
    std::uint32_t bytes = 0;
    bool operator==(const Credit&) const = default;
};
/// Controlled side: the module may do no more than this from now on.
struct Narrow {
    std::uint8_t slot = 0;
    std::vector<std::string> permissions;
    bool operator==(const Narrow&) const = default;
};
/// A new grant of this session, or its revocation.
struct Renewal {
    std::string grant;
    bool operator==(const Renewal&) const = default;
};

/// Where the sender can be reached without a relay.
struct Addresses {
    std::vector<std::string> candidates; ///< TCP, "address:port"
    std::vector<std::string> datagrams;  ///< UDP
    bool operator==(const Addresses&) const = default;
};

/// A step towards the digits that two people compare (sas.hpp).
struct Words {
    enum class Step { commitment, nonce, reveal, equal };
    Step step = Step::commitment;
    Bytes value; ///< 32 bytes of a commitment, none of `equal`, else 16
    bool operator==(const Words&) const = default;
};

/// Controlling side: may this computer be reached later without asking, with these permissions?
struct Pair {
    std::vector<std::string> permissions;
    bool operator==(const Pair&) const = default;
};
/// Controlled side: with these it may; nothing is a no. `device` is its name at the broker, or empty.
struct Paired {
    std::vector<std::string> permissions;
    std::string device;
    bool operator==(const Paired&) const = default;
};

/// Somebody who is in a session with both brings them together: each gets the other one's key, a secret that
/// only the two have besides the sender, and the broker's meeting for its side (way introduced).
struct Introduce {
    std::string name; ///< of the other one
    ByteArray<32> key{};
    ByteArray<32> secret{};
    std::string meeting; ///< JSON, as the broker gives it to one side
    bool operator==(const Introduce&) const = default;
};
/// Controlling side: gives the input to the next participant, or asks for it. Controlled side: whether the
/// receiver has it now.
struct Focus {
    bool held = false;
    bool operator==(const Focus&) const = default;
};

using ControlMessage = std::variant<Offer, Accept, Stop, Restart, Credit, Narrow, Renewal, Addresses, Words,
                                    Pair, Paired, Introduce, Focus>;

std::string encode(const ControlMessage& message);
/// Strict: unknown kinds are Errc::unsupported, everything else that does not fit Errc::malformed.
Result<ControlMessage> decode_control_message(std::string_view text);

} // namespace cordee::session
