// A package while it is fetched: a file in the cache that the next try, or another program, goes on with.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace cordee::plugin {

class PartialDownload {
public:
    /// How much of it is there, whoever fetches it; 0 when nothing is.
    static std::uint64_t size_of(const std::filesystem::path& cache, const std::string& sha256);
    /// Empty while another session or program fetches the same package. Throws UserError when the cache can't
    /// be written.
    static std::optional<PartialDownload> open(const std::filesystem::path& cache, const std::string& sha256);

    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Throws UserError when the disk is full.
    void append(View piece);
    /// From the beginning again.
    void clear();
    /// The whole of it, of that size; the file is gone then. Errc::bad_signature when its hash is another
    /// one.
    Result<Bytes> finish(std::uint64_t size);

private:
    PartialDownload(std::filesystem::path file, std::string sha256, Descriptor lock);

    std::filesystem::path file_;
    std::string sha256_;
    Descriptor open_; ///< also the lock
    std::uint64_t size_ = 0;
};

} // namespace cordee::plugin
