#include "apps/cordee/trust_keys.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/crypto/sealed_key.hpp"

#include <optional>

namespace cordee::cli {
namespace {

namespace fs = std::filesystem;
namespace trust = plugin::trust;

constexpr std::size_t kMaxKeyFile = 1024;

std::string root_file(std::size_t number)
{
    return "root-" + std::to_string(number) + ".key";
}
constexpr const char* kTargetsFile = "targets.key";

void write_in(const fs::path& file, const std::string& text)
{
    if (const auto written = write_private_file(file, as_view(text)); !written)
        throw UserError{
            trf("the file {} was not written: {}", file.string(), written.error().message()),
            std::string{tr("check that the folder is yours and that the disk can be written to")}};
}

/// Empty when there is none.
std::optional<std::string> key_text(const fs::path& file)
{
    const auto text = read_file(file, kMaxKeyFile);
    if (!text && text.error() == Errc::not_found)
        return std::nullopt;
    if (!text)
        throw UserError{trf("the file {} cannot be read: {}", file.string(), text.error().message()),
                        std::string{tr("check its path and its permissions")}};
    return std::string{as_text(*text)};
}

UserError no_keys(const fs::path& folder)
{
    return {
        trf("there are not the keys in {} that this takes", folder.string()),
        std::string{tr("name the folder that cordee plugin trust init made, with two of the three root keys "
                       "back in it for a new root")}};
}

crypto::SigningKey open_key(const fs::path& file, const std::string& text, const std::string& pass_phrase)
{
    auto key = crypto::open_sealed_key(text, pass_phrase);
    if (!key && key.error() == Errc::bad_key)
        throw UserError{trf("the pass phrase does not open {}", file.string()),
                        std::string{tr("try again; without it a new root takes the other two keys")}};
    if (!key)
        throw UserError{trf("the file {} is damaged", file.string()),
                        std::string{tr("take it from a backup")}};
    return std::move(*key);
}

} // namespace

TrustKeys TrustKeys::make(const Context& context, const fs::path& folder, const std::string& pass_phrase)
{
    std::error_code error;
    if (fs::exists(folder, error))
        throw UserError{trf("{} is there already", folder.string()), std::string{tr("name another folder")}};
    fs::create_directories(folder, error);
    if (!error)
        fs::permissions(folder, fs::perms::owner_all, error);
    if (error)
        throw UserError{trf("cannot make the folder {}: {}", folder.string(), error.message()),
                        std::string{tr("name another folder")}};
    const auto put = [&](const std::string& name) {
        const auto key = crypto::make_signing_key(context.random);
        write_in(folder / name,
                 crypto::seal_key(key, "trust " + name, pass_phrase, context.random, context.seal_cost));
    };
    for (std::size_t i = 1; i <= kRootKeys; ++i)
        put(root_file(i));
    put(kTargetsFile);
    return TrustKeys{folder};
}

std::vector<crypto::SigningKey> TrustKeys::root_keys(const std::string& pass_phrase) const
{
    std::vector<crypto::SigningKey> out;
    for (std::size_t i = 1; i <= kRootKeys && out.size() < kRootThreshold; ++i)
        if (const auto text = key_text(folder_ / root_file(i)))
            out.push_back(open_key(folder_ / root_file(i), *text, pass_phrase));
    if (out.size() < kRootThreshold)
        throw no_keys(folder_);
    return out;
}

crypto::SigningKey TrustKeys::targets_key(const std::string& pass_phrase) const
{
    const auto text = key_text(folder_ / kTargetsFile);
    if (!text)
        throw no_keys(folder_);
    return open_key(folder_ / kTargetsFile, *text, pass_phrase);
}

trust::RoleKeys TrustKeys::root_role() const
{
    trust::RoleKeys out{kRootThreshold, {}};
    for (std::size_t i = 1; i <= kRootKeys; ++i) {
        const auto text = key_text(folder_ / root_file(i));
        const auto key = text ? crypto::public_key_of_sealed(*text) : Result<ByteArray<32>>{Errc::not_found};
        if (!key)
            throw no_keys(folder_);
        out.keys.push_back(*key);
    }
    return out;
}

trust::RoleKeys TrustKeys::targets_role() const
{
    const auto text = key_text(folder_ / kTargetsFile);
    const auto key = text ? crypto::public_key_of_sealed(*text) : Result<ByteArray<32>>{Errc::not_found};
    if (!key)
        throw no_keys(folder_);
    return {1, {*key}};
}

std::string TrustKeys::last(trust::Role role) const
{
    const auto text = read_file(folder_ / std::string{trust::role_name(role)}, trust::kMaxText);
    return text ? std::string{as_text(*text)} : std::string{};
}

void TrustKeys::keep(trust::Role role, const std::string& text) const
{
    write_in(folder_ / std::string{trust::role_name(role)}, text);
}

std::string sign_root(const trust::Root& root, const std::vector<crypto::SigningKey>& keys)
{
    trust::SignedText file{trust::Role::root, trust::write_root(root), {}};
    for (const auto& key : keys)
        file.signatures.push_back(trust::sign_body(file.role, file.body, key));
    return trust::format_signed_text(file);
}

std::string sign_targets(const trust::Targets& targets, const crypto::SigningKey& key)
{
    const auto body = trust::write_targets(targets);
    return trust::format_signed_text(
        {trust::Role::targets, body, {trust::sign_body(trust::Role::targets, body, key)}});
}

} // namespace cordee::cli
