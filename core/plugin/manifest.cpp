#include "core/plugin/manifest.hpp"

#include "core/base/json.hpp"
#include "core/plugin/plain_text.hpp"

#include <cordee/ext/files.h>
#include <cordee/ext/settings.h>

#include <algorithm>
#include <set>

namespace cordee::plugin {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxPath = 200;
constexpr std::size_t kMaxDisplayName = 160; // bytes of UTF-8
constexpr std::size_t kMaxLanguages = 32;

/// Ends the reading of a manifest; never leaves this file.
struct Malformed {};

template <class T>
T must(std::optional<T> value)
{
    if (!value)
        throw Malformed{};
    return *std::move(value);
}

void must(bool holds)
{
    if (!holds)
        throw Malformed{};
}

bool is_lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::uint32_t read_abi(const json::Object& abi, const char* key)
{
    const auto value = must(json::get_integer(abi, key));
    must(value >= 1 && value <= 1'000'000);
    return static_cast<std::uint32_t>(value);
}

std::string read_name(const json::Object& object, const char* key)
{
    auto name = must(json::get_string(object, key));
    must(is_name(name));
    return name;
}

/// As in a file of settings: lower-case letters, digits, inner underscores or hyphens.
std::string read_key(const json::Object& object)
{
    auto key = must(json::get_string(object, "key"));
    auto plain = key;
    std::replace(plain.begin(), plain.end(), '_', '-');
    must(is_name(plain));
    return key;
}

std::map<std::string, std::string> read_display_names(const json::Object::Ptr& object)
{
    must(!object.isNull() && object->size() <= kMaxLanguages);
    std::map<std::string, std::string> out;
    for (const auto& language : object->getNames()) {
        auto name = must(json::get_string(*object, language));
        must(is_name(language) && !name.empty() && name.size() <= kMaxDisplayName);
        out.emplace(language, std::move(name));
    }
    must(out.contains("en"));
    return out;
}

std::vector<std::string> read_permissions(const json::Object& object)
{
    auto names = must(json::get_strings(object, "permissions"));
    must(names.size() <= kMaxPermissions);
    must(std::all_of(names.begin(), names.end(), [](const auto& name) { return is_name(name); }));
    must(std::set<std::string>(names.begin(), names.end()).size() == names.size());
    return names;
}

std::vector<ChannelSpec> read_channels(const json::Object& object)
{
    const auto list = must(json::get_objects(object, "channels"));
    must(list.size() <= kMaxChannels);
    std::vector<ChannelSpec> out;
    std::set<std::string> names;
    for (const auto& item : list) {
        ChannelSpec channel{read_name(*item, "name"),
                            must(parse_priority(must(json::get_string(*item, "class"))))};
        if (item->has("unreliable"))
            channel.unreliable = must(json::get_bool(*item, "unreliable"));
        // What must not be lost, or must not be overtaken, is never sent that way.
        must(!channel.unreliable || channel.priority == PriorityClass::voice ||
             channel.priority == PriorityClass::screen || channel.priority == PriorityClass::input);
        must(names.insert(channel.name).second);
        out.push_back(std::move(channel));
    }
    return out;
}

std::uint32_t read_access(const json::Object& item)
{
    const auto access = must(json::get_string(item, "access"));
    must(access == "read" || access == "write" || access == "both");
    return (access != "write" ? CORDEE_FOLDER_READ : 0u) | (access != "read" ? CORDEE_FOLDER_WRITE : 0u);
}

Capability read_capability(const json::Object& item, const std::vector<std::string>& permissions)
{
    Capability out{read_name(item, "name"), {}};
    if (item.has("permission")) {
        out.permission = must(json::get_string(item, "permission"));
        must(std::find(permissions.begin(), permissions.end(), out.permission) != permissions.end());
    }
    if (item.has("side")) {
        const auto side = must(json::get_string(item, "side"));
        must(side == "controlled" || side == "controlling");
        out.controlled = side == "controlled";
        out.controlling = side == "controlling";
    }
    if (out.name == kFolderCapability)
        out.access = read_access(item);
    return out;
}

/// One of a later interface may have a name that is not known here; nothing is given for it.
std::vector<Capability> read_capabilities(const json::Object& object,
                                          const std::vector<std::string>& permissions)
{
    if (!object.has("capabilities"))
        return {};
    const auto list = must(json::get_objects(object, "capabilities"));
    must(list.size() <= kMaxCapabilities);
    std::vector<Capability> out;
    for (const auto& item : list)
        out.push_back(read_capability(*item, permissions));
    return out;
}

std::string read_default(const json::Object& item, SettingType type)
{
    switch (type) {
    case SettingType::number:
        return std::to_string(must(json::get_integer(item, "default")));
    case SettingType::on_off:
        return must(json::get_bool(item, "default")) ? "true" : "false";
    default:
        return must(json::get_string(item, "default"));
    }
}

SettingType parse_setting_type(std::string_view name)
{
    must(name == "text" || name == "number" || name == "switch");
    return name == "text" ? SettingType::text : name == "number" ? SettingType::number : SettingType::on_off;
}

std::vector<SettingSpec> read_settings(const json::Object& object)
{
    if (!object.has("settings"))
        return {};
    const auto list = must(json::get_objects(object, "settings"));
    must(list.size() <= kMaxSettings);
    std::vector<SettingSpec> out;
    std::set<std::string> keys;
    for (const auto& item : list) {
        SettingSpec setting{
            read_key(*item), parse_setting_type(must(json::get_string(*item, "type"))), {}, {}};
        setting.value = read_default(*item, setting.type);
        must(fits(setting, setting.value));
        setting.names = read_display_names(json::get_object(*item, "names"));
        must(keys.insert(setting.key).second);
        out.push_back(std::move(setting));
    }
    return out;
}

ManifestFile read_file_entry(const json::Object& item)
{
    ManifestFile file;
    file.path = must(json::get_string(item, "path"));
    must(is_safe_path(file.path));
    const auto size = must(json::get_integer(item, "size"));
    must(size >= 0 && static_cast<std::uint64_t>(size) <= kMaxFileSize);
    file.size = static_cast<std::uint64_t>(size);
    file.sha256 = must(to_array<32>(must(from_hex(must(json::get_string(item, "sha256"))))));
    return file;
}

std::vector<ManifestFile> read_files(const json::Object& object)
{
    const auto list = must(json::get_objects(object, "files"));
    must(!list.empty() && list.size() <= kMaxFiles);
    std::vector<ManifestFile> out;
    std::set<std::string> paths{"manifest.json", "manifest.json.minisig"};
    std::uint64_t total = 0;
    for (const auto& item : list) {
        out.push_back(read_file_entry(*item));
        must(paths.insert(lower_case(out.back().path)).second);
        total += out.back().size;
    }
    must(total <= kMaxFilesSize);
    return out;
}

/// A path that one of the files has.
std::string read_listed(const json::Object::Ptr& halves, const char* key,
                        const std::vector<ManifestFile>& files)
{
    must(!halves.isNull());
    auto path = must(json::get_string(*halves, key));
    must(std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.path == path; }));
    return path;
}

