#include "core/plugin/zip_reader.hpp"

#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

#include <optional>

namespace cordee::plugin {
namespace {

// PKWARE's APPNOTE.TXT 4.3; all numbers are little-endian.
constexpr std::uint32_t kLocalMagic = 0x04034b50;
constexpr std::uint32_t kCentralMagic = 0x02014b50;
constexpr std::uint32_t kEndMagic = 0x06054b50;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kCentralSize = 46;
constexpr std::size_t kEndSize = 22;
constexpr std::uint16_t kUtf8Flag = 1u << 11;
constexpr std::uint16_t kLevelFlags = 3u << 1; // how hard the packer tried
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint32_t kModeMask = 0170000;
constexpr std::uint32_t kModeRegular = 0100000;

std::uint16_t u16(View bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}

std::uint32_t u32(View bytes, std::size_t at)
{
    return std::uint32_t{u16(bytes, at)} | std::uint32_t{u16(bytes, at + 2)} << 16;
}

struct Central {
    std::uint16_t flags, method;
    std::uint32_t crc, packed, size, offset;
    std::string_view path;
    /// Of this header itself.
    std::size_t length;
};

bool is_regular(std::uint16_t made_by, std::uint32_t attributes)
{
    constexpr unsigned kUnix = 3;
    constexpr std::uint32_t kDosFolder = 0x10;
    const std::uint32_t mode = attributes >> 16;
    if ((attributes & kDosFolder) != 0)
        return false;
    return made_by >> 8 != kUnix || mode == 0 || (mode & kModeMask) == kModeRegular;
}

std::optional<Central> read_central(View bytes)
{
    if (bytes.size() < kCentralSize || u32(bytes, 0) != kCentralMagic)
        return std::nullopt;
    Central out{
        u16(bytes, 8), u16(bytes, 10), u32(bytes, 16), u32(bytes, 20), u32(bytes, 24), u32(bytes, 42), {}, 0};
    const std::size_t name = u16(bytes, 28);
    out.length = kCentralSize + name + u16(bytes, 30) + u16(bytes, 32);
    const bool one_disk = u16(bytes, 34) == 0;
    if (bytes.size() < out.length || !one_disk || !is_regular(u16(bytes, 4), u32(bytes, 38)))
        return std::nullopt;
    if ((out.flags & ~(kUtf8Flag | kLevelFlags)) != 0 || (out.method != kStored && out.method != kDeflated))
        return std::nullopt;
    if (out.method == kStored && out.packed != out.size)
        return std::nullopt;
    out.path = as_text(bytes.subspan(kCentralSize, name));
    return out;
}

/// The entry's data, when its local header agrees with the central one; moves `at` behind it.
std::optional<View> read_local(View file, std::size_t& at, const Central& central)
{
    if (central.offset != at || file.size() - at < kLocalSize)
        return std::nullopt;
    const View header = file.subspan(at);
    const std::size_t name = u16(header, 26);
    const std::size_t length = kLocalSize + name + u16(header, 28);
    if (u32(header, 0) != kLocalMagic || header.size() < length || header.size() - length < central.packed)
        return std::nullopt;
    if (u16(header, 6) != central.flags || u16(header, 8) != central.method ||
        u32(header, 14) != central.crc || u32(header, 18) != central.packed ||
        u32(header, 22) != central.size || as_text(header.subspan(kLocalSize, name)) != central.path)
        return std::nullopt;
    at += length + central.packed;
    return header.subspan(length, central.packed);
}

struct End {
    std::size_t entries, directory, directory_size;
};

std::optional<End> read_end(View file)
{
    if (file.size() < kEndSize)
        return std::nullopt;
    const std::size_t at = file.size() - kEndSize;
    const View end = file.subspan(at);
    const End out{u16(end, 10), u32(end, 16), u32(end, 12)};
    const bool plain = u32(end, 0) == kEndMagic && u16(end, 4) == 0 && u16(end, 6) == 0 &&
                       u16(end, 8) == out.entries && u16(end, 20) == 0;
    if (!plain || out.directory > at || at - out.directory != out.directory_size)
        return std::nullopt;
    return out;
}

} // namespace

Result<std::vector<ZipEntry>> read_zip(View file, std::size_t max_entries)
{
    const auto end = read_end(file);
    if (!end)
        return Errc::malformed;
    if (end->entries > max_entries)
        return Errc::too_large;
    std::vector<ZipEntry> out;
    const View contents = file.first(end->directory);
    View directory = file.subspan(end->directory, end->directory_size);
    std::size_t at = 0;
    for (std::size_t i = 0; i < end->entries; ++i) {
        const auto central = read_central(directory);
        if (!central)
            return Errc::malformed;
        const auto data = read_local(contents, at, *central);
        if (!data)
            return Errc::malformed;
        out.push_back({std::string{central->path}, central->size, central->method == kDeflated, *data});
        directory = directory.subspan(central->length);
    }
    if (!directory.empty() || at != contents.size())
        return Errc::malformed;
    return out;
}

Result<Bytes> unpack(const ZipEntry& entry, std::uint64_t max)
{
    if (entry.size > max)
        return Errc::too_large;
    if (!entry.deflated)
        return to_bytes(entry.data);
    // One byte of room beyond the stated size shows a stream that goes on.
    Bytes out(entry.size + 1);
    try {
        Poco::MemoryInputStream packed{reinterpret_cast<const char*>(entry.data.data()),
                                       static_cast<std::streamsize>(entry.data.size())};
        constexpr int kRawDeflate = -15;
        Poco::InflatingInputStream stream{packed, kRawDeflate};
        stream.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
        if (static_cast<std::uint64_t>(stream.gcount()) != entry.size || stream.bad())
            return Errc::malformed;
    } catch (const std::exception&) {
        return Errc::malformed;
    }
    out.resize(entry.size);
    return out;
}

} // namespace cordee::plugin
