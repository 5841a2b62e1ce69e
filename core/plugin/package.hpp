// Signed packages: what is checked before anything of a plugin is written or run.
#pragma once

#include "core/crypto/minisign.hpp"
#include "core/plugin/manifest.hpp"
#include "core/plugin/zip_reader.hpp"

#include <filesystem>
#include <map>
#include <optional>

namespace cordee::plugin {

inline constexpr const char* kManifestName = "manifest.json";
inline constexpr const char* kSignatureName = "manifest.json.minisig";
inline constexpr std::size_t kMaxSignature = 4096;
/// Longest package file.
inline constexpr std::size_t kMaxPackage = 32 << 20;

/// What a package must be to be loaded here.
struct PackageRules {
    std::string id; ///< empty: any
    Version min;
    std::string platform; ///< empty: any, and any version of the interface; it is not to be loaded here
    /// Minisign public keys in base64 form; the manifest's publisher must be one of them.
    std::vector<std::string> publishers;
    std::optional<Version> max = {};
    /// Versions that were taken back.
    std::vector<Version> withdrawn = {};
    /// SHA-256 of packages that were. For the store, which knows what a package was unpacked from.
    std::vector<ByteArray<32>> withdrawn_packages = {};
};

/// A publisher's key id as minisign prints it: its bytes as one little-endian number, 16 upper-case hex
/// digits.
std::string publisher_id(const crypto::MinisignKey& key);

/// The manifest, when a known publisher signed it and it is for this id, platform and program.
/// bad_key: unknown publisher; bad_signature; malformed; unexpected: another id, or the signature is for
/// another id or version; expired: below rules.min; not_permitted: withdrawn, or above rules.max;
/// unsupported: platform, interface, or a legacy signature.
Result<Manifest> verify_manifest(View manifest, View signature, const PackageRules& rules);

/// A verified manifest and the files that belong to it, by path, still packed.
class Package {
public:
    /// Checks everything that can be known without unpacking more than manifest and signature: also that
    /// the zip holds exactly the listed files. The views stay in `file`.
    static Result<Package> open(View file, const PackageRules& rules);

    [[nodiscard]] const Manifest& manifest() const { return manifest_; }
    /// As they were signed.
    [[nodiscard]] View manifest_text() const { return manifest_text_; }
    [[nodiscard]] View signature() const { return signature_; }
    /// Into an empty folder, readable by the owner only. bad_signature: a file is not what was signed.
    /// exhausted: the disk is full. What was written stays for the caller to remove.
    [[nodiscard]] Result<void> unpack_into(const std::filesystem::path& folder) const;
    /// Whether each file is what was signed, without writing any. bad_signature.
    [[nodiscard]] Result<void> verify_files() const;
    /// One of manifest().files. bad_signature: it is not what was signed.
    [[nodiscard]] Result<Bytes> read(const ManifestFile& file) const;

private:
    Package() = default;

    Manifest manifest_;
    Bytes manifest_text_;
    Bytes signature_;
    std::map<std::string, ZipEntry> entries_;
};

/// Verifies an unpacked package anew, file by file.
Result<Manifest> verify_folder(const std::filesystem::path& folder, const PackageRules& rules);

} // namespace cordee::plugin
