// What records on streams and on the datagram path have in common: the header, the nonce, the next key.
//
//   | kind u8 | epoch u8 | gen u16 | ctr u64 | ciphertext | tag 16 |      big-endian
//
// The 12 bytes in front are the associated data; the nonce is 00000000 || ctr. gen counts the keys within the
// epoch.
#pragma once

#include "core/crypto/aead.hpp"

#include <cstdint>

namespace cordee::crypto {

inline constexpr std::uint8_t kStreamRecord = 0x10;
inline constexpr std::uint8_t kDatagramRecord = 0x11;
inline constexpr std::size_t kRecordHeader = 12;
inline constexpr std::size_t kRecordOverhead = kRecordHeader + kTagSize;
/// No counter reaches this one.
inline constexpr std::uint64_t kCounterEnd = 1ULL << 48;

struct RecordHeader {
    std::uint8_t kind = 0;
    std::uint8_t epoch = 0; ///< its low byte
    std::uint16_t generation = 0;
    std::uint64_t counter = 0;
};

/// out and record have kRecordHeader bytes at least.
void write_record_header(MutableView out, const RecordHeader& header);
RecordHeader read_record_header(View record);

Nonce record_nonce(std::uint64_t counter);

/// Noise REKEY: the key encrypts zeros under a nonce that no record reaches.
Secret<32> next_record_key(const Secret<32>& key);

} // namespace cordee::crypto
