// Opens what lies beneath a folder and nothing else, by the kernel's own word; and says what a failure means.
//
// Every path goes through openat2() with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS and
// RESOLVE_NO_XDEV. The last one ends a folder where another file system is mounted: what is mounted beneath
// is seldom meant by who gives a folder, and may be /proc, where regular files are doors into this process,
// or a network that never answers.
//
// Functions that return a Descriptor or bool say why not in errno.
#pragma once

#include "core/base/descriptor.hpp"
#include "core/plugin/folder_wire.hpp"

#include <map>
#include <set>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace cordee::plugin {

/// An answer and the descriptor that goes with it.
struct FileOutcome {
    FileAnswer answer;
    Descriptor descriptor;
};

FileOutcome refuse(cordee_file_trouble trouble);
/// Of a call that failed with this errno.
FileOutcome failure(int error);

Descriptor open_beneath(int folder, const std::string& path, std::uint64_t flags, mode_t mode = 0);
/// The file of an O_PATH descriptor, opened for reading or writing: by then it is known not to be a device.
Descriptor reopen(int place, int flags);
/// A regular file at `path`, seen with O_PATH before it is opened, so that no device ever is.
Descriptor open_regular(int folder, const std::string& path, int flags);

/// Empty `name`: of the descriptor itself. Never of what a link leads to.
bool look_at(int folder, const char* name, struct statx& facts);
cordee_file_facts facts_of(const struct statx& facts);
bool is_regular(const struct statx& facts);
bool same_file(const struct statx& one, const struct statx& other);

/// Moves without replacing anything; by a second name where the file system knows no such move.
bool move_new(int folder, const std::string& from, const std::string& to);
bool link_new(int folder, const std::string& from, const std::string& to);

/// Gives the file or folder of an O_PATH descriptor these rights and this time. What a file system cannot
/// keep, such as rights on FAT, is left alone.
bool set_mode(int place, mode_t mode);
bool set_modified(int place, std::int64_t modified);

/// The same of a file that is open for writing, which takes the kernel less.
bool set_own_mode(int file, mode_t mode);
bool set_own_modified(int file, std::int64_t modified);

/// Puts a folder's entries on the disk. One that may not be read cannot be asked for that; it is left alone.
bool sync_folder(int folder);

/// Where something lies: the folder around it, and its name there.
struct FilePlace {
    int folder = -1;
    std::string name;
};

/// Folders that one batch of requests needs again and again. Descriptors of O_PATH.
class OpenFolders {
public:
    /// `root` outlives this. folder: -1 and errno when there is no such place.
    FilePlace place(int root, const std::string& path);
    /// Its entries change; sync() puts them on the disk.
    void touch(int folder) { touched_.insert(folder); }
    bool sync();

private:
    std::map<std::pair<int, std::string>, Descriptor> open_;
    std::set<int> touched_;
};

} // namespace cordee::plugin
