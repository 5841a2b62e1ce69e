#include "apps/broker/audit/told_acts.hpp"

#include "apps/broker/policy/module_access.hpp"
#include "core/base/printable.hpp"
#include "core/crypto/timestamps.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxStream = 22;
constexpr std::int64_t kMaxToldNumber = 1'000'000'000;

bool is_stream(const std::string& text)
{
    return !text.empty() && text.size() <= kMaxStream && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

/// Copies a short text when there is one; false for another form.
bool take_text(json::Object& to, const json::Object& from, const char* name)
{
    if (!from.has(name))
        return true;
    const auto text = json::get_string(from, name);
    if (!text || text->size() > 80 || printable(*text) != *text)
        return false;
    to.set(name, *text);
    return true;
}

Result<ToldAct> act_from_json(const json::Object& event)
{
    const auto act = json::get_string(event, "act");
    if (!act || !is_plain_name(*act))
        return Errc::malformed;
    ToldAct out{*act, json::make_object()};
    for (const char* name : {"time", "module", "version", "publisher"})
        if (!take_text(out.facts, event, name))
            return Errc::malformed;
    if (event.has("facts")) {
        const auto facts = json::get_object(event, "facts");
        if (facts.isNull())
            return Errc::malformed;
        out.facts.set("facts", facts);
    }
    if (json::dump(out.facts).size() > kMaxToldFacts)
        return Errc::too_large;
    return out;
}

struct Progress {
    std::int64_t told = 0;    ///< number of the last act of this stream
    std::int64_t entries = 0; ///< of this side in all
    std::int64_t streams = 0;
};

Progress progress_of(Database& database, const Teller& teller, const std::string& stream)
{
    Progress out;
    for (const auto& row :
         database.query("SELECT stream, told, entries FROM audit_told WHERE session = ? AND "
                        "side = ?",
                        {teller.session, teller.side})) {
        ++out.streams;
        out.entries += row.integer(2);
        if (row.text(0) == stream)
            out.told = row.integer(1);
    }
    return out;
}

} // namespace

Result<ToldActs> told_acts_from_json(const json::Object& body)
{
    const auto stream = json::get_string(body, "stream");
    const auto first = json::get_integer(body, "first");
    const auto events = json::get_objects(body, "events");
    if (!stream || !is_stream(*stream) || !first || *first < 1 || *first > kMaxToldNumber || !events ||
        events->empty())
        return Errc::malformed;
    if (events->size() > kMaxToldActs)
        return Errc::too_large;
    ToldActs out{*stream, *first, {}};
    for (const auto& event : *events) {
        auto act = act_from_json(*event);
        if (act.has_error())
            return act.error();
        out.acts.push_back(std::move(*act));
    }
    return out;
}

Result<std::int64_t> record_told(Database& database, AuditLog& audit, const Teller& teller,
                                 const ToldActs& told)
{
    const auto before = progress_of(database, teller, told.stream);
    if (before.told == 0 && before.streams >= kMaxToldStreams)
        return Errc::exhausted;
    std::int64_t number = told.first - 1;
    std::int64_t entries = 0;
    for (const auto& act : told.acts) {
        if (++number <= before.told)
            continue;
        if (before.entries + ++entries > kMaxToldPerSide)
            return Errc::exhausted;
        audit.record(teller.actor, teller.address, "side." + act.act,
                     {.session = teller.session, .object = teller.side, .after = act.facts});
    }
    number = std::max(number, before.told);
    database.run("INSERT INTO audit_told (session, side, stream, told, entries) VALUES (?, ?, ?, ?, ?) ON "
                 "CONFLICT (session, side, stream) DO UPDATE SET told = excluded.told, entries = "
                 "audit_told.entries + excluded.entries",
                 {teller.session, teller.side, told.stream, number, entries});
    return number;
}

} // namespace cordee::broker
