#include "core/endpoint/private_file.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/private_folders.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxFile = 64 * 1024;

UserError damaged(const std::filesystem::path& file)
{
    return UserError{trf("the file {} is damaged", file.string()),
                     std::string{tr("delete it, then log in again")}};
}

UserError not_written(const std::filesystem::path& file, boost::system::error_code error)
{
    if (error == Errc::exhausted)
        return UserError{trf("the file {} was not written: the disk is full", file.string()),
                         std::string{tr("make room, then try again")}};
    return UserError{trf("the file {} was not written: {}", file.string(), error.message()),
                     std::string{tr("check that the folder is yours and that the disk can be written to")}};
}

} // namespace

std::optional<json::Object::Ptr> read_private_json(const std::filesystem::path& file)
{
    auto content = read_file(file, kMaxFile);
    if (!content) {
        if (content.error() == Errc::not_found)
            return std::nullopt;
        throw UserError{trf("the file {} cannot be read: {}", file.string(), content.error().message()),
                        std::string{tr("check that it belongs to you, or delete it and log in again")}};
    }
    auto object = json::parse(as_text(*content));
    wipe(*content);
    if (!object)
        throw damaged(file);
    return *object;
}

void write_private_json(const std::filesystem::path& file, const json::Object& object)
{
    make_private_folder(file.parent_path());
    auto text = json::dump(object);
    const auto written = write_private_file(file, as_view(text));
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    if (!written)
        throw not_written(file, written.error());
}

bool wipe_file(const std::filesystem::path& file)
{
    const int fd = ::open(file.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        struct stat info = {};
        if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
            const Bytes zeros(std::min<std::size_t>(static_cast<std::size_t>(info.st_size), kMaxFile));
            if (::pwrite(fd, zeros.data(), zeros.size(), 0) >= 0)
                ::fsync(fd);
        }
        ::close(fd);
    }
    std::error_code error;
    const bool removed = std::filesystem::remove(file, error);
    if (error)
        throw UserError{trf("the file {} cannot be deleted: {}", file.string(), error.message()),
                        std::string{tr("delete it yourself: it holds a secret")}};
    return removed;
}

} // namespace cordee::endpoint
