#include "core/crypto/grant.hpp"

#include "core/base/json.hpp"
#include "core/crypto/paseto.hpp"
#include "core/crypto/timestamps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cordee::crypto {
namespace {

constexpr std::array<std::string_view, 11> kClaims{"typ", "jti",  "seq",   "sid", "iat", "nbf",
                                                   "exp", "ways", "parts", "rec", "crit"};

json::Object write_module(const GrantedModule& module)
{
    auto out = json::make_object();
    out.set("id", module.id);
    out.set("min", fmt::format("{}.{}.{}", module.min.major, module.min.minor, module.min.patch));
    out.set("pub", module.pub);
    if (module.perms)
        out.set("perms", json::make_array(*module.perms));
    if (module.max)
        out.set("max", to_string(*module.max));
    std::vector<std::string> withdrawn;
    for (const auto& version : module.withdrawn)
        withdrawn.push_back(to_string(version));
    if (!withdrawn.empty())
        out.set("not", json::make_array(withdrawn));
    return out;
}

json::Object write_part(const Part& part)
{
    auto out = json::make_object();
    out.set("role", part.role);
    out.set("key", to_base64url(part.key));
    out.set("name", part.name);
    out.set("org", part.org);
    out.set("perms", json::make_array(part.perms));
    json::Array modules;
    for (const auto& module : part.mods)
        modules.add(write_module(module));
    out.set("mods", modules);
    return out;
}

/// None when there is no such member.
std::optional<std::vector<Version>> read_versions(const json::Object& object, const char* key)
{
    std::vector<Version> out;
    if (!object.has(key))
        return out;
    const auto texts = json::get_strings(object, key);
    if (!texts)
        return std::nullopt;
    for (const auto& text : *texts) {
        const auto version = parse_version(text);
        if (!version)
            return std::nullopt;
        out.push_back(*version);
    }
    return out;
}

Result<GrantedModule> read_module(const json::Object& object)
{
    const auto id = json::get_string(object, "id");
    const auto min = parse_version(json::get_string(object, "min").value_or(""));
    const auto pub = json::get_string(object, "pub");
    auto perms = json::get_strings(object, "perms");
    const auto max = parse_version(json::get_string(object, "max").value_or(""));
    const auto withdrawn = read_versions(object, "not");
    if (!id || !min || !pub || (object.has("perms") && !perms) || (object.has("max") && !max) || !withdrawn)
        return Errc::malformed;
    return GrantedModule{*id, *min, *pub, std::move(perms), max, *withdrawn};
}

Result<Part> read_part(const json::Object& object)
{
    const auto role = json::get_string(object, "role");
    const auto key = from_base64url(json::get_string(object, "key").value_or("")).value_or(Bytes{});
    const auto name = json::get_string(object, "name");
    const auto org = json::get_string(object, "org");
    const auto perms = json::get_strings(object, "perms");
    const auto modules = json::get_objects(object, "mods");
    if (!role || (*role != "operator" && *role != "agent" && *role != "observer") || key.size() != 32 ||
        !name || !org || !perms || !modules)
        return Errc::malformed;
    Part part{*role, *to_array<32>(key), *name, *org, *perms, {}};
    for (const auto& entry : *modules) {
        auto module = read_module(*entry);
        if (!module)
            return module.error();
        part.mods.push_back(std::move(*module));
    }
    return part;
}

Result<Recording> read_recording(const json::Object& object)
{
    const auto rule = json::get_string(object, "rule");
    const auto keys = json::get_strings(object, "keys");
    if (!rule || (*rule != "required" && *rule != "allowed" && *rule != "forbidden") || !keys)
        return Errc::malformed;
    return Recording{*rule, *keys};
}

Result<void> read_identity(const json::Object& object, Grant& grant)
{
    const auto typ = json::get_string(object, "typ");
    const auto jti = json::get_string(object, "jti");
    const auto seq = json::get_integer(object, "seq");
    const auto sid = from_hex(json::get_string(object, "sid").value_or("")).value_or(Bytes{});
    if (!typ || (*typ != "grant" && *typ != "revoke") || !jti || jti->empty() || !seq || *seq < 0 ||
        sid.size() != 16)
        return Errc::malformed;
    grant.typ = *typ;
    grant.jti = *jti;
    grant.seq = static_cast<std::uint64_t>(*seq);
    grant.sid = *to_array<16>(sid);
    return {};
}

Result<void> read_times(const json::Object& object, Grant& grant)
{
    const auto time = [&](const char* key) {
        return parse_timestamp(json::get_string(object, key).value_or(""));
    };
    const auto iat = time("iat");
    const auto nbf = time("nbf");
    const auto exp = time("exp");
    if (!iat || !nbf || !exp)
        return Errc::malformed;
    grant.iat = *iat;
    grant.nbf = *nbf;
    grant.exp = *exp;
    return {};
}

Result<void> read_rights(const json::Object& object, Grant& grant)
{
    const auto ways = json::get_strings(object, "ways");
    const auto parts = json::get_objects(object, "parts");
    if (!ways || !parts)
        return Errc::malformed;
    grant.ways = *ways;
    for (const auto& entry : *parts) {
        auto part = read_part(*entry);
        if (!part)
            return part.error();
        grant.parts.push_back(std::move(*part));
    }
    return {};
}

Result<void> read_conditions(const json::Object& object, Grant& grant)
{
    if (object.has("rec")) {
        const auto entry = json::get_object(object, "rec");
        auto recording = entry ? read_recording(*entry) : Result<Recording>{Errc::malformed};
        if (!recording)
            return recording.error();
        grant.rec = std::move(*recording);
    }
    if (!object.has("crit"))
        return {};
    const auto critical = json::get_strings(object, "crit");
    if (!critical)
        return Errc::malformed;
    grant.crit = *critical;
    const bool known = std::all_of(critical->begin(), critical->end(), [](const auto& name) {
        return std::find(kClaims.begin(), kClaims.end(), name) != kClaims.end();
    });
    return known ? Result<void>{} : Result<void>{Errc::unsupported};
}

} // namespace

