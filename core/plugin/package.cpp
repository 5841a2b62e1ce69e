#include "core/plugin/package.hpp"

#include "core/base/file.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/minisign.hpp"

#include <cordee/base.h>

#include <algorithm>

namespace cordee::plugin {
namespace {

Result<crypto::MinisignKey> find_publisher(const std::vector<std::string>& publishers, const std::string& id)
{
    for (const auto& text : publishers)
        if (const auto key = crypto::parse_minisign_key(text); key && publisher_id(*key) == id)
            return *key;
    return Errc::bad_key;
}

Result<void> check_rules(const Manifest& manifest, const PackageRules& rules)
{
    if (!rules.id.empty() && manifest.id != rules.id)
        return Errc::unexpected;
    const bool fits = manifest.platform == rules.platform && manifest.abi_min <= CORDEE_ABI_VERSION &&
                      manifest.abi_max >= CORDEE_ABI_VERSION;
    if (!rules.platform.empty() && !fits)
        return Errc::unsupported;
    const auto withdrawn = std::find(rules.withdrawn.begin(), rules.withdrawn.end(), manifest.version);
    if (withdrawn != rules.withdrawn.end() || (rules.max && *rules.max < manifest.version))
        return Errc::not_permitted;
    if (manifest.version < rules.min)
        return Errc::expired;
    return {};
}

/// By path; nothing twice.
Result<std::map<std::string, ZipEntry>> read_entries(View file)
{
    if (file.size() > kMaxPackage)
        return Errc::too_large;
    auto list = read_zip(file, kMaxFiles + 2);
    if (!list)
        return list.error();
    std::map<std::string, ZipEntry> out;
    for (auto& entry : *list) {
        const auto path = entry.path;
        if (!out.emplace(path, std::move(entry)).second)
            return Errc::malformed;
    }
    return out;
}

Result<Bytes> unpack_named(const std::map<std::string, ZipEntry>& entries, const char* name, std::size_t max)
{
    const auto found = entries.find(name);
    if (found == entries.end())
        return Errc::malformed;
    return unpack(found->second, max);
}

/// Exactly the listed files, of the listed sizes, and the two that describe them.
bool holds_what_is_listed(const std::map<std::string, ZipEntry>& entries, const Manifest& manifest)
{
    return entries.size() == manifest.files.size() + 2 &&
           std::all_of(manifest.files.begin(), manifest.files.end(), [&](const ManifestFile& file) {
               const auto found = entries.find(file.path);
               return found != entries.end() && found->second.size == file.size;
           });
}

bool is_what_was_signed(const ManifestFile& file, View content)
{
    return content.size() == file.size && crypto::sha256(content) == file.sha256;
}

Result<void> write_below(const std::filesystem::path& folder, const std::string& path, View content)
{
    std::error_code error;
    std::filesystem::create_directories((folder / path).parent_path(), error);
    if (error == std::errc::no_space_on_device)
        return Errc::exhausted;
    if (error)
        return Errc::io_error;
    return write_private_file(folder / path, content);
}

} // namespace

std::string publisher_id(const crypto::MinisignKey& key)
{
    const Bytes reversed(key.id.rbegin(), key.id.rend());
    auto text = to_hex(reversed);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

Result<Manifest> verify_manifest(View manifest, View signature, const PackageRules& rules)
{
    auto parsed = parse_manifest(manifest);
    if (!parsed)
        return parsed.error();
    const auto key = find_publisher(rules.publishers, parsed->publisher);
    if (!key)
        return key.error();
    const auto comment = crypto::verify_minisign(*key, manifest, as_text(signature));
    if (!comment)
        return comment.error();
    if (*comment != "rs1 module " + parsed->id + " " + to_string(parsed->version))
        return Errc::unexpected;
    if (const auto fits = check_rules(*parsed, rules); !fits)
        return fits.error();
    return parsed;
}

Result<Package> Package::open(View file, const PackageRules& rules)
{
    Package out;
    auto entries = read_entries(file);
    if (!entries)
        return entries.error();
    out.entries_ = std::move(*entries);
    auto manifest = unpack_named(out.entries_, kManifestName, kMaxManifest);
    if (!manifest)
        return manifest.error();
    auto signature = unpack_named(out.entries_, kSignatureName, kMaxSignature);
    if (!signature)
        return signature.error();
    auto verified = verify_manifest(*manifest, *signature, rules);
    if (!verified)
        return verified.error();
    out.manifest_ = std::move(*verified);
    out.manifest_text_ = std::move(*manifest);
    out.signature_ = std::move(*signature);
    if (!holds_what_is_listed(out.entries_, out.manifest_))
        return Errc::malformed;
    return out;
}

Result<void> Package::unpack_into(const std::filesystem::path& folder) const
{
    for (const auto& file : manifest_.files) {
        const auto content = read(file);
        if (!content)
            return content.error();
        if (const auto written = write_below(folder, file.path, *content); !written)
            return written.error();
    }
    if (const auto written = write_below(folder, kManifestName, manifest_text_); !written)
        return written.error();
    return write_below(folder, kSignatureName, signature_);
}

Result<void> Package::verify_files() const
{
    for (const auto& file : manifest_.files)
        if (const auto content = read(file); !content)
            return content.error();
    return {};
}

Result<Bytes> Package::read(const ManifestFile& file) const
{
    auto content = unpack(entries_.at(file.path), file.size);
    if (!content || !is_what_was_signed(file, *content))
        return Errc::bad_signature;
    return content;
}

Result<Manifest> verify_folder(const std::filesystem::path& folder, const PackageRules& rules)
{
    const auto text = read_file(folder / kManifestName, kMaxManifest);
    if (!text)
        return text.error();
    const auto signature = read_file(folder / kSignatureName, kMaxSignature);
    if (!signature)
        return signature.error();
    auto manifest = verify_manifest(*text, *signature, rules);
    if (!manifest)
        return manifest.error();
    for (const auto& file : manifest->files) {
        const auto content = read_file(folder / file.path, file.size);
        if (!content || !is_what_was_signed(file, *content))
            return Errc::bad_signature;
    }
    return manifest;
}

} // namespace cordee::plugin
