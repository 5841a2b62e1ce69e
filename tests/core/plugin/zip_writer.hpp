// Makes zip files for tests, honest ones and crooked ones.
#pragma once

#include "core/base/bytes.hpp"

#include <boost/crc.hpp>

#include <string>
#include <vector>

namespace cordee::test {

struct ZipItem {
    std::string path;
    Bytes content;
    std::uint32_t mode = 0100644; ///< Unix mode, as in stat(2)
    std::uint16_t flags = 0;      ///< in both headers
    std::uint16_t method = 0;     ///< in both headers; the content is stored in any case
    std::string local_path{};     ///< a different name in the local header, when not empty
    std::uint32_t size_lie = 0;   ///< added to the stated sizes in both headers
    std::uint32_t crc_lie = 0;    ///< added to the checksum in both headers
};

inline void put16(Bytes& to, std::size_t value)
{
    to.push_back(static_cast<std::uint8_t>(value));
    to.push_back(static_cast<std::uint8_t>(value >> 8));
}

inline void put32(Bytes& to, std::size_t value)
{
    put16(to, value & 0xffff);
    put16(to, value >> 16);
}

inline std::uint32_t crc32(View content)
{
    boost::crc_32_type sum;
    sum.process_bytes(content.data(), content.size());
    return sum.checksum();
}

/// `gap` bytes of nothing are put before each entry after the first.
inline Bytes make_zip(const std::vector<ZipItem>& items, std::size_t gap = 0)
{
    Bytes out;
    Bytes directory;
    for (const auto& item : items) {
        if (!out.empty())
            out.resize(out.size() + gap);
        const auto offset = out.size();
        const auto size = item.content.size() + item.size_lie;
        const auto crc = crc32(item.content) + item.crc_lie;
        const auto common = [&](Bytes& to, std::size_t name_size) {
            put16(to, 20), put16(to, item.flags), put16(to, item.method), put32(to, 0), put32(to, crc);
            put32(to, size), put32(to, size), put16(to, name_size), put16(to, 0);
        };
        const auto& local = item.local_path.empty() ? item.path : item.local_path;
        put32(out, 0x04034b50), common(out, local.size());
        append(out, as_view(local)), append(out, item.content);
        put32(directory, 0x02014b50), put16(directory, 3 << 8 | 20), common(directory, item.path.size());
        put16(directory, 0), put16(directory, 0), put16(directory, 0);
        put32(directory, std::size_t{item.mode} << 16), put32(directory, offset);
        append(directory, as_view(item.path));
    }
    const auto at = out.size();
    append(out, directory);
    put32(out, 0x06054b50), put32(out, 0), put16(out, items.size()), put16(out, items.size());
    put32(out, directory.size()), put32(out, at), put16(out, 0);
    return out;
}

} // namespace cordee::test
