// The person's own folders, after the XDG Base Directory rules; nobody else may look into ours.
#pragma once

#include <filesystem>

namespace cordee::endpoint {

struct PrivateFolders {
    std::filesystem::path config; ///< settings that the person writes
    std::filesystem::path state;  ///< login and invitations under way
    std::filesystem::path cache;  ///< modules; may be deleted at any time
};

/// From XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME (ignored when relative) or HOME. Creates nothing.
/// Throws UserError when there is no HOME.
PrivateFolders folders_of_environment();

/// Makes the folder with mode 0700, or takes other people's rights off one that exists. Throws UserError when
/// that is not possible, when it belongs to another user or is a symbolic link.
void make_private_folder(const std::filesystem::path& folder);

} // namespace cordee::endpoint
