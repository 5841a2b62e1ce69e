#include "core/crypto/paseto.hpp"

#include <initializer_list>

namespace cordee::crypto {
namespace {

constexpr std::string_view kHeader = "v4.public.";
constexpr std::size_t kSignatureSize = 64;

void append_u64_little(Bytes& out, std::uint64_t value)
{
    for (int shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// PASETO's Pre-Authentication Encoding: no two lists of pieces give the same bytes.
Bytes encode_pieces(std::initializer_list<View> pieces)
{
    Bytes out;
    append_u64_little(out, pieces.size());
    for (const auto piece : pieces) {
        append_u64_little(out, piece.size());
        append(out, piece);
    }
    return out;
}

struct Parts {
    Bytes body; ///< payload, then signature
    Bytes footer;
};

Result<Parts> split(std::string_view token)
{
    if (!token.starts_with(kHeader))
        return Errc::malformed;
    token.remove_prefix(kHeader.size());
    const auto dot = token.find('.');
    const auto body = from_base64url(token.substr(0, dot));
    if (!body || body->size() < kSignatureSize)
        return Errc::malformed;
    if (dot == std::string_view::npos)
        return Parts{*body, {}};
    const auto footer = from_base64url(token.substr(dot + 1));
    if (!footer || footer->empty()) // an empty footer is spelled without its dot
        return Errc::malformed;
    return Parts{*body, *footer};
}

} // namespace

std::string paseto_sign(const SigningKey& key, std::string_view payload, std::string_view footer,
                        std::string_view implicit)
{
    auto body = to_bytes(payload);
    append(body, sign(key, encode_pieces(
                               {as_view(kHeader), as_view(payload), as_view(footer), as_view(implicit)})));
    auto token = std::string{kHeader} + to_base64url(body);
    if (!footer.empty())
        token += '.' + to_base64url(as_view(footer));
    return token;
}

Result<PasetoToken> paseto_verify(const ByteArray<32>& public_key, std::string_view token,
                                  std::string_view implicit)
{
    VerifyingKey key{public_key};
    return paseto_verify(key, token, implicit);
}

Result<PasetoToken> paseto_verify(VerifyingKey& key, std::string_view token, std::string_view implicit)
{
    const auto parts = split(token);
    if (!parts)
        return parts.error();
    const View body{parts->body};
    const auto payload = body.first(body.size() - kSignatureSize);
    if (!key.verify(encode_pieces({as_view(kHeader), payload, parts->footer, as_view(implicit)}),
                    body.last(kSignatureSize)))
        return Errc::bad_signature;
    return PasetoToken{std::string{as_text(payload)}, std::string{as_text(parts->footer)}};
}

Result<std::string> unverified_paseto_footer(std::string_view token)
{
    const auto parts = split(token);
    if (!parts)
        return parts.error();
    return std::string{as_text(parts->footer)};
}

} // namespace cordee::crypto
