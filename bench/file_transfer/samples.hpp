// What is sent: bytes that cannot be packed, the same for the same seed.
#pragma once

#include <cstdint>
#include <filesystem>

namespace cordee::bench {

void make_file(const std::filesystem::path& file, std::uint64_t size, std::uint64_t seed);
/// In folders of 500.
void make_tree(const std::filesystem::path& folder, std::size_t files, std::uint64_t size);
/// Overwrites one hundredth of the file, in pieces of 64 KiB all over it.
void change_file(const std::filesystem::path& file);

} // namespace cordee::bench
