#include "core/plugin/trust/trust.hpp"

#include "core/crypto/hash.hpp"

#include <algorithm>

namespace cordee::plugin::trust {
namespace {

Result<SignedText> parse_as(std::string_view text, Role role)
{
    auto file = parse_signed_text(text);
    if (file && file->role != role)
        return Errc::unexpected;
    return file;
}

bool is_signed_by(const SignedText& file, const RoleKeys& keys)
{
    return count_signers(file, keys.keys) >= keys.threshold;
}

/// Parsed, signed by the role's keys in this root, and read.
template <class T>
Result<T> verify_as(std::string_view text, Role role, const Root& root, Result<T> (*read)(std::string_view))
{
    const auto file = parse_as(text, role);
    if (!file)
        return file.error();
    if (!is_signed_by(*file, root.keys_of(role)))
        return Errc::bad_signature;
    return read(file->body);
}

Result<Timestamp> verify_timestamp(std::string_view text, const Root& root)
{
    return verify_as<Timestamp>(text, Role::timestamp, root, read_timestamp);
}

Result<void> is_alive(const Life& life, WallTime now)
{
    if (life.made > now + kClockSkew)
        return Errc::not_yet_valid;
    if (life.expires <= now)
        return Errc::expired;
    return {};
}

/// Without the version: in which order roots come is for the caller.
Result<Root> verify_root_alone(std::string_view text)
{
    const auto file = parse_as(text, Role::root);
    if (!file)
        return file.error();
    auto root = read_root(file->body);
    if (root && !is_signed_by(*file, root->root))
        return Errc::bad_signature;
    return root;
}

} // namespace

Result<Root> verify_root(std::string_view text, const Root* before)
{
    auto root = verify_root_alone(text);
    if (!root || before == nullptr)
        return root;
    if (root->life.version != before->life.version + 1)
        return root->life.version <= before->life.version ? Errc::already_used : Errc::unexpected;
    const auto file = parse_signed_text(text);
    if (!is_signed_by(*file, before->root))
        return Errc::bad_signature;
    return root;
}

Result<Targets> verify_targets(std::string_view text, const Root& root)
{
    return verify_as<Targets>(text, Role::targets, root, read_targets);
}

Result<Trust> Trust::begin(const Files& files, WallTime now)
{
    if (files.roots.empty())
        return Errc::malformed;
    const auto root = verify_root_alone(files.roots.back());
    if (!root)
        return root.error();
    Trust out;
    out.root_ = *root;
    out.kept_.roots = {files.roots.back()};
    if (const auto updated = out.update(files, now); !updated)
        return updated.error();
    return out;
}

Result<Trust> Trust::resume(const Files& kept)
{
    if (kept.roots.size() != 1)
        return Errc::malformed;
    const auto root = verify_root_alone(kept.roots.front());
    if (!root)
        return root.error();
    const auto targets = verify_targets(kept.targets, *root);
    if (!targets)
        return targets.error();
    const auto timestamp = verify_timestamp(kept.timestamp, *root);
    if (!timestamp)
        return timestamp.error();
    Trust out;
    out.root_ = *root;
    out.targets_ = *targets;
    out.timestamp_ = *timestamp;
    out.kept_ = kept;
    return out;
}

Result<void> Trust::update(const Files& files, WallTime now)
{
    auto next = *this;
    if (const auto taken = next.take_roots(files.roots); !taken)
        return taken;
    if (const auto alive = is_alive(next.root_.life, now); !alive)
        return alive;
    if (const auto taken = next.take_timestamp(files.timestamp, now); !taken)
        return taken;
    if (const auto taken = next.take_targets(files.targets); !taken)
        return taken;
    if (const auto alive = is_alive(next.targets_.life, now); !alive)
        return alive;
    *this = std::move(next);
    return {};
}

/// Those before the present one are what led to it, and are not looked at.
Result<void> Trust::take_roots(const std::vector<std::string>& roots)
{
    if (roots.empty() || roots.size() > kMaxRoots)
        return Errc::malformed;
    for (const auto& text : roots) {
        const auto known = kept_.roots.front() == text;
        if (known)
            continue;
        auto next = verify_root(text, &root_);
        const bool before = next.has_error() && next.error() == Errc::already_used;
        if (before && &text != &roots.back())
            continue;
        if (!next)
            return next.error();
        // Keys that changed may have been in wrong hands: their files count no more, however high their
        // versions are.
        if (next->timestamp != root_.timestamp || next->targets != root_.targets) {
            timestamp_ = {};
            kept_.timestamp.clear();
        }
        if (next->targets != root_.targets) {
            targets_ = {};
            kept_.targets.clear();
        }
        root_ = std::move(*next);
        kept_.roots = {text};
    }
    return {};
}

Result<void> Trust::take_timestamp(const std::string& text, WallTime now)
{
    auto next = verify_timestamp(text, root_);
    if (!next)
        return next.error();
    const auto version = next->life.version;
    if (version < timestamp_.life.version || next->targets_version < timestamp_.targets_version)
        return Errc::already_used;
    if (version == timestamp_.life.version && text != kept_.timestamp)
        return Errc::unexpected;
    if (const auto alive = is_alive(next->life, now); !alive)
        return alive;
    timestamp_ = std::move(*next);
    kept_.timestamp = text;
    return {};
}

Result<void> Trust::take_targets(const std::string& text)
{
    if (text.size() > kMaxText)
        return Errc::too_large;
    if (crypto::sha256(as_view(text)) != timestamp_.targets_sha256)
        return Errc::unexpected;
    auto next = verify_targets(text, root_);
    if (!next)
        return next.error();
    if (next->life.version != timestamp_.targets_version)
        return Errc::unexpected;
    if (next->life.version < targets_.life.version)
        return Errc::already_used;
    if (next->life.version == targets_.life.version && text != kept_.targets)
        return Errc::unexpected;
    targets_ = std::move(*next);
    kept_.targets = text;
    return {};
}

Result<void> Trust::fresh(WallTime now) const
{
    const auto then = std::max({now, root_.life.made, targets_.life.made, timestamp_.life.made});
    for (const auto* life : {&root_.life, &targets_.life, &timestamp_.life})
        if (then >= life->expires)
            return Errc::expired;
    return {};
}

} // namespace cordee::plugin::trust
