// The kinds of records, and those of a handshake without a code: HS1, HS2, HS3 and ABORT. PROTOCOL.md,
// "Ways in". pake.hpp has the code's, attach.hpp those of a resumption.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <optional>
#include <string_view>

namespace cordee::wire {

/// The first byte of every record.
enum class Kind : std::uint8_t {
    pake1 = 0x01,
    pake2 = 0x02,
    pake3 = 0x03,
    pake4 = 0x04,
    hs1 = 0x05,
    hs2 = 0x06,
    hs3 = 0x07,
    attach1 = 0x08,
    attach2 = 0x09,
    data = 0x10,        ///< on a stream
    datagram = 0x11,    ///< on the datagram path
    group_media = 0x12, ///< an SFrame object
    abort = 0x7f,
};

enum class Way : std::uint8_t { code = 1, link = 2, known_device = 3, introduced = 4, account = 5 };
/// As in grants and in the broker's JSON: "code", "link", "device", "introduced", "account".
std::string_view name_of(Way way);
std::optional<Way> way_named(std::string_view name);
/// Whom the initiator is.
enum class Role : std::uint8_t { operator_ = 1, agent = 2, observer = 3 };

inline constexpr std::uint8_t kProtocolVersion = 1;
inline constexpr std::uint8_t kSuite = 1; ///< 25519, AES-256-GCM, SHA-256
inline constexpr std::size_t kContextSize = 88;
inline constexpr std::size_t kMaxHello = 2048;
inline constexpr std::size_t kMaxHandshakePayload = 4096;
/// Longest record that is read before the peer is authenticated.
inline constexpr std::size_t kMaxHandshakeRecord = 8192;

/// CTX: what both sides must agree on before the first key. Each side builds its own.
struct Context {
    std::uint8_t version = kProtocolVersion;
    std::uint8_t suite = kSuite;
    Way way = Way::link;
    Role initiator = Role::agent;
    ByteArray<16> session{};
    ByteArray<32> grant_hash{};
    ByteArray<32> hello_hash{};
};
ByteArray<kContextSize> encode_context(const Context& context);

struct Hs1 {
    View context; ///< kContextSize bytes as received, to be compared and then forgotten
    View hello;
    View noise;
};
/// Parts of these sizes fit in a record; a longer hello is Errc::too_large.
Result<Bytes> encode_hs1(View context, View hello, View noise);
Result<Hs1> decode_hs1(View record);

/// HS2 and HS3.
Bytes encode_handshake(Kind kind, View noise);
Result<View> decode_handshake(Kind expected, View record);

/// SECURITY codes that a person is told about. An ABORT is a hint and never trusted.
enum class AbortCode : std::uint16_t {
    version = 1,
    auth,
    expired,
    used,
    grant,
    revoked,
    consent,
    sas,
    protocol,
    limit,
    module,
    resume,
    identity,
};
Bytes encode_abort(AbortCode code);
/// Empty when the record is no ABORT, or its code is unknown.
std::optional<AbortCode> decode_abort(View record);
/// Any code of a CLOSE or an ABORT; empty when it is unknown.
std::optional<AbortCode> abort_code(std::uint16_t number);

} // namespace cordee::wire
