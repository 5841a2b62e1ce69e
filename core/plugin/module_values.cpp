#include "core/plugin/module_values.hpp"

#include "core/base/descriptor.hpp"
#include "core/base/file.hpp"
#include "core/plugin/plain_text.hpp"

#include <cordee/ext/storage.h>

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::plugin {
namespace {

namespace fs = std::filesystem;

/// What a write that was interrupted leaves is removed when it is so old that nobody writes it any more.
constexpr std::chrono::hours kLeftOver{1};

bool fits_in(std::size_t keys, std::size_t bytes, std::size_t value)
{
    return value <= CORDEE_STORAGE_VALUE_MOST && keys <= CORDEE_STORAGE_KEYS_MOST &&
           bytes <= CORDEE_STORAGE_MOST;
}

/// Opened and locked against other programs that write; -1 when there is no such folder.
Descriptor locked(const fs::path& folder)
{
    Descriptor out{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    while (out && ::flock(out.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
    return out;
}

Result<void> make_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), S_IRWXU) == 0)
        return {};
    if (errno == EEXIST)
        return {};
    return errno == ENOSPC || errno == EDQUOT ? Errc::exhausted : Errc::io_error;
}

struct Usage {
    std::size_t keys = 0;
    std::size_t bytes = 0;
};

/// Without the value of `key`. Left-overs go.
Usage usage_without(const fs::path& folder, const std::string& key)
{
    Usage out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder, error}) {
        const auto name = entry.path().filename().string();
        if (is_plain_name(name) && name != key) {
            const auto size = entry.file_size(error);
            ++out.keys;
            out.bytes += error ? 0 : static_cast<std::size_t>(size);
        } else if (!is_plain_name(name)) {
            const auto written = entry.last_write_time(error);
            if (!error && fs::file_time_type::clock::now() - written > kLeftOver)
                fs::remove(entry.path(), error);
        }
    }
    return out;
}

/// A name that was moved or removed survives a loss of power from here on.
Result<void> settle(const Descriptor& folder)
{
    if (::fsync(folder.get()) != 0)
        return Errc::io_error;
    return {};
}

} // namespace

Result<Bytes> SessionValues::read(const std::string& key)
{
    const auto found = values_.find(key);
    if (found == values_.end())
        return Errc::not_found;
    return found->second;
}

Result<void> SessionValues::write(const std::string& key, View value)
{
    const auto found = values_.find(key);
    const auto former = found == values_.end() ? 0 : found->second.size();
    const auto keys = values_.size() + (found == values_.end() ? 1 : 0);
    if (!fits_in(keys, size_ - former + value.size(), value.size()))
        return Errc::too_large;
    values_.insert_or_assign(key, to_bytes(value));
    size_ = size_ - former + value.size();
    return {};
}

Result<void> SessionValues::remove(const std::string& key)
{
    const auto found = values_.find(key);
    if (found == values_.end())
        return {};
    size_ -= found->second.size();
    values_.erase(found);
    return {};
}

Result<std::vector<std::string>> SessionValues::keys()
{
    std::vector<std::string> out;
    for (const auto& [key, value] : values_)
        out.push_back(key);
    return out;
}

Result<Bytes> KeptValues::read(const std::string& key)
{
    return read_file(folder_ / key, CORDEE_STORAGE_VALUE_MOST);
}

Result<void> KeptValues::write(const std::string& key, View value)
{
    if (const auto made = make_folder(folder_); !made)
        return made;
    const auto lock = locked(folder_);
    if (!lock)
        return Errc::io_error;
    const auto others = usage_without(folder_, key);
    if (!fits_in(others.keys + 1, others.bytes + value.size(), value.size()))
        return Errc::too_large;
    if (const auto written = write_private_file(folder_ / key, value); !written)
        return written;
    return settle(lock);
}

Result<void> KeptValues::remove(const std::string& key)
{
    const auto lock = locked(folder_);
    if (!lock || ::unlinkat(lock.get(), key.c_str(), 0) != 0)
        return errno == ENOENT ? Result<void>{} : Errc::io_error;
    return settle(lock);
}

Result<std::vector<std::string>> KeptValues::keys()
{
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder_, error}) {
        const auto name = entry.path().filename().string();
        if (is_plain_name(name) && out.size() < CORDEE_STORAGE_KEYS_MOST)
            out.push_back(name);
    }
    if (error && error != std::errc::no_such_file_or_directory)
        return Errc::io_error;
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace cordee::plugin
