// SFrame, RFC 9605, cipher suite AES_256_GCM_SHA512_128: one media frame sealed by one key of its sender, for
// everybody who was given that key.
//
//   | config u8 = X K(3) Y C(3) | key id | counter | ciphertext | tag 16 |      big-endian, as short as
//   possible
//
// A value below 8 stands in K or C itself; else X or Y is 1 and K or C is the length of the value, less one.
#pragma once

#include "core/crypto/aead.hpp"

#include <cstdint>

namespace cordee::crypto {

inline constexpr std::size_t kMaxSFrameHeader = 17;

struct SFrameHeader {
    std::uint64_t key_id = 0;
    std::uint64_t counter = 0;
    bool operator==(const SFrameHeader&) const = default;
};

Bytes encode_sframe_header(const SFrameHeader& header);

struct SFrameParts {
    SFrameHeader header;
    View encoded_header;
    View sealed;
};
/// Errc::malformed when it is cut off, or a number is written longer than it need be.
Result<SFrameParts> split_sframe(View object);

/// What one base key with one id leads to. Not for two threads at once.
class SFrameCipher {
public:
    SFrameCipher(View base_key, std::uint64_t key_id);

    /// metadata is authenticated and not sent. A counter must not be used twice: the caller counts.
    Bytes seal(std::uint64_t counter, View metadata, View frame);
    /// Errc::unexpected for another key id, Errc::bad_signature.
    Result<Bytes> open(const SFrameParts& parts, View metadata);

private:
    [[nodiscard]] Nonce nonce_of(std::uint64_t counter) const;

    std::uint64_t key_id_;
    Aead aead_;
    Nonce salt_{};
};

} // namespace cordee::crypto
