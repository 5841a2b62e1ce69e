// Small files, read whole with a limit and written so that a crash leaves the old or the new one.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <filesystem>

namespace cordee {

/// Errc::not_found, Errc::too_large beyond `max` bytes, Errc::io_error.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t max);

/// Readable by the owner only; written beside its place, synced, then renamed. Errc::exhausted when the disk
/// or the quota is full, Errc::io_error for the rest; nothing half-written stays.
Result<void> write_private_file(const std::filesystem::path& path, View content);

} // namespace cordee
