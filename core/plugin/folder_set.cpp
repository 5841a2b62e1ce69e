#include "core/plugin/folder_set.hpp"

#include <algorithm>
#include <fcntl.h>

namespace cordee::plugin {

int FolderRoot::descriptor()
{
    const std::lock_guard lock{opening_};
    if (!descriptor_)
        descriptor_ = Descriptor{open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    return descriptor_.get();
}

bool FolderSet::held(const std::string& permission) const
{
    return std::find(permissions_.begin(), permissions_.end(), permission) != permissions_.end();
}

bool FolderSet::counts(const std::string& permission, std::uint32_t right) const
{
    if (permission.empty() || (permission != "*" && !held(permission)))
        return false;
    return std::any_of(asked_.begin(), asked_.end(), [&](const Capability& one) {
        return one.name == kFolderCapability && (one.access & right) != 0 &&
               (one.permission.empty() || held(one.permission));
    });
}

std::uint32_t FolderSet::rights_of(const GivenFolder& given) const
{
    return (counts(given.read, CORDEE_FOLDER_READ) ? CORDEE_FOLDER_READ : 0u) |
           (counts(given.write, CORDEE_FOLDER_WRITE) ? CORDEE_FOLDER_WRITE : 0u);
}

void FolderSet::add(const std::vector<GivenFolder>& folders)
{
    const std::lock_guard lock{mutex_};
    for (const auto& given : folders)
        if (folders_.size() < CORDEE_FOLDERS_MOST)
            folders_.push_back({given, std::make_shared<FolderRoot>(given.path), rights_of(given)});
}

bool FolderSet::permit(std::vector<std::string> permissions)
{
    const std::lock_guard lock{mutex_};
    permissions_ = std::move(permissions);
    bool lost = false;
    for (auto& folder : folders_) {
        const auto before = std::exchange(folder.rights, rights_of(folder.given));
        lost = lost || (before & ~folder.rights) != 0;
    }
    return lost;
}

std::vector<FolderFacts> FolderSet::list() const
{
    constexpr std::size_t kMostShown = 255; // bytes of a name; all of them fit into one packet
    const std::lock_guard lock{mutex_};
    std::vector<FolderFacts> out;
    for (std::size_t id = 0; id < folders_.size(); ++id) {
        const auto& given = folders_[id].given;
        out.push_back({static_cast<std::uint32_t>(id), folders_[id].rights, given.name.substr(0, kMostShown),
                       given.entry});
    }
    return out;
}

std::optional<FolderSet::Now> FolderSet::find(std::uint32_t id) const
{
    const std::lock_guard lock{mutex_};
    if (id >= folders_.size())
        return std::nullopt;
    return Now{folders_[id].root, folders_[id].rights, folders_[id].given.entry};
}

} // namespace cordee::plugin
