// What a plugin host asks of the core beside its frames, on a socket that also carries descriptors. Any
// thread of the plugin may wait for an answer there while the plugin thread is busy elsewhere.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

namespace cordee::plugin {

/// One packet: | kind u8 | 0 u8 × 7 | value u64 |   big-endian
enum class RequestKind : std::uint8_t {
    display = 1, ///< a connection to the display; answered by a HostAnswer with a descriptor
    memory,      ///< value is a size in bytes; answered by a HostAnswer with a descriptor
    release,     ///< value is the handle of memory; no answer
    violation,   ///< the last one: value is the number of the system call that was not allowed; no answer
};

struct HostRequest {
    RequestKind kind{};
    std::uint64_t value = 0;
};

/// One packet: | status u32 | handle u32 |   big-endian; with one descriptor when the status is 0.
struct HostAnswer {
    /// A cordee_status.
    std::uint32_t status = 0;
    /// Of memory; for its release.
    std::uint32_t handle = 0;
};

inline constexpr std::size_t kHostRequest = 16;
inline constexpr std::size_t kHostAnswer = 8;
/// What the host has beside its end of the socket for frames: its ends of the sockets for requests and for
/// stored values, and the X authority of the display that it may ask for.
inline constexpr int kRequestSocket = 4;
inline constexpr int kStorageSocket = 5;
inline constexpr int kMemoryToCore = 6;
inline constexpr int kMemoryFromCore = 7;
inline constexpr int kAuthority = 8;
/// The host's end of the socket for files.
inline constexpr int kFolderSocket = 9;
inline constexpr int kLastGiven = kFolderSocket;

/// Async-signal-safe: a violation is told by a signal handler.
ByteArray<kHostRequest> encode_request(const HostRequest& request) noexcept;
Result<HostRequest> decode_request(View bytes);

ByteArray<kHostAnswer> encode_answer(const HostAnswer& answer) noexcept;
Result<HostAnswer> decode_answer(View bytes);

} // namespace cordee::plugin
