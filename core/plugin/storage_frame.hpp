// What a plugin host asks of the core about stored values, on a socket of its own: any thread of the plugin
// may wait there for the disk.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <cordee/ext/storage.h>

#include <string>
#include <vector>

namespace cordee::plugin {

enum class StorageAction : std::uint8_t { read = 1, write, remove, list };

/// | action u8 | scope u8 | length of the key u16 | length of the value u32 | key | value |   big-endian
struct StorageHeader {
    StorageAction action{};
    cordee_storage_scope scope{};
    std::uint16_t key = 0;
    std::uint32_t value = 0;
};
/// | status u32 | length u32 | value, or for list the keys |
struct StorageAnswer {
    cordee_status status = CORDEE_FAILED;
    std::uint32_t length = 0;
};

inline constexpr std::size_t kStorageHeader = 8;
inline constexpr std::size_t kStorageAnswer = 8;
/// A list of all keys is shorter than a value may be.
inline constexpr std::uint32_t kMaxStorageAnswer = CORDEE_STORAGE_VALUE_MOST;

ByteArray<kStorageHeader> encode_storage_header(const StorageHeader& header);
/// Errc::malformed for what is no action, no scope, or has a part that its action has not; Errc::too_large.
Result<StorageHeader> decode_storage_header(View bytes);

ByteArray<kStorageAnswer> encode_storage_answer(const StorageAnswer& answer);
Result<StorageAnswer> decode_storage_answer(View bytes);

Bytes encode_keys(const std::vector<std::string>& keys);
Result<std::vector<std::string>> decode_keys(View bytes);

} // namespace cordee::plugin
