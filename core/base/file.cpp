#include "core/base/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee {
namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_{fd} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

Errc last_error()
{
    switch (errno) {
    case ENOENT:
        return Errc::not_found;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return Errc::exhausted;
    default:
        return Errc::io_error;
    }
}

Result<void> write_all(int fd, View content)
{
    while (!content.empty()) {
        const auto n = ::write(fd, content.data(), content.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return last_error();
        content = content.subspan(static_cast<std::size_t>(n));
    }
    if (::fsync(fd) != 0)
        return last_error();
    return {};
}

} // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t max)
{
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.get() < 0)
        return last_error();
    Bytes out;
    for (;;) {
        const std::size_t have = out.size();
        const std::size_t room = std::min<std::size_t>(max + 1 - have, 64 * 1024);
        out.resize(have + room);
        const auto n = ::read(file.get(), out.data() + have, room);
        if (n < 0 && errno != EINTR)
            return last_error();
        out.resize(have + static_cast<std::size_t>(n < 0 ? 0 : n));
        if (n == 0)
            return out;
        if (out.size() > max)
            return Errc::too_large;
    }
}

Result<void> write_private_file(const std::filesystem::path& path, View content)
{
    std::string beside = path.string() + ".XXXXXX";
    Result<void> written{};
    {
        const Descriptor file{::mkostemp(beside.data(), O_CLOEXEC)}; // mode 0600
        if (file.get() < 0)
            return last_error();
        written = write_all(file.get(), content);
    }
    if (written && ::rename(beside.c_str(), path.c_str()) != 0)
        written = last_error();
    if (!written)
        ::unlink(beside.c_str());
    return written;
}

} // namespace cordee