bool is_key_id(std::string_view text)
{
    return text.size() == 16 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
           });
}

bool is_platform(std::string_view text)
{
    return !text.empty() && text.size() <= kMaxName && std::all_of(text.begin(), text.end(), [](char c) {
        return is_lower_or_digit(c) || c == '-' || c == '_';
    });
}

Manifest read_manifest(const json::Object& object)
{
    Manifest out;
    out.id = read_name(object, "id");
    out.version = must(parse_version(must(json::get_string(object, "version"))));
    const auto abi = json::get_object(object, "abi");
    must(!abi.isNull());
    out.abi_min = read_abi(*abi, "min");
    out.abi_max = read_abi(*abi, "max");
    must(out.abi_min <= out.abi_max);
    out.publisher = must(json::get_string(object, "publisher"));
    must(is_key_id(out.publisher));
    out.names = read_display_names(json::get_object(object, "names"));
    out.permissions = read_permissions(object);
    out.channels = read_channels(object);
    out.capabilities = read_capabilities(object, out.permissions);
    out.settings = read_settings(object);
    if (object.has("storage"))
        out.storage = must(json::get_bool(object, "storage"));
    if (object.has("lines"))
        out.lines = must(json::get_bool(object, "lines"));
    out.platform = must(json::get_string(object, "platform"));
    must(is_platform(out.platform));
    out.files = read_files(object);
    if (out.platform == kWebPlatform) {
        out.web_entry = read_listed(json::get_object(object, "web"), "entry", out.files);
        return out;
    }
    const auto native = json::get_object(object, "native");
    out.controlled = read_listed(native, "controlled", out.files);
    out.controlling = read_listed(native, "controlling", out.files);
    return out;
}

} // namespace

