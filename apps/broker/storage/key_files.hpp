// The broker's own secrets: made at the first start, then read from their files.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/ed25519.hpp"

#include <filesystem>

namespace cordee::broker {

/// 64 hexadecimal digits in a file of mode 0600. Throws UserError when it cannot be read, written or
/// understood: a damaged key is never replaced silently.
Secret<32> secret_from_file(const std::filesystem::path& file, Random& random);

crypto::SigningKey signing_key_from_file(const std::filesystem::path& file, Random& random);

/// Makes the folder (0700) and those above it. Throws UserError.
void make_private_folder(const std::filesystem::path& folder);

/// Throws UserError.
void write_file(const std::filesystem::path& file, std::string_view content);

} // namespace cordee::broker
