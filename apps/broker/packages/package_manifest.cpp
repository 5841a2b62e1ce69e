#include "apps/broker/packages/package_manifest.hpp"

#include "apps/broker/policy/module_access.hpp"
#include "core/base/json.hpp"

#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>

#include <algorithm>
#include <fstream>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxManifest = 64 * 1024;
constexpr std::size_t kMostPermissions = 32;

Result<std::string> manifest_text(const std::filesystem::path& file)
{
    try {
        std::ifstream in{file, std::ios::binary};
        const Poco::Zip::ZipArchive archive{in};
        const auto header = archive.findHeader("manifest.json");
        if (header == archive.headerEnd())
            return Errc::malformed;
        in.clear();
        Poco::Zip::ZipInputStream content{in, header->second};
        std::string text(kMaxManifest + 1, '\0');
        content.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(content.gcount()));
        if (text.size() > kMaxManifest)
            return Errc::too_large;
        return text;
    } catch (const std::exception&) {
        return Errc::malformed;
    }
}

bool is_platform(const std::string& text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

bool is_key_id(const std::string& text)
{
    return text.size() == 16 && text.find_first_not_of("0123456789ABCDEF") == std::string::npos;
}

} // namespace

Result<PackageManifest> read_package_manifest(const std::filesystem::path& file)
{
    const auto text = manifest_text(file);
    if (text.has_error())
        return text.error();
    const auto object = json::parse(*text);
    if (object.has_error())
        return object.error();
    const auto id = json::get_string(**object, "id");
    const auto version = parse_version(json::get_string(**object, "version").value_or(""));
    const auto platform = json::get_string(**object, "platform");
    const auto publisher = json::get_string(**object, "publisher");
    if (!id || !version || !platform || !publisher)
        return Errc::malformed;
    if (!is_plain_name(*id) || !is_platform(*platform) || !is_key_id(*publisher))
        return Errc::malformed;
    auto permissions = json::get_strings(**object, "permissions").value_or(std::vector<std::string>{});
    if (permissions.size() > kMostPermissions || !std::ranges::all_of(permissions, is_plain_name))
        return Errc::malformed;
    return PackageManifest{*id, *version, *platform, *publisher, std::move(permissions)};
}

} // namespace cordee::broker
