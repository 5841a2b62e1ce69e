#include "core/endpoint/private_folders.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

fs::path base_folder(const char* variable, const char* below_home)
{
    const char* value = std::getenv(variable);
    if (value != nullptr && *value == '/')
        return value;
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home != '/')
        throw UserError{std::string{tr("the environment names no home folder")},
                        std::string{tr("set HOME to a folder of your own")}};
    return fs::path{home} / below_home;
}

UserError folder_error(const fs::path& folder, std::string_view why)
{
    return UserError{
        trf("the folder {} cannot be used: {}", folder.string(), why),
        std::string{tr("it must belong to you and be writable; move away what is in its place")}};
}

} // namespace

PrivateFolders folders_of_environment()
{
    return {base_folder("XDG_CONFIG_HOME", ".config") / "cordee",
            base_folder("XDG_STATE_HOME", ".local/state") / "cordee",
            base_folder("XDG_CACHE_HOME", ".cache") / "cordee"};
}

void make_private_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw folder_error(folder, std::strerror(errno));
    struct stat info = {};
    if (::lstat(folder.c_str(), &info) != 0)
        throw folder_error(folder, std::strerror(errno));
    if (!S_ISDIR(info.st_mode))
        throw folder_error(folder, tr("it is not a folder"));
    if (info.st_uid != ::geteuid())
        throw folder_error(folder, tr("it belongs to another user"));
    if ((info.st_mode & 0077) != 0 && ::chmod(folder.c_str(), 0700) != 0)
        throw folder_error(folder, std::strerror(errno));
}

} // namespace cordee::endpoint
