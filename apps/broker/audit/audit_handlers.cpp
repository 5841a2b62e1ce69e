#include "apps/broker/audit/audit_csv.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/printable.hpp"
#include "core/crypto/timestamps.hpp"

#include <charconv>
#include <limits>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t kFromTheEnd = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kEventsPerPage = 50;
constexpr std::int64_t kMostEventsPerPage = 200;
constexpr std::size_t kRowsPerPiece = 500;
constexpr std::size_t kMaxFilter = 254;

std::string text_parameter(const Request& request, const char* name)
{
    const auto found = request.query.find(name);
    if (found == request.query.end())
        return {};
    if (found->second.size() > kMaxFilter || printable(found->second, kMaxFilter) != found->second)
        throw bad_field(name, request);
    return found->second;
}

std::int64_t number_parameter(const Request& request, const char* name, std::int64_t otherwise)
{
    const auto text = text_parameter(request, name);
    if (text.empty())
        return otherwise;
    std::int64_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end || out < 1)
        throw bad_field(name, request);
    return out;
}

std::optional<std::int64_t> time_parameter(const Request& request, const char* name)
{
    const auto text = text_parameter(request, name);
    if (text.empty())
        return std::nullopt;
    const auto time = crypto::parse_timestamp(text);
    if (!time)
        throw bad_field(name, request);
    return time->time_since_epoch().count();
}

AuditFilter read_filter(const Request& request)
{
    AuditFilter out;
    out.actor = text_parameter(request, "actor");
    out.kind = text_parameter(request, "kind");
    out.session = text_parameter(request, "session");
    out.from = time_parameter(request, "from");
    out.until = time_parameter(request, "until");
    out.text = text_parameter(request, "q");
    return out;
}

/// What is empty is left out.
void set_text(json::Object& to, const char* name, const std::string& text)
{
    if (!text.empty())
        to.set(name, text);
}

void set_object(json::Object& to, const char* name, const std::string& text)
{
    if (const auto object = json::parse(text); object.has_value())
        to.set(name, *object);
}

json::Object event_to_json(const crypto::AuditEntry& entry)
{
    auto out = object_of({{"seq", entry.seq}, {"at", crypto::format_timestamp(entry.at)}});
    auto actor = object_of({{"kind", entry.actor_kind}});
    set_text(actor, "id", entry.actor_id);
    set_text(actor, "name", entry.actor_name);
    out.set("actor", actor);
    out.set("address", entry.address);
    out.set("act", entry.act);
    set_text(out, "session", entry.session);
    set_text(out, "object", entry.object);
    set_object(out, "before", entry.before);
    set_object(out, "after", entry.after);
    return out;
}

asio::awaitable<Response> get_audit(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    const auto filter = read_filter(request);
    const auto below = number_parameter(request, "cursor", kFromTheEnd);
    const auto limit = static_cast<std::size_t>(
        std::min(number_parameter(request, "limit", kEventsPerPage), kMostEventsPerPage));
    const auto page = broker.audit.list(filter, below, limit);
    json::Array::Ptr events{new json::Array};
    for (const auto& line : page.lines)
        events->add(event_to_json(line.entry));
    auto answer = object_of({{"events", events}});
    if (page.next > 0)
        answer.set("next", std::to_string(page.next));
    co_return json_response(200, answer);
}

/// The rows up to the head at the time of the question, some at a time, so that the loop does other things
/// between them.
class Export {
public:
    using Line = std::string (*)(const crypto::AuditLine&);

    Export(Broker& broker, AuditFilter filter, crypto::AuditHead head, std::string first, Line line,
           std::string last)
        : broker_{broker}, filter_{std::move(filter)}, head_{head}, first_{std::move(first)}, line_{line},
          last_{std::move(last)}
    {}

    /// Empty at the end.
    std::string next()
    {
        if (!first_.empty())
            return std::exchange(first_, {});
        const auto lines =
            broker_.audit.after(filter_, above_, static_cast<std::int64_t>(head_.seq), kRowsPerPiece);
        if (lines.empty())
            return std::exchange(last_, {});
        std::string out;
        for (const auto& line : lines)
            out += line_(line);
        above_ = static_cast<std::int64_t>(lines.back().entry.seq);
        return out;
    }

private:
    Broker& broker_;
    AuditFilter filter_;
    crypto::AuditHead head_;
    std::string first_;
    Line line_;
    std::string last_;
    std::int64_t above_ = 0;
};

Response streamed(std::string type, const char* file, const std::shared_ptr<Export>& rows)
{
    Response out;
    out.type = std::move(type);
    out.headers.emplace_back("Content-Disposition", std::string{"attachment; filename=\""} + file + "\"");
    out.pieces = [rows] { return rows->next(); };
    return out;
}

asio::awaitable<Response> get_csv(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    auto filter = read_filter(request);
    record(broker, request, who, "audit.export", {.after = object_of({{"as", "csv"}})});
    const auto rows = std::make_shared<Export>(
        broker, std::move(filter), broker.audit.head(), audit_csv_head(),
        [](const crypto::AuditLine& line) { return audit_csv_line(line.entry); }, std::string{});
    co_return streamed("text/csv; charset=utf-8", "audit.csv", rows);
}

/// With its head as last line, where nothing is left out.
asio::awaitable<Response> get_jsonl(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    auto filter = read_filter(request);
    record(broker, request, who, "audit.export", {.after = object_of({{"as", "jsonl"}})});
    const auto head = broker.audit.head();
    const auto first = json::dump(object_of({{"audit", 1}, {"whole", filter.empty()}})) + "\n";
    const auto last = json::dump(object_of({{"head", crypto::audit_head_to_json(head)}})) + "\n";
    const auto rows = std::make_shared<Export>(
        broker, std::move(filter), head, first,
        [](const crypto::AuditLine& line) { return crypto::audit_line(line.entry, line.hash) + "\n"; }, last);
    co_return streamed("application/jsonl", "audit.jsonl", rows);
}

asio::awaitable<Response> get_head(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    co_return json_response(200, crypto::audit_head_to_json(broker.audit.head()));
}

} // namespace

void add_audit_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/audit",
               [&broker](const Request& request, const Captures&) { return get_audit(broker, request); });
    router.add("GET", "/api/v1/audit.csv",
               [&broker](const Request& request, const Captures&) { return get_csv(broker, request); });
    router.add("GET", "/api/v1/audit.jsonl",
               [&broker](const Request& request, const Captures&) { return get_jsonl(broker, request); });
    router.add("GET", "/api/v1/audit/head",
               [&broker](const Request& request, const Captures&) { return get_head(broker, request); });
}

} // namespace cordee::broker
