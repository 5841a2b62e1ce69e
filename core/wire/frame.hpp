// The frames inside a decrypted record. PROTOCOL.md, "Frames".
#pragma once

#include "core/base/error.hpp"
#include "core/wire/reader.hpp"

#include <optional>

namespace cordee::wire {

enum class FrameType : std::uint8_t {
    end = 0,            ///< nothing but zero padding follows
    message = 1,        ///< one fragment of a reliable message
    ack = 2,            ///< u64: the next sequence number that is expected
    unreliable = 4,     ///< may be lost; the record's counter numbers it
    close = 5,          ///< u16 code, 32 bytes audit head
    path_challenge = 6, ///< 8 bytes, to be sent back
    path_response = 7,  ///< the 8 bytes of a challenge
};

inline constexpr std::uint8_t kLastFragment = 1;
inline constexpr std::size_t kFrameHeader = 8;
inline constexpr std::size_t kMessageHeader = kFrameHeader + 8;
/// The channel of the session's own messages, JSON.
inline constexpr std::uint16_t kControlChannel = 0;

struct Frame {
    FrameType type = FrameType::end;
    std::uint16_t channel = 0;
    bool last_fragment = false;
    std::uint64_t seq = 0; ///< of a message's fragment; counts from 0 in each direction
    View payload;          ///< into the record
};

void put_fragment(Bytes& to, std::uint16_t channel, bool last, std::uint64_t seq, View payload);
void put_ack(Bytes& to, std::uint64_t next_expected);

struct Close {
    std::uint16_t code = 0;
    ByteArray<32> audit_head{};
};
void put_close(Bytes& to, const Close& close);
Result<Close> decode_close(View payload);
Result<std::uint64_t> decode_ack(View payload);

/// Whole, and gone when it is lost.
void put_unreliable(Bytes& to, std::uint16_t channel, View payload);

/// A random number that only somebody who reads what is sent to an address can send back.
using PathToken = ByteArray<8>;
void put_path_challenge(Bytes& to, const PathToken& token);
void put_path_response(Bytes& to, const PathToken& token);
/// Of either kind.
Result<PathToken> decode_path_token(View payload);

/// Grows a record's plaintext under 1024 bytes with zeros to a multiple of 64.
void pad(Bytes& plaintext);

/// Reads the frames of one record's plaintext in order.
class FrameReader {
public:
    explicit FrameReader(View plaintext) : reader_{plaintext} {}

    /// The next frame, empty at the end. Errc::malformed: a length beyond the record, padding that is not
    /// zero, a flag that is not defined. Errc::unsupported: an unknown type. After an error nothing more is
    /// read.
    Result<std::optional<Frame>> next();

private:
    Reader reader_;
};

} // namespace cordee::wire
