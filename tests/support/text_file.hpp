// Small files in one call.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace cordee::test {

/// Empty when it is not there.
inline std::string read_text(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write_text(const std::filesystem::path& file, const std::string& text)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
}

} // namespace cordee::test
