#include "core/crypto/minisign.hpp"

#include "core/crypto/hash.hpp"

#include <array>

namespace cordee::crypto {
namespace {

constexpr std::size_t kMaxText = 8192;
constexpr std::string_view kUntrusted = "untrusted comment: ";
constexpr std::string_view kTrusted = "trusted comment: ";
constexpr std::string_view kKeyAlgorithm = "Ed";
constexpr std::string_view kPrehashed = "ED";
constexpr std::string_view kLegacy = "Ed";

/// Takes the line off the front of text, without its end.
std::string_view take_line(std::string_view& text)
{
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

struct Signature {
    std::string_view algorithm;
    ByteArray<8> key_id{};
    ByteArray<64> signature{};
    std::string_view comment;
    ByteArray<64> comment_signature{};
};

/// The views of the result point into raw and text.
Result<Signature> parse_signature(std::string_view text, Bytes& raw)
{
    if (text.size() > kMaxText)
        return Errc::too_large;
    const auto untrusted = take_line(text);
    const auto blob = from_base64(take_line(text));
    auto trusted = take_line(text);
    const auto global = from_base64(take_line(text));
    if (!untrusted.starts_with(kUntrusted) || !trusted.starts_with(kTrusted) || !text.empty() || !blob ||
        blob->size() != 74 || !global || global->size() != 64)
        return Errc::malformed;
    raw = *blob;
    trusted.remove_prefix(kTrusted.size());
    const View bytes{raw};
    return Signature{as_text(bytes.first(2)), *to_array<8>(bytes.subspan(2, 8)),
                     *to_array<64>(bytes.subspan(10)), trusted, *to_array<64>(*global)};
}

} // namespace

Result<MinisignKey> parse_minisign_key(std::string_view text)
{
    if (text.size() > kMaxText)
        return Errc::too_large;
    if (text.starts_with(kUntrusted))
        take_line(text);
    const auto blob = from_base64(take_line(text));
    if (!text.empty() || !blob || blob->size() != 42)
        return Errc::malformed;
    const View bytes{*blob};
    if (as_text(bytes.first(2)) != kKeyAlgorithm)
        return Errc::unsupported;
    return MinisignKey{*to_array<8>(bytes.subspan(2, 8)), *to_array<32>(bytes.subspan(10))};
}

Result<std::string> verify_minisign(const MinisignKey& key, View message, std::string_view signature_text)
{
    Bytes raw;
    const auto parsed = parse_signature(signature_text, raw);
    if (!parsed)
        return parsed.error();
    if (parsed->algorithm != kPrehashed)
        return parsed->algorithm == kLegacy ? Errc::unsupported : Errc::malformed;
    if (parsed->key_id != key.id)
        return Errc::bad_key;
    auto commented = to_bytes(View{parsed->signature});
    append(commented, as_view(parsed->comment));
    if (!verify(key.key, blake2b512(message), parsed->signature) ||
        !verify(key.key, commented, parsed->comment_signature))
        return Errc::bad_signature;
    return std::string{parsed->comment};
}

} // namespace cordee::crypto
