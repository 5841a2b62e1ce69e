#include "core/endpoint/broker_answers.hpp"

#include "core/base/printable.hpp"
#include "core/endpoint/answer_fields.hpp"
#include "core/plugin/manifest.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxGrantKeys = 16;
constexpr std::size_t kMaxModules = 32;

std::optional<std::vector<AskedModule>> read_modules(const json::Object& answer)
{
    const auto list = json::get_objects(answer, "modules");
    if (!list || list->size() > kMaxModules)
        return std::nullopt;
    std::vector<AskedModule> out;
    for (const auto& entry : *list) {
        const auto id = bounded(*entry, "id");
        const auto permissions = json::get_strings(*entry, "permissions");
        if (!id || !permissions)
            return std::nullopt;
        out.push_back({*id, *permissions});
    }
    return out;
}

} // namespace

bool is_routing_number(std::string_view text)
{
    return text.size() >= 4 && text.size() <= 6 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<Login> read_login(const json::Object& answer)
{
    const auto token = bounded(answer, "token", kMaxTicket);
    if (!token)
        return Errc::malformed;
    const auto text = [&](const char* key) { return bounded(answer, key).value_or(""); };
    return Login{*token, text("expires"), text("name"), text("organisation"), text("role")};
}

Result<GrantKeys> read_grant_keys(const json::Object& answer)
{
    const auto list = json::get_objects(answer, "grant");
    if (!list || list->empty() || list->size() > kMaxGrantKeys)
        return Errc::malformed;
    GrantKeys out;
    for (const auto& entry : *list) {
        const auto kid = bounded(*entry, "kid");
        const auto text = bounded(*entry, "key");
        const auto bytes = text ? from_base64url(*text) : std::nullopt;
        const auto key = bytes ? to_array<32>(*bytes) : std::nullopt;
        if (!kid || !key || !out.emplace(*kid, *key).second)
            return Errc::malformed;
    }
    return out;
}

Result<Invitation> read_invitation(const json::Object& answer)
{
    const auto id = id_field(answer, "invitation");
    const auto session = hex_field<16>(answer, "session");
    const auto expires = bounded(answer, "expires");
    const auto modules = read_modules(answer);
    const auto code = answer.has("code") ? bounded(answer, "code") : std::string{};
    const auto code_expires = code && !code->empty() ? bounded(answer, "code_expires") : std::string{};
    if (!id || !session || !expires || !modules || !code || !code_expires ||
        (!code->empty() && !is_routing_number(*code)))
        return Errc::malformed;
    return Invitation{*id, *session, *expires, *modules, *code, *code_expires};
}

Result<std::string> read_grant(const json::Object& answer)
{
    const auto grant = bounded(answer, "grant", kMaxGrant);
    if (!grant)
        return Errc::malformed;
    return *grant;
}

Result<OfferedModule> read_offered_module(const json::Object& answer)
{
    const auto id = bounded(answer, "id");
    const auto version_text = bounded(answer, "version");
    const auto version = version_text ? parse_version(*version_text) : std::nullopt;
    const auto platform = bounded(answer, "platform");
    const auto size = json::get_integer(answer, "size");
    const auto sha256 = hex_field<32>(answer, "sha256");
    if (!id || !version || !platform || !size || *size <= 0 || !sha256)
        return Errc::malformed;
    if (*size > static_cast<std::int64_t>(transport::kMaxPackage))
        return Errc::too_large;
    auto permissions = json::get_strings(answer, "permissions").value_or(std::vector<std::string>{});
    if (permissions.size() > plugin::kMaxPermissions || !std::ranges::all_of(permissions, plugin::is_name))
        return Errc::malformed;
    return OfferedModule{
        *id, *version, *platform, static_cast<std::size_t>(*size), *sha256, std::move(permissions)};
}

Problem read_problem(std::string_view body)
{
    const auto object = json::parse(body);
    const auto code = object ? bounded(**object, "code", 40) : std::nullopt;
    if (!code)
        return {"internal", {}, {}};
    return {*code, printable(json::get_string(**object, "detail").value_or(""), 200),
            printable(json::get_string(**object, "hint").value_or(""), 200)};
}

} // namespace cordee::endpoint
