#include "apps/broker/packages/package_trust.hpp"

#include "apps/broker/storage/key_files.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace fs = std::filesystem;
namespace trust = plugin::trust;

UserError damaged(const fs::path& file)
{
    return {trf("the file {} is damaged", file.string()),
            std::string{tr("restore it from a backup: programs remember what they were told before")}};
}

/// From the first to the newest; each signed by the one before.
Result<trust::Root> follow(const std::vector<std::string>& roots)
{
    std::optional<trust::Root> last;
    for (const auto& text : roots) {
        auto next = trust::verify_root(text, last ? &*last : nullptr);
        if (!next)
            return next.error();
        last = std::move(*next);
    }
    if (!last)
        return Errc::not_found;
    return *std::move(last);
}

} // namespace

PackageTrust::PackageTrust(fs::path file, crypto::SigningKey timestamp_key, const Clock& clock)
    : file_{std::move(file)}, key_{std::move(timestamp_key)}, clock_{clock}
{
    const auto content = read_file(file_, json::kMaxText);
    if (!content && content.error() == Errc::not_found)
        return;
    const auto object = content ? json::parse(as_text(*content)) : Result<json::Object::Ptr>{content.error()};
    const auto roots = object ? json::get_strings(**object, "roots") : std::nullopt;
    const auto text = object ? json::get_string(**object, "targets") : std::nullopt;
    const auto root = roots ? follow(*roots) : Result<trust::Root>{Errc::malformed};
    const auto targets =
        root && text ? trust::verify_targets(*text, *root) : Result<trust::Targets>{Errc::malformed};
    if (!targets)
        throw damaged(file_);
    roots_ = *roots;
    root_ = *root;
    targets_ = *targets;
    targets_text_ = *text;
}

std::string PackageTrust::timestamp()
{
    if (!targets_)
        return {};
    const auto left = stamp_.life.expires - clock_.now();
    if (stamp_.text.empty() || left < trust::kMaxTimestampLife / 2)
        stamp_ = sign_timestamp(*targets_, targets_text_);
    return stamp_.text;
}

/// The version is the time, so that it grows also where the broker was restored from a backup.
PackageTrust::Stamp PackageTrust::sign_timestamp(const trust::Targets& targets, const std::string& text)
{
    const auto now = clock_.now();
    last_version_ = std::max(last_version_ + 1, static_cast<std::uint64_t>(now.time_since_epoch().count()));
    const trust::Timestamp next{{last_version_, now, now + trust::kMaxTimestampLife},
                                targets.life.version,
                                crypto::sha256(as_view(text))};
    const auto body = trust::write_timestamp(next);
    return {trust::format_signed_text(
                {trust::Role::timestamp, body, {trust::sign_body(trust::Role::timestamp, body, key_)}}),
            next.life};
}

Result<void> PackageTrust::put(const std::vector<std::string>& new_roots, const std::string& new_targets)
{
    auto roots = roots_;
    roots.insert(roots.end(), new_roots.begin(), new_roots.end());
    const auto root = follow(roots);
    if (!root)
        return root.error();
    if (roots.size() > trust::kMaxRoots)
        return Errc::too_large;
    if (std::ranges::find(root->timestamp.keys, key_.public_key) == root->timestamp.keys.end())
        return Errc::not_permitted;
    const auto& text = new_targets.empty() ? targets_text_ : new_targets;
    const auto targets = trust::verify_targets(text, *root);
    if (!targets)
        return targets.error();
    if (targets_ && targets->life.version < targets_->life.version)
        return Errc::already_used;
    if (targets_ && targets->life.version == targets_->life.version && text != targets_text_)
        return Errc::unexpected;
    // What every program will check is checked here first.
    const auto last = sign_timestamp(*targets, text);
    if (const auto whole = trust::Trust::begin({roots, text, last.text}, clock_.now()); !whole)
        return whole.error();
    keep(roots, text);
    roots_ = std::move(roots);
    root_ = *root;
    targets_text_ = text;
    targets_ = *targets;
    stamp_ = last;
    return {};
}

/// In one file, so that they always belong together.
void PackageTrust::keep(const std::vector<std::string>& roots, const std::string& targets) const
{
    auto object = json::make_object();
    object.set("roots", json::make_array(roots));
    object.set("targets", targets);
    write_file(file_, json::dump(object));
}

} // namespace cordee::broker
