#include "disk.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::transfer {
namespace {

constexpr std::size_t kPage = 4096;
/// A file with more pieces than that is sent as if it had no holes.
constexpr std::size_t kSegmentsMost = 65536;

bool all_zero(View bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

std::size_t read_at(int file, std::uint64_t offset, std::span<std::uint8_t> out)
{
    std::size_t done = 0;
    while (done < out.size()) {
        const auto got = pread(file, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Trouble write_at(int file, std::uint64_t offset, View bytes)
{
    while (!bytes.empty()) {
        const auto put = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? Trouble::full : Trouble::disk;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return Trouble::none;
}

Trouble write_sparsely(int file, std::uint64_t offset, View bytes)
{
    while (!bytes.empty()) {
        std::size_t run = 0;
        const auto page = [&] { return bytes.subspan(run, std::min(kPage, bytes.size() - run)); };
        const bool hole = all_zero(page());
        do
            run += page().size();
        while (run < bytes.size() && all_zero(page()) == hole);
        if (!hole)
            if (const auto trouble = write_at(file, offset, bytes.first(run)); trouble != Trouble::none)
                return trouble;
        bytes = bytes.subspan(run);
        offset += run;
    }
    return Trouble::none;
}

void begin_to_write(int file, std::uint64_t offset, std::uint64_t length)
{
    // What cannot be begun early is written later all the same.
    sync_file_range(file, static_cast<off_t>(offset), static_cast<off_t>(length), SYNC_FILE_RANGE_WRITE);
}

Segments data_segments(int file, std::uint64_t size)
{
    Segments out;
    std::uint64_t at = 0;
    while (at < size && out.size() < kSegmentsMost) {
        const auto begin = lseek(file, static_cast<off_t>(at), SEEK_DATA);
        if (begin < 0 && errno == ENXIO)
            return out; // a hole up to the end
        const auto end = begin < 0 ? -1 : lseek(file, begin, SEEK_HOLE);
        if (end <= begin)
            return {{0, size}};
        out.emplace_back(static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end));
        at = static_cast<std::uint64_t>(end);
    }
    if (at < size)
        out.back().second = size;
    return out;
}

bool is_hole(const Segments& segments, std::uint64_t offset, std::uint64_t length)
{
    const auto after = std::upper_bound(segments.begin(), segments.end(), offset,
                                        [](std::uint64_t at, const auto& one) { return at < one.second; });
    return after == segments.end() || after->first >= offset + length;
}

Stamp stamp_of(int file)
{
    struct stat facts {};
    if (fstat(file, &facts) != 0)
        return {};
    return {static_cast<std::uint64_t>(facts.st_size),
            std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec};
}

} // namespace cordee::transfer
