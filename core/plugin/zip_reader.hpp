// Zip files, read strictly: only what a package may be. Poco::Zip and others accept much more, and two
// readers that differ about one signed file are an attack, so that what is not plain is refused here.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <string>
#include <vector>

namespace cordee::plugin {

struct ZipEntry {
    std::string path;
    std::uint64_t size = 0;
    bool deflated = false;
    /// Inside the file that was given to read_zip().
    View data;
};

/// The entries in their order. Refused: links, folders and devices, encryption, other methods than stored
/// and deflated, zip64, several disks, streamed sizes, names that differ between the two headers, gaps
/// and overlaps, anything before the first entry or after the end, more than `max_entries`.
/// The views live as long as the file's bytes. Paths are not judged here.
Result<std::vector<ZipEntry>> read_zip(View file, std::size_t max_entries);

/// The content, exactly entry.size bytes and at most `max`. A stream that yields more or less is malformed.
Result<Bytes> unpack(const ZipEntry& entry, std::uint64_t max);

} // namespace cordee::plugin
