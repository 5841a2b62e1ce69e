// What a relay shares with its broker, as it lies in the folder that the broker made.
#pragma once

#include "core/base/bytes.hpp"

#include <filesystem>

namespace cordee::crypto {

/// Reads the file `secret` (hex) of the folder. Throws UserError.
Secret<32> load_relay_secret(const std::filesystem::path& folder);

/// A small file of that folder, without the end of its line. Throws UserError.
Bytes read_relay_file(const std::filesystem::path& file);
/// Throws UserError.
[[noreturn]] void refuse_relay_file(const std::filesystem::path& file);

} // namespace cordee::crypto