std::string sign_grant(const Grant& grant, const SigningKey& key, std::string_view kid)
{
    auto out = json::make_object();
    out.set("typ", grant.typ);
    out.set("jti", grant.jti);
    out.set("seq", static_cast<std::int64_t>(grant.seq));
    out.set("sid", to_hex(grant.sid));
    out.set("iat", format_timestamp(grant.iat));
    out.set("nbf", format_timestamp(grant.nbf));
    out.set("exp", format_timestamp(grant.exp));
    out.set("ways", json::make_array(grant.ways));
    json::Array parts;
    for (const auto& part : grant.parts)
        parts.add(write_part(part));
    out.set("parts", parts);
    auto recording = json::make_object();
    recording.set("rule", grant.rec.rule);
    recording.set("keys", json::make_array(grant.rec.keys));
    out.set("rec", recording);
    out.set("crit", json::make_array(grant.crit));
    auto footer = json::make_object();
    footer.set("kid", std::string{kid});
    return paseto_sign(key, json::dump(out), json::dump(footer), kGrantImplicit);
}

Result<Grant> parse_grant(std::string_view payload)
{
    const auto parsed = json::parse(payload);
    if (!parsed)
        return parsed.error();
    const auto& object = **parsed;
    Grant grant;
    // First what must be understood: a claim from the future may change the meaning of all others.
    auto step = read_conditions(object, grant);
    if (step)
        step = read_identity(object, grant);
    if (step)
        step = read_times(object, grant);
    const bool needs_rights = grant.typ == "grant" || object.has("ways") || object.has("parts");
    if (step && needs_rights)
        step = read_rights(object, grant);
    if (!step)
        return step.error();
    return grant;
}

} // namespace cordee::crypto
