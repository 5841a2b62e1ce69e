// Records as they are sealed and opened: what every byte of a session travels in. record_header.hpp has their
// form. Those on a stream come whole and in order; datagram.hpp opens those that need not.
#pragma once

#include "core/base/clock.hpp"
#include "core/crypto/record_header.hpp"

#include <chrono>

namespace cordee::crypto {

inline constexpr std::size_t kMaxRecord = 65535;
inline constexpr std::size_t kMaxRecordPlaintext = kMaxRecord - kRecordOverhead;
inline constexpr std::size_t kMaxDatagram = 1200;
inline constexpr std::size_t kMaxDatagramPlaintext = kMaxDatagram - kRecordOverhead;

/// Where a record travels. The keys of the two differ, and so do their counters.
enum class RecordPath { stream, datagram };

/// How much one key seals before the next takes over, and where an epoch ends. Tests make them small.
struct RecordLimits {
    std::uint64_t records = 1ULL << 20;
    std::uint64_t bytes = 1ULL << 36; ///< of plaintext
    std::chrono::minutes age{60};
    std::uint64_t counter = kCounterEnd; ///< records of the epoch, over all keys
};

/// One direction of one epoch. Not for two threads at once.
class RecordSealer {
public:
    /// The key serves this object alone: a second one would use its nonces again. The clock outlives it.
    RecordSealer(Secret<32> key, std::uint32_t epoch, const Clock& clock, RecordLimits limits = {},
                 RecordPath path = RecordPath::stream);

    /// Replaces out, keeping its capacity. plaintext is not part of out. Errc::too_large beyond
    /// kMaxRecordPlaintext (kMaxDatagramPlaintext on the datagram path), Errc::exhausted at the end of the
    /// epoch.
    Result<void> seal(View plaintext, Bytes& out);

private:
    [[nodiscard]] bool key_is_spent(std::size_t next) const;
    void rekey();

    Secret<32> key_;
    AesGcm aead_;
    const Clock& clock_;
    RecordLimits limits_;
    RecordPath path_;
    std::uint8_t epoch_;
    std::uint16_t generation_ = 0;
    std::uint64_t counter_ = 0;
    std::uint64_t key_records_ = 0;
    std::uint64_t key_bytes_ = 0;
    SteadyTime key_since_;
};

/// The other end. Any error means that the transport is damaged or hostile: the owner ends it.
class RecordOpener {
public:
    RecordOpener(Secret<32> key, std::uint32_t epoch);

    /// The plaintext, valid until the next call. Records must come whole and in order. On an error nothing
    /// has changed, whatever generation the record claimed.
    Result<View> open(View record);

private:
    Result<View> open_with(AesGcm& aead, View record);

    Secret<32> key_;
    AesGcm aead_;
    Bytes plaintext_;
    std::uint8_t epoch_;
    std::uint16_t generation_ = 0;
    std::uint64_t counter_ = 0;
};

} // namespace cordee::crypto
