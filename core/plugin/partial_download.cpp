#include "core/plugin/partial_download.hpp"

#include "core/base/file.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/store_folders.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::plugin {

namespace fs = std::filesystem;

namespace {

/// Whether the name still leads to what is open: its former holder removed the file when it was done.
bool is_at(const fs::path& file, int open)
{
    struct stat there = {};
    struct stat here = {};
    return ::stat(file.c_str(), &there) == 0 && ::fstat(open, &here) == 0 && there.st_ino == here.st_ino &&
           there.st_dev == here.st_dev;
}

} // namespace

std::uint64_t PartialDownload::size_of(const fs::path& cache, const std::string& sha256)
{
    std::error_code none;
    const auto size = fs::file_size(cache / kPartial / sha256, none);
    return none ? 0 : size;
}

std::optional<PartialDownload> PartialDownload::open(const fs::path& cache, const std::string& sha256)
{
    make_cache_folder(cache);
    make_cache_folder(cache / kPartial);
    const auto file = cache / kPartial / sha256;
    for (;;) {
        Descriptor made{::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (!made)
            cannot_write(cache, errno == ENOSPC || errno == EDQUOT ? Errc::exhausted : Errc::io_error);
        if (::flock(made.get(), LOCK_EX | LOCK_NB) != 0)
            return std::nullopt;
        if (is_at(file, made.get()))
            return PartialDownload{file, sha256, std::move(made)};
    }
}

PartialDownload::PartialDownload(fs::path file, std::string sha256, Descriptor lock)
    : file_{std::move(file)}, sha256_{std::move(sha256)}, open_{std::move(lock)},
      size_{static_cast<std::uint64_t>(std::max<off_t>(::lseek(open_.get(), 0, SEEK_END), 0))}
{}

void PartialDownload::append(View piece)
{
    while (!piece.empty()) {
        const auto written = ::write(open_.get(), piece.data(), piece.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
            cannot_write(file_.parent_path().parent_path(), full ? Errc::exhausted : Errc::io_error);
        }
        size_ += static_cast<std::uint64_t>(written);
        piece = piece.subspan(static_cast<std::size_t>(written));
    }
}

void PartialDownload::clear()
{
    if (::ftruncate(open_.get(), 0) != 0 || ::lseek(open_.get(), 0, SEEK_SET) != 0)
        cannot_write(file_.parent_path().parent_path(), Errc::io_error);
    size_ = 0;
}

Result<Bytes> PartialDownload::finish(std::uint64_t size)
{
    auto content = read_file(file_, size);
    std::error_code ignored;
    fs::remove(file_, ignored);
    if (!content)
        return content.error();
    if (content->size() != size || to_hex(crypto::sha256(*content)) != sha256_)
        return Errc::bad_signature;
    return content;
}

} // namespace cordee::plugin
