#include "apps/broker/audit/audit_log.hpp"

#include "apps/broker/times.hpp"
#include "core/base/printable.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::uint64_t kEntriesPerHead = 100;
constexpr std::chrono::seconds kTimePerHead{60};
constexpr std::size_t kMaxAuditName = 254;
constexpr std::int64_t kSearched = 20'000; ///< entries that one request looks into for a text

constexpr const char* kSelectEntries =
    "SELECT seq, at, actor_kind, actor_id, actor_name, address, act, session, object, before, after, hash "
    "FROM audit WHERE ";

crypto::AuditHash hash_from(const std::string& text)
{
    return to_array<32>(from_hex(text).value()).value();
}

crypto::AuditLine line_from(const Row& row)
{
    crypto::AuditLine out;
    out.entry.seq = static_cast<std::uint64_t>(row.integer(0));
    out.entry.at = from_seconds(row.integer(1));
    std::size_t column = 2;
    for (auto* text :
         {&out.entry.actor_kind, &out.entry.actor_id, &out.entry.actor_name, &out.entry.address,
          &out.entry.act, &out.entry.session, &out.entry.object, &out.entry.before, &out.entry.after})
        *text = row.text(column++);
    out.hash = hash_from(row.text(column));
    return out;
}

std::string kind_of(const std::string& act)
{
    return act.substr(0, act.find('.'));
}

/// For LIKE with ESCAPE '!'.
std::string anywhere(const std::string& text)
{
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!')
            out += '!';
        out += c;
    }
    return out + "%";
}

std::string text_of(const std::optional<json::Object>& object)
{
    return object ? json::dump(*object) : std::string{};
}

} // namespace

Actor actor_of(const Operator& who)
{
    return {std::string{role_name(who.role)}, std::to_string(who.id), who.email};
}

bool AuditFilter::empty() const
{
    return actor.empty() && kind.empty() && session.empty() && !from && !until && text.empty();
}

void AuditLog::record(const Actor& actor, const std::string& address, std::string_view act, AuditFacts facts)
{
    crypto::AuditEntry entry;
    entry.at = clock_.now();
    entry.actor_kind = actor.kind;
    entry.actor_id = actor.id;
    entry.actor_name = printable(actor.name, kMaxAuditName);
    entry.address = address;
    entry.act = act;
    entry.session = std::move(facts.session);
    entry.object = printable(facts.object, kMaxAuditName);
    entry.before = text_of(facts.before);
    entry.after = text_of(facts.after);
    if (database_.in_transaction())
        return append(entry);
    Database::Transaction transaction{database_};
    append(entry);
    transaction.commit();
}

/// Changing the row of the tail keeps every other writer out until the transaction ends.
void AuditLog::append(const crypto::AuditEntry& made)
{
    auto entry = made;
    database_.run("UPDATE audit_tail SET seq = seq + 1 WHERE id = 1");
    const auto before = tail();
    entry.seq = before.seq;
    const auto hash = crypto::audit_hash(before.hash, entry);
    const auto hex = to_hex(hash);
    database_.run(
        "INSERT INTO audit (seq, at, actor_kind, actor_id, actor_name, address, kind, act, session, "
        "object, before, after, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {static_cast<std::int64_t>(entry.seq), to_seconds(entry.at), entry.actor_kind, entry.actor_id,
         entry.actor_name, entry.address, kind_of(entry.act), entry.act, entry.session, entry.object,
         entry.before, entry.after, hex});
    database_.run("UPDATE audit_tail SET hash = ? WHERE id = 1", {hex});
    if (entry.seq % kEntriesPerHead == 0)
        keep(crypto::sign_audit_head(entry.seq, hash, entry.at, key_));
}

AuditLog::Tail AuditLog::tail() const
{
    const auto row = database_.query("SELECT seq, hash FROM audit_tail WHERE id = 1").at(0);
    return {static_cast<std::uint64_t>(row.integer(0)), hash_from(row.text(1))};
}

void AuditLog::keep(const crypto::AuditHead& head)
{
    database_.run("INSERT INTO audit_head (seq, at, hash, signature) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (seq) DO NOTHING",
                  {static_cast<std::int64_t>(head.seq), to_seconds(head.at), to_hex(head.hash),
                   to_base64url(head.signature)});
}

crypto::AuditHead AuditLog::head()
{
    const auto last = tail();
    const auto out = crypto::sign_audit_head(last.seq, last.hash, clock_.now(), key_);
    if (last.seq > 0)
        keep(out);
    return out;
}

