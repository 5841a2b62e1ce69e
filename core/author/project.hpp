// The folder of a plugin's sources: made, built, and its package signed.
#pragma once

#include <filesystem>
#include <string>

namespace cordee::author {

/// The prefix where the SDK is installed: `named`, CORDEE_SDK, or what lies beside this program. Throws
/// UserError.
std::filesystem::path find_sdk(const std::string& named);
/// This program, for tests of a plugin that run it.
std::filesystem::path this_program();

struct NewPlugin {
    std::string id;
    std::string language; ///< "c" or "cpp"
    std::filesystem::path folder;
};

/// Fills in the SDK's template. Throws UserError when the id makes no sense or something is in the way.
void make_project(const NewPlugin& plugin, const std::filesystem::path& sdk);

/// Runs CMake in <folder>/build; its words go to stderr. The package. Throws UserError.
std::filesystem::path build_project(const std::filesystem::path& folder, const std::filesystem::path& sdk);

struct Signing {
    std::filesystem::path secret_key; ///< files of minisign
    std::filesystem::path public_key;
    std::filesystem::path output; ///< may be the package itself
};

/// minisign asks for the password of the key where it has one. Throws UserError.
void sign_package(const std::filesystem::path& package, const Signing& signing,
                  const std::filesystem::path& sdk);

} // namespace cordee::author
