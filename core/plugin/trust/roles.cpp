#include "core/plugin/trust/roles.hpp"

#include "core/base/json.hpp"
#include "core/crypto/minisign.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/plugin/manifest.hpp"
#include "core/plugin/package.hpp"

#include <algorithm>
#include <set>

namespace cordee::plugin::trust {
namespace {

constexpr std::int64_t kMaxVersion = std::int64_t{1} << 53;
constexpr std::size_t kMaxPublisherName = 160; // bytes of UTF-8

/// Ends the reading of a body; never leaves this file.
struct Unreadable {};

template <class T>
T need(std::optional<T> value)
{
    if (!value)
        throw Unreadable{};
    return *std::move(value);
}

void need(bool holds)
{
    if (!holds)
        throw Unreadable{};
}

json::Object::Ptr need(json::Object::Ptr object)
{
    need(!object.isNull());
    return object;
}

WallTime read_time(const json::Object& object, const char* key)
{
    const auto text = need(json::get_string(object, key));
    const auto time = need(crypto::parse_timestamp(text));
    need(crypto::format_timestamp(time) == text);
    return time;
}

std::uint64_t read_number(const json::Object& object, const char* key)
{
    const auto number = need(json::get_integer(object, key));
    need(number >= 1 && number <= kMaxVersion);
    return static_cast<std::uint64_t>(number);
}

Life read_life(const json::Object& object, std::chrono::hours longest)
{
    const Life out{read_number(object, "version"), read_time(object, "made"), read_time(object, "expires")};
    need(out.expires > out.made && out.expires - out.made <= longest);
    return out;
}

void write_life(json::Object& object, const Life& life)
{
    object.set("version", life.version);
    object.set("made", crypto::format_timestamp(life.made));
    object.set("expires", crypto::format_timestamp(life.expires));
}

RoleKeys read_keys(const json::Object& object, const char* role, std::set<PublicKey>& known)
{
    const auto entry = need(json::get_object(object, role));
    const auto texts = need(json::get_strings(*entry, "keys"));
    need(entry->size() == 2 && !texts.empty() && texts.size() <= kMaxKeys);
    RoleKeys out;
    for (const auto& text : texts) {
        const auto key = need(to_array<32>(need(from_base64url(text))));
        need(known.insert(key).second); // a key is of one role
        out.keys.push_back(key);
    }
    out.threshold = read_number(*entry, "threshold");
    need(out.threshold <= out.keys.size());
    return out;
}

json::Object write_keys(const RoleKeys& keys)
{
    std::vector<std::string> texts;
    for (const auto& key : keys.keys)
        texts.push_back(to_base64url(key));
    auto out = json::make_object();
    out.set("threshold", keys.threshold);
    out.set("keys", json::make_array(texts));
    return out;
}

std::vector<PublisherKey> read_publishers(const json::Object& object)
{
    const auto list = need(json::get_objects(object, "publishers"));
    need(list.size() <= kMaxPublishers);
    std::vector<PublisherKey> out;
    std::set<std::string> ids;
    for (const auto& entry : list) {
        const auto key = need(json::get_string(*entry, "key"));
        const auto name = need(json::get_string(*entry, "name"));
        need(entry->size() == 2 && key.find('\n') == std::string::npos);
        auto publisher = read_publisher(key, name);
        need(publisher.has_value() && ids.insert(publisher->id).second);
        out.push_back(std::move(*publisher));
    }
    return out;
}

ModuleTerms read_terms(const json::Object& entry, const std::vector<PublisherKey>& publishers)
{
    ModuleTerms out{need(json::get_string(entry, "id")), need(json::get_strings(entry, "publishers")), {}};
    need(out.id == "*" || is_name(out.id));
    need(entry.size() == (entry.has("min") ? 3U : 2U));
    if (entry.has("min"))
        out.min = need(parse_version(need(json::get_string(entry, "min"))));
    need(out.publishers.size() <= kMaxPublishers);
    for (const auto& id : out.publishers)
        need(
            std::any_of(publishers.begin(), publishers.end(), [&](const auto& one) { return one.id == id; }));
    return out;
}

std::vector<ModuleTerms> read_modules(const json::Object& object, const std::vector<PublisherKey>& publishers)
{
    const auto list = need(json::get_objects(object, "modules"));
    need(list.size() <= kMaxModuleTerms);
    std::vector<ModuleTerms> out;
    std::set<std::string> ids;
    for (const auto& entry : list) {
        out.push_back(read_terms(*entry, publishers));
        need(ids.insert(out.back().id).second);
    }
    return out;
}

Revocation read_revocation(const json::Object& entry)
{
    Revocation out;
    if (entry.has("sha256")) {
        need(entry.size() == 1);
        out.sha256 = need(to_array<32>(need(from_hex(need(json::get_string(entry, "sha256"))))));
        return out;
    }
    need(entry.size() == 2);
    out.id = need(json::get_string(entry, "id"));
    need(is_name(out.id));
    out.version = need(parse_version(need(json::get_string(entry, "version"))));
    return out;
}

std::vector<Revocation> read_revocations(const json::Object& object)
{
    const auto list = need(json::get_objects(object, "revoked"));
    need(list.size() <= kMaxRevocations);
    std::vector<Revocation> out;
    for (const auto& entry : list)
        out.push_back(read_revocation(*entry));
    return out;
}

Root root_from(const json::Object& object)
{
    need(object.size() == 6);
    std::set<PublicKey> known;
    Root out{read_life(object, kMaxRootLife), read_keys(object, "root", known),
             read_keys(object, "targets", known), read_keys(object, "timestamp", known)};
    need(out.root.threshold >= 2);
    return out;
}

Targets targets_from(const json::Object& object)
{
    need(object.size() == 6);
    Targets out{read_life(object, kMaxTargetsLife), read_publishers(object), {}, read_revocations(object)};
    out.modules = read_modules(object, out.publishers);
    return out;
}

Timestamp timestamp_from(const json::Object& object)
{
    const auto entry = need(json::get_object(object, "targets"));
    need(object.size() == 4 && entry->size() == 2);
    return {read_life(object, kMaxTimestampLife), read_number(*entry, "version"),
            need(to_array<32>(need(from_hex(need(json::get_string(*entry, "sha256"))))))};
}

template <class T>
Result<T> read_with(std::string_view body, T (*read)(const json::Object&))
{
    if (body.size() > kMaxText)
        return Errc::too_large;
    const auto object = json::parse(body);
    if (!object)
        return object.error();
    try {
        return read(**object);
    } catch (const Unreadable&) {
        return Errc::malformed;
    }
}

} // namespace

const RoleKeys& Root::keys_of(Role role) const
{
    switch (role) {
    case Role::root:
        return root;
    case Role::targets:
        return targets;
    case Role::timestamp:
        break;
    }
    return timestamp;
}

const ModuleTerms* Targets::terms_of(std::string_view module) const
{
    const ModuleTerms* others = nullptr;
    for (const auto& terms : modules) {
        if (terms.id == module)
            return &terms;
        if (terms.id == "*")
            others = &terms;
    }
    return others;
}

bool Targets::revokes(std::string_view module, const Version& version) const
{
    return std::any_of(revoked.begin(), revoked.end(),
                       [&](const Revocation& one) { return one.id == module && one.version == version; });
}

bool Targets::revokes(const ByteArray<32>& package) const
{
    return std::any_of(revoked.begin(), revoked.end(),
                       [&](const Revocation& one) { return one.id.empty() && one.sha256 == package; });
}

Result<Root> read_root(std::string_view body)
{
    return read_with(body, root_from);
}

Result<Targets> read_targets(std::string_view body)
{
    return read_with(body, targets_from);
}

Result<Timestamp> read_timestamp(std::string_view body)
{
    return read_with(body, timestamp_from);
}

std::string write_root(const Root& root)
{
    auto out = json::make_object();
    write_life(out, root.life);
    out.set("root", write_keys(root.root));
    out.set("targets", write_keys(root.targets));
    out.set("timestamp", write_keys(root.timestamp));
    return json::dump(out);
}

std::string write_targets(const Targets& targets)
{
    json::Array publishers;
    for (const auto& publisher : targets.publishers) {
        auto entry = json::make_object();
        entry.set("key", publisher.key);
        entry.set("name", publisher.name);
        publishers.add(entry);
    }
    json::Array modules;
    for (const auto& terms : targets.modules) {
        auto entry = json::make_object();
        entry.set("id", terms.id);
        entry.set("publishers", json::make_array(terms.publishers));
        entry.set("min", to_string(terms.min));
        modules.add(entry);
    }
    json::Array revoked;
    for (const auto& one : targets.revoked) {
        auto entry = json::make_object();
        if (one.id.empty()) {
            entry.set("sha256", to_hex(one.sha256));
        } else {
            entry.set("id", one.id);
            entry.set("version", to_string(one.version));
        }
        revoked.add(entry);
    }
    auto out = json::make_object();
    write_life(out, targets.life);
    out.set("publishers", publishers);
    out.set("modules", modules);
    out.set("revoked", revoked);
    return json::dump(out);
}

std::string write_timestamp(const Timestamp& timestamp)
{
    auto targets = json::make_object();
    targets.set("version", timestamp.targets_version);
    targets.set("sha256", to_hex(timestamp.targets_sha256));
    auto out = json::make_object();
    write_life(out, timestamp.life);
    out.set("targets", targets);
    return json::dump(out);
}

Result<PublisherKey> read_publisher(std::string_view text, std::string name)
{
    const auto key = crypto::parse_minisign_key(text);
    if (!key || name.empty() || name.size() > kMaxPublisherName)
        return Errc::malformed;
    if (const auto end = text.find('\n'); end != std::string_view::npos && text.starts_with("untrusted"))
        text.remove_prefix(end + 1);
    text = text.substr(0, text.find_first_of("\r\n"));
    return PublisherKey{std::move(name), std::string{text}, publisher_id(*key)};
}

} // namespace cordee::plugin::trust
