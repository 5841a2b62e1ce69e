#include "core/plugin/folder_listing.hpp"

#include "core/plugin/folder_path.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/mman.h>
#include <unistd.h>

namespace cordee::plugin {
namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

Folder open_to_list(int folder)
{
    Descriptor readable{openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!readable)
        return nullptr;
    Folder out{fdopendir(readable.get())};
    if (out != nullptr)
        (void)readable.release();
    return out;
}

bool is_shown(std::string_view name, const std::string& only)
{
    return name != "." && name != ".." && !is_part_name(name) && (only.empty() || name == only);
}

/// False and errno: it could not be read to its end, or is too large.
bool read_names(DIR* folder, const std::string& only, std::vector<std::string>& names)
{
    std::size_t size = 0;
    for (;;) {
        errno = 0;
        const dirent* entry = readdir(folder);
        if (entry == nullptr)
            return errno == 0;
        if (!is_shown(entry->d_name, only))
            continue;
        names.emplace_back(entry->d_name);
        size += names.back().size() + sizeof(std::string);
        errno = EFBIG;
        if (size > kMostListing)
            return false;
    }
}

std::string target_of(int folder, const std::string& name)
{
    std::array<char, CORDEE_PATH_MOST> out{};
    const auto size = readlinkat(folder, name.c_str(), out.data(), out.size());
    return size < 0 ? std::string{} : std::string{out.data(), static_cast<std::size_t>(size)};
}

std::optional<ListedEntry> entry_of(int folder, const std::string& name)
{
    struct statx facts {};
    if (!look_at(folder, name.c_str(), facts))
        return std::nullopt;
    ListedEntry out{name, facts_of(facts), {}};
    if ((facts.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0)
        out.facts.kind = CORDEE_KIND_OTHER;
    if (out.facts.kind == CORDEE_KIND_LINK)
        out.target = target_of(folder, name);
    return out;
}

bool write_all(int to, View bytes)
{
    while (!bytes.empty()) {
        const auto written = write(to, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return true;
}

Descriptor sealed(View bytes)
{
    Descriptor out{memfd_create("cordee-listing", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    constexpr int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (!out || !write_all(out.get(), bytes) || lseek(out.get(), 0, SEEK_SET) != 0 ||
        fcntl(out.get(), F_ADD_SEALS, seals) != 0)
        return {};
    return out;
}

} // namespace

FileOutcome list_folder(int folder, const std::string& only)
{
    const auto open = open_to_list(folder);
    std::vector<std::string> names;
    if (open == nullptr || !read_names(open.get(), only, names))
        return failure(errno);
    std::sort(names.begin(), names.end());
    Bytes listing;
    for (const auto& name : names) {
        if (const auto entry = entry_of(folder, name))
            append_entry(listing, *entry);
        if (listing.size() > kMostListing)
            return failure(EFBIG);
    }
    FileOutcome out;
    out.descriptor = sealed(listing);
    if (!out.descriptor)
        return failure(errno);
    out.answer.facts.size = listing.size();
    return out;
}

} // namespace cordee::plugin
