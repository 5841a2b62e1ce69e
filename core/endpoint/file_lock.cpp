#include "core/endpoint/file_lock.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/private_folders.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cordee::endpoint {

FileLock::FileLock(const std::filesystem::path& file)
{
    make_private_folder(file.parent_path());
    fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int locked = -1;
    if (fd_ >= 0)
        do
            locked = ::flock(fd_, LOCK_EX);
        while (locked != 0 && errno == EINTR);
    if (locked == 0)
        return;
    const int why = errno;
    if (fd_ >= 0)
        ::close(fd_);
    throw UserError{trf("the file {} was not written: {}", file.string(), std::strerror(why)),
                    std::string{tr("check that the folder is yours and that the disk can be written to")}};
}

FileLock::~FileLock()
{
    ::close(fd_);
}

} // namespace cordee::endpoint
