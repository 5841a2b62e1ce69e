// What a plugin says of itself: manifest.json, read strictly.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/priority.hpp"
#include "core/base/version.hpp"
#include "core/plugin/host_frame.hpp"

#include <map>
#include <string>
#include <vector>

namespace cordee::plugin {

struct ManifestFile {
    std::string path;
    std::uint64_t size = 0;
    ByteArray<32> sha256{};
};

/// A channel is known by its index in Manifest::channels, on both sides.
struct ChannelSpec {
    std::string name;
    PriorityClass priority = PriorityClass::bulk;
    bool unreliable = false; ///< its messages may be lost
};

/// A thing of this computer that a plugin wants to be given, such as a connection to its display.
struct Capability {
    std::string name;
    /// It is given while the session holds this permission; empty: while the module runs.
    std::string permission;
    /// On which sides.
    bool controlled = true;
    bool controlling = true;
    /// Of a folder: CORDEE_FOLDER_READ, CORDEE_FOLDER_WRITE.
    std::uint32_t access = 0;
};
inline constexpr const char* kDisplayCapability = "display";
inline constexpr const char* kFolderCapability = "folder";

/// Those of one side.
std::vector<Capability> on_side(const std::vector<Capability>& capabilities, bool controlled);
bool asks_for(const std::vector<Capability>& capabilities, std::string_view name);
/// Whether it is asked for and one of the permissions that it goes with is among these.
bool permits(const std::vector<Capability>& capabilities, std::string_view name,
             const std::vector<std::string>& permissions);

/// What is asked for of folders: CORDEE_FOLDER_READ, CORDEE_FOLDER_WRITE.
std::uint32_t folder_access(const std::vector<Capability>& capabilities);

enum class SettingType { text, number, on_off };

/// Something that the administrator or the person may set for a module.
struct SettingSpec {
    std::string key;
    SettingType type = SettingType::text;
    /// When nobody sets it, as the plugin reads it: decimal digits, "true", "false".
    std::string value;
    /// What people read, by language.
    std::map<std::string, std::string> names;
};
/// Whether the setting may have this value, written as the plugin reads it.
bool fits(const SettingSpec& setting, std::string_view value);
/// Of each setting: what is given and fits, otherwise its default. Others that are given are left out.
SettingValues values_of(const std::vector<SettingSpec>& settings, const SettingValues& given);

struct Manifest {
    std::string id;
    Version version;
    std::uint32_t abi_min = 0;
    std::uint32_t abi_max = 0;
    /// The minisign key id, as minisign prints it: 16 upper-case hex digits.
    std::string publisher;
    /// The name that people read, by language: "en" is always there.
    std::map<std::string, std::string> names;
    std::vector<std::string> permissions;
    std::vector<ChannelSpec> channels;
    std::vector<Capability> capabilities;
    std::vector<SettingSpec> settings;
    /// Whether it may keep values on this computer.
    bool storage = false;
    /// Whether what the person types is for it from its start on, not only once it has shown something.
    bool lines = false;
    std::string platform;
    /// Paths of the library for each side; both are in `files`. Empty in a package for browsers.
    std::string controlled;
    std::string controlling;
    /// Of a package for browsers: the ES module that a page loads first, one of `files`.
    std::string web_entry;
    std::vector<ManifestFile> files;
};

inline constexpr std::size_t kMaxManifest = 64 * 1024;
inline constexpr std::size_t kMaxFiles = 64;
inline constexpr std::uint64_t kMaxFileSize = 32 << 20;
inline constexpr std::uint64_t kMaxFilesSize = 64 << 20;
inline constexpr std::size_t kMaxChannels = 16;
inline constexpr std::size_t kMaxPermissions = 32;
inline constexpr std::size_t kMaxCapabilities = 16;

/// Unknown keys are left alone, so that later manifests can say more.
Result<Manifest> parse_manifest(View text);

/// Lower-case letters, digits and inner hyphens, 1 to 64 characters: ids of modules, names of channels and
/// permissions. Such a name is safe as a file name.
bool is_name(std::string_view text);

/// Relative, plain ASCII, no part that is empty or begins with a dot, at most 200 characters.
bool is_safe_path(std::string_view path);
/// For comparing paths as file systems do that ignore case.
std::string lower_case(std::string_view ascii);

/// The platform of packages that hold a plugin's web half, and no library.
inline constexpr std::string_view kWebPlatform = "web";

/// What this build runs on, such as "linux-x86_64".
std::string_view this_platform();

} // namespace cordee::plugin
