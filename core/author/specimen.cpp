#include "core/author/specimen.hpp"

#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/base/language.hpp"
#include "core/plugin/package.hpp"
#include "core/plugin/publisher_key.hpp"

#include <algorithm>

namespace cordee::author {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxKeyFile = 4096;

/// In the words of the one who can change it.
std::string why_refused(Errc error)
{
    switch (error) {
    case Errc::bad_key:
        return "its publisher's key is none of those that were given; --key names another";
    case Errc::bad_signature:
        return "the signature or the hash of a file does not fit: it was changed after it was signed";
    case Errc::unsupported:
        return "it is for another platform or version of the interface, or signed in minisign's old way";
    case Errc::unexpected:
        return "the signature is for another id or version than the manifest's";
    case Errc::too_large:
        return "it is larger than a package may be";
    case Errc::malformed:
        return "the zip file holds other files than the manifest lists, or is not a plain zip file";
    default:
        return "it can't be read";
    }
}

Specimen refused(Specimen specimen, std::string why)
{
    specimen.trouble = std::move(why);
    return specimen;
}

std::optional<Bytes> packed_manifest(View file)
{
    const auto entries = plugin::read_zip(file, plugin::kMaxFiles + 2);
    if (!entries)
        return std::nullopt;
    for (const auto& entry : *entries)
        if (entry.path == plugin::kManifestName)
            if (auto text = plugin::unpack(entry, plugin::kMaxManifest))
                return std::move(*text);
    return std::nullopt;
}

/// The name that the build gives the package of these sources; empty when there is no manifest.
std::string package_name(const fs::path& sources)
{
    const auto text = read_file(sources / plugin::kManifestName, plugin::kMaxManifest);
    const auto manifest = text ? json::parse(as_text(*text)) : Result<json::Object::Ptr>{Errc::not_found};
    if (!manifest)
        return {};
    return json::get_string(**manifest, "id").value_or("") + "-" +
           json::get_string(**manifest, "version").value_or("") + "-" + std::string{plugin::this_platform()} +
           ".zip";
}

} // namespace

Specimen open_specimen(const fs::path& package, const std::vector<std::string>& publishers,
                       const fs::path& into)
{
    Specimen out;
    const auto file = read_file(package, plugin::kMaxPackage);
    if (!file)
        return refused(out, why_refused(file.error() == Errc::too_large ? Errc::too_large : Errc::io_error));
    out.size = file->size();
    const auto text = packed_manifest(*file);
    if (!text)
        return refused(out, "it has no manifest.json, or is not a plain zip file");
    auto manifest = plugin::parse_manifest(*text);
    if (!manifest)
        return refused(out, "manifest.json breaks its rules; sdk/README.md has them");
    out.manifest = *manifest;
    const auto opened = plugin::Package::open(
        *file, {manifest->id, manifest->version, std::string{plugin::this_platform()}, publishers});
    if (!opened)
        return refused(out, why_refused(static_cast<Errc>(opened.error().value())));
    if (const auto unpacked = opened->unpack_into(into); !unpacked)
        return refused(out, why_refused(static_cast<Errc>(unpacked.error().value())));
    out.folder = into;
    return out;
}

fs::path find_package(const fs::path& named)
{
    std::error_code ignored;
    if (!fs::is_directory(named, ignored)) {
        if (fs::exists(named, ignored))
            return named;
        throw UserError{trf("there is no file {}", named.string()),
                        std::string{tr("name a package, or the folder of a plugin that was built")}};
    }
    const auto name = package_name(named);
    if (name.empty())
        throw UserError{trf("there is no manifest.json in {}", named.string()),
                        std::string{tr("name the folder of a plugin; cordee plugin new makes one")}};
    auto package = named / "build" / "packages" / name;
    if (!fs::exists(package, ignored))
        throw UserError{trf("{} was not built", package.string()),
                        std::string{tr("cordee plugin build makes it")}};
    return package;
}

std::string read_publisher_key(const std::string& key_or_file)
{
    const auto text = read_file(key_or_file, kMaxKeyFile);
    if (!text)
        return key_or_file; // what is no key belongs to no package
    auto content = std::string{as_text(*text)};
    if (const auto line = content.find('\n'); line != std::string::npos && content.starts_with("untrusted"))
        content.erase(0, line + 1);
    return content.substr(0, content.find_first_of("\r\n"));
}

std::vector<std::string> publishers_for(const fs::path& package, const std::string& key)
{
    if (!key.empty())
        return {read_publisher_key(key)};
    const auto known = plugin::publisher_keys();
    std::vector<std::string> out{known.begin(), known.end()};
    // build/packages/x.zip, build/publisher/publisher.pub
    const auto beside = package.parent_path().parent_path() / "publisher" / "publisher.pub";
    std::error_code ignored;
    if (fs::exists(beside, ignored))
        out.push_back(read_publisher_key(beside.string()));
    return out;
}

} // namespace cordee::author
