// JSON in files that only their owner reads, and files that leave nothing behind.
#pragma once

#include "core/base/json.hpp"

#include <filesystem>
#include <optional>

namespace cordee::endpoint {

/// Empty when there is no such file. Throws UserError when it cannot be read or understood.
std::optional<json::Object::Ptr> read_private_json(const std::filesystem::path& file);

/// Makes the folder of the file if needed. Throws UserError.
void write_private_json(const std::filesystem::path& file, const json::Object& object);

/// Overwrites the content before the name goes; where the file system copies on write that is best effort.
/// False when there was none. Throws UserError when it is still there.
bool wipe_file(const std::filesystem::path& file);

} // namespace cordee::endpoint