std::vector<Capability> on_side(const std::vector<Capability>& capabilities, bool controlled)
{
    std::vector<Capability> out;
    for (const auto& one : capabilities)
        if (controlled ? one.controlled : one.controlling)
            out.push_back(one);
    return out;
}

bool asks_for(const std::vector<Capability>& capabilities, std::string_view name)
{
    return std::any_of(capabilities.begin(), capabilities.end(),
                       [&](const Capability& one) { return one.name == name; });
}

std::uint32_t folder_access(const std::vector<Capability>& capabilities)
{
    std::uint32_t out = 0;
    for (const auto& one : capabilities)
        out |= one.name == kFolderCapability ? one.access : 0;
    return out;
}

bool permits(const std::vector<Capability>& capabilities, std::string_view name,
             const std::vector<std::string>& permissions)
{
    return std::any_of(capabilities.begin(), capabilities.end(), [&](const Capability& one) {
        const bool held =
            std::find(permissions.begin(), permissions.end(), one.permission) != permissions.end();
        return one.name == name && (one.permission.empty() || held);
    });
}

bool fits(const SettingSpec& setting, std::string_view value)
{
    constexpr std::size_t kMostDigits = 15;
    switch (setting.type) {
    case SettingType::number: {
        const auto digits = value.substr(value.starts_with('-') ? 1 : 0);
        return !digits.empty() && digits.size() <= kMostDigits &&
               std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    }
    case SettingType::on_off:
        return value == "true" || value == "false";
    default:
        return value.size() <= CORDEE_SETTING_MOST && is_utf8(value);
    }
}

SettingValues values_of(const std::vector<SettingSpec>& settings, const SettingValues& given)
{
    SettingValues out;
    for (const auto& setting : settings) {
        const auto found = given.find(setting.key);
        const bool good = found != given.end() && fits(setting, found->second);
        out.emplace(setting.key, good ? found->second : setting.value);
    }
    return out;
}

Result<Manifest> parse_manifest(View text)
{
    if (text.size() > kMaxManifest)
        return Errc::too_large;
    const auto object = json::parse(as_text(text));
    if (!object)
        return object.error();
    try {
        return read_manifest(**object);
    } catch (const Malformed&) {
        return Errc::malformed;
    }
}

bool is_name(std::string_view text)
{
    return is_plain_name(text);
}

bool is_safe_path(std::string_view path)
{
    if (path.empty() || path.size() > kMaxPath)
        return false;
    const auto plain = [](char c) {
        return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '/';
    };
    if (!std::all_of(path.begin(), path.end(), plain))
        return false;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto part = path.substr(begin, end - begin);
        if (part.empty() || part.front() == '.')
            return false;
        begin = end + 1;
    }
    return true;
}

std::string lower_case(std::string_view ascii)
{
    std::string out{ascii};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string_view this_platform()
{
    return CORDEE_PLATFORM;
}

} // namespace cordee::plugin
