// One program at a time: a lock that ends with its holder, however that ends.
#pragma once

#include <filesystem>

namespace cordee::endpoint {

/// Waits until the lock is free and holds it until destruction. To be held for moments: it blocks. The file
/// and its folder are made when needed. Throws UserError when that is not possible.
class FileLock {
public:
    explicit FileLock(const std::filesystem::path& file);
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

private:
    int fd_;
};

} // namespace cordee::endpoint
