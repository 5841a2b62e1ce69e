#include "bench/file_transfer/samples.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <random>
#include <stdexcept>
#include <vector>

namespace cordee::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kFilesInFolder = 500;

std::vector<char> noise(std::mt19937_64& random, std::size_t size)
{
    std::vector<char> out((size + 7) / 8 * 8);
    for (std::size_t at = 0; at < out.size(); at += 8) {
        const auto word = random();
        std::memcpy(out.data() + at, &word, 8);
    }
    out.resize(size);
    return out;
}

void write(std::ostream& out, const std::vector<char>& bytes)
{
    if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        throw std::runtime_error{"the disk has no room for the samples"};
}

} // namespace

void make_file(const fs::path& file, std::uint64_t size, std::uint64_t seed)
{
    std::mt19937_64 random{seed};
    std::ofstream out{file, std::ios::binary};
    for (std::uint64_t at = 0; at < size; at += kPiece)
        write(out, noise(random, std::min<std::uint64_t>(kPiece, size - at)));
}

void make_tree(const fs::path& folder, std::size_t files, std::uint64_t size)
{
    for (std::size_t i = 0; i < files; ++i) {
        const auto below = folder / std::to_string(i / kFilesInFolder);
        if (i % kFilesInFolder == 0)
            fs::create_directories(below);
        make_file(below / std::to_string(i), size, i);
    }
}

void change_file(const fs::path& file)
{
    const auto size = fs::file_size(file);
    std::mt19937_64 random{size};
    std::fstream out{file, std::ios::binary | std::ios::in | std::ios::out};
    for (std::uint64_t changed = 0; changed < size / 100; changed += kPiece) {
        out.seekp(static_cast<std::streamoff>(random() % (size - kPiece)));
        write(out, noise(random, kPiece));
    }
}

} // namespace cordee::bench
