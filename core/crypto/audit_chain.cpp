#include "core/crypto/audit_chain.hpp"

#include "core/crypto/hash.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::crypto {
namespace {

constexpr std::string_view kEntryLabel{"cordee audit entry 1\0", 21};
constexpr std::string_view kHeadLabel{"cordee audit head 1\0", 20};
constexpr std::size_t kMaxAuditField = 1 << 18;

void put_number(Bytes& to, std::uint64_t number, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        to.push_back(static_cast<std::uint8_t>(number >> shift));
}

void put_text(Bytes& to, const std::string& text)
{
    put_number(to, text.size(), 4);
    append(to, as_view(text));
}

std::uint64_t seconds_of(WallTime time)
{
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

Bytes head_statement(std::uint64_t seq, const AuditHash& hash, WallTime at)
{
    Bytes out = to_bytes(kHeadLabel);
    put_number(out, seq, 8);
    append(out, hash);
    put_number(out, seconds_of(at), 8);
    return out;
}

std::optional<std::string> text_field(const json::Object& object, const char* name)
{
    auto text = json::get_string(object, name);
    if (!text || text->size() > kMaxAuditField)
        return std::nullopt;
    return text;
}

std::optional<WallTime> time_field(const json::Object& object, const char* name)
{
    const auto text = text_field(object, name);
    const auto time = text ? parse_timestamp(*text) : std::nullopt;
    return time && format_timestamp(*time) == *text ? time : std::nullopt;
}

template <std::size_t N>
std::optional<ByteArray<N>> hex_field(const json::Object& object, const char* name)
{
    const auto bytes = from_hex(text_field(object, name).value_or("x"));
    return bytes ? to_array<N>(*bytes) : std::nullopt;
}

template <std::size_t N>
std::optional<ByteArray<N>> base64_field(const json::Object& object, const char* name)
{
    const auto bytes = from_base64url(text_field(object, name).value_or("?"));
    return bytes ? to_array<N>(*bytes) : std::nullopt;
}

/// The texts of an entry, in the order in which they are hashed and written.
constexpr std::pair<const char*, std::string AuditEntry::*> kTexts[]{
    {"kind", &AuditEntry::actor_kind}, {"id", &AuditEntry::actor_id},   {"name", &AuditEntry::actor_name},
    {"address", &AuditEntry::address}, {"act", &AuditEntry::act},       {"session", &AuditEntry::session},
    {"object", &AuditEntry::object},   {"before", &AuditEntry::before}, {"after", &AuditEntry::after},
};

} // namespace

AuditHash audit_hash(const AuditHash& previous, const AuditEntry& entry)
{
    Bytes out = to_bytes(kEntryLabel);
    append(out, previous);
    put_number(out, entry.seq, 8);
    put_number(out, seconds_of(entry.at), 8);
    for (const auto& [name, member] : kTexts)
        put_text(out, entry.*member);
    return sha256(out);
}

std::string audit_line(const AuditEntry& entry, const AuditHash& hash)
{
    auto out = json::make_object();
    out.set("seq", entry.seq);
    out.set("at", format_timestamp(entry.at));
    for (const auto& [name, member] : kTexts)
        out.set(name, entry.*member);
    out.set("hash", to_hex(hash));
    return json::dump(out);
}

Result<AuditLine> parse_audit_line(const json::Object& line)
{
    AuditLine out;
    const auto seq = json::get_integer(line, "seq");
    const auto at = time_field(line, "at");
    const auto hash = hex_field<32>(line, "hash");
    if (!seq || *seq < 1 || !at || !hash)
        return Errc::malformed;
    for (const auto& [name, member] : kTexts) {
        auto text = text_field(line, name);
        if (!text)
            return Errc::malformed;
        out.entry.*member = std::move(*text);
    }
    out.entry.seq = static_cast<std::uint64_t>(*seq);
    out.entry.at = *at;
    out.hash = *hash;
    return out;
}

AuditHead sign_audit_head(std::uint64_t seq, const AuditHash& hash, WallTime at, const SigningKey& key)
{
    return {seq, hash, at, sign(key, head_statement(seq, hash, at)), key.public_key};
}

bool is_signed(const AuditHead& head)
{
    return verify(head.key, head_statement(head.seq, head.hash, head.at), head.signature);
}

json::Object audit_head_to_json(const AuditHead& head)
{
    auto out = json::make_object();
    out.set("seq", head.seq);
    out.set("hash", to_hex(head.hash));
    out.set("at", format_timestamp(head.at));
    out.set("signature", to_base64url(head.signature));
    out.set("key", to_base64url(head.key));
    return out;
}

Result<AuditHead> audit_head_from_json(const json::Object& object)
{
    const auto seq = json::get_integer(object, "seq");
    const auto hash = hex_field<32>(object, "hash");
    const auto at = time_field(object, "at");
    const auto signature = base64_field<64>(object, "signature");
    const auto key = base64_field<32>(object, "key");
    if (!seq || *seq < 0 || !hash || !at || !signature || !key)
        return Errc::malformed;
    return AuditHead{static_cast<std::uint64_t>(*seq), *hash, *at, *signature, *key};
}

} // namespace cordee::crypto