void AuditLog::tick()
{
    const auto rows =
        database_.query("SELECT seq, at FROM audit WHERE seq > (SELECT COALESCE(MAX(seq), 0) FROM "
                        "audit_head) ORDER BY seq LIMIT 1");
    if (!rows.empty() && clock_.now() - from_seconds(rows.front().integer(1)) >= kTimePerHead)
        head();
}

std::vector<crypto::AuditLine> AuditLog::select(const AuditFilter& filter, std::string condition,
                                                std::vector<Value> values, const char* order,
                                                std::size_t most) const
{
    const auto narrow = [&](const char* also, const std::vector<Value>& with) {
        condition += std::string{" AND "} + also;
        values.insert(values.end(), with.begin(), with.end());
    };
    if (!filter.actor.empty())
        narrow("(actor_name = ? OR actor_id = ?)", {filter.actor, filter.actor});
    if (!filter.kind.empty())
        narrow(filter.kind.find('.') == std::string::npos ? "kind = ?" : "act = ?", {filter.kind});
    if (!filter.session.empty())
        narrow("session = ?", {filter.session});
    if (filter.from)
        narrow("at >= ?", {*filter.from});
    if (filter.until)
        narrow("at < ?", {*filter.until});
    if (!filter.text.empty()) {
        const Value like{anywhere(filter.text)};
        narrow("(LOWER(actor_name) LIKE LOWER(?) ESCAPE '!' OR LOWER(object) LIKE LOWER(?) ESCAPE '!' OR "
               "LOWER(before) LIKE LOWER(?) ESCAPE '!' OR LOWER(after) LIKE LOWER(?) ESCAPE '!')",
               {like, like, like, like});
    }
    values.emplace_back(static_cast<std::int64_t>(most));
    std::vector<crypto::AuditLine> out;
    for (const auto& row : database_.query(kSelectEntries + condition + " ORDER BY seq " + order + " LIMIT ?",
                                           std::move(values)))
        out.push_back(line_from(row));
    return out;
}

AuditLog::Page AuditLog::list(const AuditFilter& filter, std::int64_t below, std::size_t most) const
{
    const auto end = std::min(below, static_cast<std::int64_t>(tail().seq) + 1);
    const auto begin = filter.text.empty() ? 1 : std::max<std::int64_t>(end - kSearched, 1);
    Page out{select(filter, "seq >= ? AND seq < ?", {begin, end}, "DESC", most + 1)};
    if (out.lines.size() > most) {
        out.lines.pop_back();
        out.next = static_cast<std::int64_t>(out.lines.back().entry.seq);
    } else if (begin > 1) {
        out.next = begin;
    }
    return out;
}

std::vector<crypto::AuditLine> AuditLog::after(const AuditFilter& filter, std::int64_t above,
                                               std::int64_t last, std::size_t most) const
{
    return select(filter, "seq > ? AND seq <= ?", {above, last}, "ASC", most);
}

std::string AuditLog::fault() const
{
    const auto told = tail();
    const auto end = static_cast<std::int64_t>(told.seq);
    const auto two = list({}, end + 1, 2).lines;
    const auto beyond = database_.query("SELECT seq FROM audit WHERE seq > ? LIMIT 1", {end});
    if ((told.seq > 0 && (two.empty() || two.front().entry.seq != told.seq)) || !beyond.empty())
        return "entries are missing at its end, or were added there";
    if (told.seq > 0) {
        const auto previous = two.size() > 1 ? two.back().hash : crypto::AuditHash{};
        if (two.front().hash != told.hash || crypto::audit_hash(previous, two.front().entry) != told.hash)
            return "its last entry was changed";
    }
    for (const auto& row :
         database_.query("SELECT seq, hash, at, signature FROM audit_head ORDER BY seq DESC LIMIT 1")) {
        const auto kept = database_.query("SELECT hash FROM audit WHERE seq = ?", {row.integer(0)});
        const auto bytes = from_base64url(row.text(3)).value_or(Bytes{});
        const crypto::AuditHead head{static_cast<std::uint64_t>(row.integer(0)), hash_from(row.text(1)),
                                     from_seconds(row.integer(2)),
                                     to_array<64>(bytes).value_or(ByteArray<64>{}), key_.public_key};
        if (kept.empty() || kept.front().text(0) != row.text(1) || !crypto::is_signed(head))
            return "it does not fit its last signed head";
    }
    return {};
}

} // namespace cordee::broker
