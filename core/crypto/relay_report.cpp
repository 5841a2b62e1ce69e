#include "core/crypto/relay_report.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/hkdf.hpp"
#include "core/crypto/hmac.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace cordee::crypto {
namespace {

constexpr std::size_t kMaxProof = 160;

/// Every part but the last has one length.
ByteArray<32> mac_of(View secret, std::string_view relay, std::string_view body, const ReportProof& proof)
{
    const auto key = hkdf(as_view("rs1 relay report"), secret, as_view(relay));
    auto message = to_bytes(std::string_view{"rs1 relay report proof"});
    const auto seconds = static_cast<std::uint64_t>(proof.time.time_since_epoch().count());
    for (int shift = 56; shift >= 0; shift -= 8)
        message.push_back(static_cast<std::uint8_t>(seconds >> shift));
    append(message, proof.instance);
    append(message, proof.nonce);
    append(message, as_view(body));
    return hmac_sha256(key.view(), message);
}

/// Up to the next dot, which is taken too.
std::string_view next_part(std::string_view& text)
{
    const auto dot = std::min(text.find('.'), text.size());
    const auto out = text.substr(0, dot);
    text.remove_prefix(std::min(dot + 1, text.size()));
    return out;
}

template <std::size_t N>
bool read_part(std::string_view& text, ByteArray<N>& into)
{
    const auto bytes = from_base64url(next_part(text));
    const auto array = bytes ? to_array<N>(*bytes) : std::nullopt;
    if (array)
        into = *array;
    return array.has_value();
}

} // namespace

ReportProof prove_report(View secret, std::string_view relay, std::string_view body, WallTime now,
                         const ByteArray<16>& instance, const ByteArray<16>& nonce)
{
    ReportProof out{now, instance, nonce, {}};
    out.mac = mac_of(secret, relay, body, out);
    return out;
}

bool verify_report(View secret, std::string_view relay, std::string_view body, const ReportProof& proof)
{
    return equal_constant_time(proof.mac, mac_of(secret, relay, body, proof));
}

std::string format_report_proof(const ReportProof& proof)
{
    return fmt::format("{}.{}.{}.{}", proof.time.time_since_epoch().count(), to_base64url(proof.instance),
                       to_base64url(proof.nonce), to_base64url(proof.mac));
}

Result<ReportProof> parse_report_proof(std::string_view text)
{
    if (text.size() > kMaxProof || std::count(text.begin(), text.end(), '.') != 3)
        return Errc::malformed;
    ReportProof out;
    const auto digits = next_part(text);
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (error != std::errc{} || end != digits.data() + digits.size() || seconds < 0)
        return Errc::malformed;
    out.time = WallTime{std::chrono::seconds{seconds}};
    if (!read_part(text, out.instance) || !read_part(text, out.nonce) || !read_part(text, out.mac))
        return Errc::malformed;
    return out;
}

} // namespace cordee::crypto
