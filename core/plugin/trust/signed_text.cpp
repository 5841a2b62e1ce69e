#include "core/plugin/trust/signed_text.hpp"

#include "core/crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cordee::plugin::trust {
namespace {

constexpr std::string_view kHeading = "cordee trust ";
constexpr std::string_view kForm = " 1";
constexpr std::array kRoles{Role::root, Role::targets, Role::timestamp};

/// Up to the line feed, which is taken too; every line has one.
std::optional<std::string_view> take_line(std::string_view& text)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

Result<Role> read_heading(std::string_view line)
{
    if (!line.starts_with(kHeading))
        return Errc::malformed;
    line.remove_prefix(kHeading.size());
    if (!line.ends_with(kForm))
        return Errc::unsupported;
    line.remove_suffix(kForm.size());
    for (const auto role : kRoles)
        if (line == role_name(role))
            return role;
    return Errc::unsupported;
}

bool is_plain_line(std::string_view body)
{
    return !body.empty() && std::all_of(body.begin(), body.end(),
                                        [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

std::optional<Signature> read_signature(std::string_view line)
{
    constexpr std::size_t kId = 16;
    if (line.size() <= kId || line[kId] != ' ')
        return std::nullopt;
    const auto id = line.substr(0, kId);
    const bool hex = std::all_of(id.begin(), id.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    const auto bytes = from_base64url(line.substr(kId + 1));
    const auto signature = bytes ? to_array<64>(*bytes) : std::nullopt;
    if (!hex || !signature)
        return std::nullopt;
    return Signature{std::string{id}, *signature};
}

/// Each role has a prefix of its own, so that a signature of one is never good for another.
Bytes message_of(Role role, std::string_view body)
{
    auto out = to_bytes("rs1 trust " + std::string{role_name(role)} + " v1");
    out.push_back(0);
    append(out, as_view(body));
    return out;
}

bool names_key_twice(const std::vector<Signature>& signatures, const std::string& id)
{
    return std::any_of(signatures.begin(), signatures.end(),
                       [&](const Signature& known) { return known.key_id == id; });
}

} // namespace

std::string_view role_name(Role role)
{
    switch (role) {
    case Role::root:
        return "root";
    case Role::targets:
        return "targets";
    case Role::timestamp:
        break;
    }
    return "timestamp";
}

std::string key_id(const PublicKey& key)
{
    const auto hash = crypto::sha256(key);
    return to_hex(View{hash}.first(8));
}

Result<SignedText> parse_signed_text(std::string_view text)
{
    if (text.size() > kMaxText)
        return Errc::too_large;
    const auto heading = take_line(text);
    const auto role = heading ? read_heading(*heading) : Result<Role>{Errc::malformed};
    if (!role)
        return role.error();
    const auto body = take_line(text);
    if (!body || !is_plain_line(*body))
        return Errc::malformed;
    SignedText out{*role, std::string{*body}, {}};
    while (!text.empty()) {
        const auto line = take_line(text);
        const auto signature = line ? read_signature(*line) : std::nullopt;
        if (!signature || out.signatures.size() == kMaxSignatures ||
            names_key_twice(out.signatures, signature->key_id))
            return Errc::malformed;
        out.signatures.push_back(*signature);
    }
    return out;
}

std::string format_signed_text(const SignedText& file)
{
    std::string out{kHeading};
    out += role_name(file.role);
    out += kForm;
    out += "\n" + file.body + "\n";
    for (const auto& signature : file.signatures)
        out += signature.key_id + " " + to_base64url(signature.bytes) + "\n";
    return out;
}

Signature sign_body(Role role, std::string_view body, const crypto::SigningKey& key)
{
    return {key_id(key.public_key), crypto::sign(key, message_of(role, body))};
}

std::size_t count_signers(const SignedText& file, const std::vector<PublicKey>& keys)
{
    const auto message = message_of(file.role, file.body);
    return static_cast<std::size_t>(std::count_if(keys.begin(), keys.end(), [&](const PublicKey& key) {
        const auto id = key_id(key);
        return std::any_of(file.signatures.begin(), file.signatures.end(), [&](const Signature& signature) {
            return signature.key_id == id && crypto::verify(key, message, signature.bytes);
        });
    }));
}

} // namespace cordee::plugin::trust
