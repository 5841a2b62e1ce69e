#include "apps/broker/audit/audit_csv.hpp"

#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

/// A cell that begins like a formula gets an apostrophe, which spreadsheets do not show.
std::string cell(const std::string& text)
{
    static constexpr std::string_view kFormula = "=+-@\t\r";
    std::string out = "\"";
    if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos)
        out += '\'';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + "\"";
}

} // namespace

std::string audit_csv_head()
{
    return "seq,at,actor_kind,actor_id,actor_name,address,act,session,object,before,after\r\n";
}

std::string audit_csv_line(const crypto::AuditEntry& entry)
{
    std::string out = std::to_string(entry.seq) + "," + crypto::format_timestamp(entry.at);
    for (const auto* text : {&entry.actor_kind, &entry.actor_id, &entry.actor_name, &entry.address,
                             &entry.act, &entry.session, &entry.object, &entry.before, &entry.after})
        out += "," + cell(*text);
    return out + "\r\n";
}

} // namespace cordee::broker
