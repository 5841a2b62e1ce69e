// audit list, export, head, verify.
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/audit_verifier.hpp"
#include "core/endpoint/run.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxHead = 64 * 1024;
constexpr std::size_t kMaxAuditLine = 1 << 20;
constexpr std::size_t kMaxAuditShown = 400;
constexpr std::size_t kMostPerPage = 200;
constexpr std::size_t kMostListed = 10'000;

/// As an option here, and as a parameter of the broker.
constexpr std::array kFilters{"actor", "kind", "session", "from", "until"};

std::string query_of(const Options& options)
{
    std::string out;
    const auto add = [&](const std::string& name, const std::string& value) {
        out += (out.empty() ? "?" : "&") + name + "=" + endpoint::escaped(value);
    };
    for (const char* name : kFilters)
        if (options.has(name))
            add(name, options.value(name));
    if (options.has("text"))
        add("q", options.value("text"));
    return out;
}

/// Pages of the broker until there are so many events, or no more.
asio::awaitable<std::vector<json::Object::Ptr>> newest_events(endpoint::BrokerClient& broker,
                                                              std::string query, std::size_t most)
{
    std::vector<json::Object::Ptr> out;
    std::string cursor;
    for (;;) {
        const auto left = std::min<std::size_t>(most - out.size(), kMostPerPage);
        auto target = fmt::format("{}{}limit={}", query, query.empty() ? "?" : "&", left);
        if (!cursor.empty())
            target += "&cursor=" + endpoint::escaped(cursor);
        const auto answer = co_await broker.audit(target);
        const auto events = json::get_objects(*answer, "events");
        if (!events || events->size() > left)
            throw endpoint::not_understood();
        out.insert(out.end(), events->begin(), events->end());
        const auto next = json::get_string(*answer, "next");
        if (out.size() == most || !next || *next == cursor)
            break;
        cursor = *next;
    }
    co_return out;
}

std::size_t limit_of(const Options& options)
{
    const auto text = options.value("limit", "50");
    std::size_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end || out < 1 || out > kMostListed)
        throw UsageError{trf("the value of '{}' does not fit", "--limit"),
                         std::string{tr("it is a number from 1 to 10000")}};
    return out;
}

std::string text_of(const json::Object& object, const char* name)
{
    return printable(json::get_string(object, name).value_or(""), kMaxAuditShown);
}

std::string facts_of(const json::Object& event, const char* name)
{
    const auto facts = json::get_object(event, name);
    return facts.isNull() ? std::string{} : printable(json::dump(*facts), kMaxAuditShown);
}

std::string line_of_event(const json::Object& event)
{
    const auto actor = json::get_object(event, "actor");
    auto out = fmt::format("{}  {}  {} {}  {}  {}", json::get_integer(event, "seq").value_or(0),
                           text_of(event, "at"), actor.isNull() ? "" : text_of(*actor, "kind"),
                           actor.isNull() ? "" : text_of(*actor, "name"), text_of(event, "address"),
                           text_of(event, "act"));
    for (const char* name : {"object", "session"})
        if (const auto text = text_of(event, name); !text.empty())
            out += "  " + text;
    const auto before = facts_of(event, "before");
    const auto after = facts_of(event, "after");
    if (!before.empty())
        out += fmt::format("  {} ->", before);
    if (!after.empty())
        out += "  " + after;
    return out;
}

/// What was sent into it ends up in pieces of any length.
class LineCutter {
public:
    explicit LineCutter(endpoint::AuditVerifier& to) : to_{to} {}

    void take(std::string_view piece)
    {
        while (!piece.empty()) {
            const auto end = piece.find('\n');
            kept_ += piece.substr(0, end);
            if (kept_.size() > kMaxAuditLine)
                throw UserError{std::string{tr("this is not an exported audit log")},
                                std::string{tr("cordee audit export writes one")}};
            if (end == std::string_view::npos)
                return;
            to_.take(std::exchange(kept_, {}));
            piece.remove_prefix(end + 1);
        }
    }
    void end()
    {
        if (!kept_.empty())
            to_.take(std::exchange(kept_, {}));
    }

private:
    endpoint::AuditVerifier& to_;
    std::string kept_;
};

std::optional<crypto::AuditHead> known_head(const Options& options)
{
    if (!options.has("head"))
        return std::nullopt;
    const auto object = json::parse(read_input(options.value("head"), kMaxHead));
    auto head = object.has_value() ? crypto::audit_head_from_json(**object)
                                   : Result<crypto::AuditHead>{Errc::malformed};
    if (head.has_error())
        throw UserError{trf("{} is not a head of an audit log", printable(options.value("head"))),
                        std::string{tr("cordee audit head prints one, to be kept elsewhere")}};
    return *head;
}

void read_whole(const std::string& file, LineCutter& lines)
{
    std::ifstream in{file, std::ios::binary};
    std::array<char, 64 * 1024> piece{};
    while (in.read(piece.data(), piece.size()), in.gcount() > 0)
        lines.take({piece.data(), static_cast<std::size_t>(in.gcount())});
    if (!in.eof())
        throw UserError{trf("cannot read {}", printable(file)), std::string{tr("check the path")}};
}

void conclude(const Context& context, endpoint::AuditVerifier& verifier)
{
    const auto findings = verifier.finish();
    for (const auto& finding : findings)
        context.terminal.print(finding);
    if (!findings.empty())
        throw UserError{std::string{tr("this audit log is not as it was written")},
                        std::string{tr("keep the file and the broker's data folder as they are, and find out "
                                       "who had access to them")}};
    context.terminal.print(trf("{} entries, nothing missing, nothing changed; the last hash is {}",
                               verifier.entries(), to_hex(verifier.head()->hash)));
    context.terminal.print(trf("signed by the key {}", to_base64url(verifier.head()->key)));
}

/// Written beside its place first, so that a half export is never taken for one.
class ExportFile {
public:
    explicit ExportFile(std::string path) : path_{std::move(path)}, part_{path_ + ".part"}
    {
        std::ofstream{part_, std::ios::trunc | std::ios::binary};
        std::error_code error;
        std::filesystem::permissions(
            part_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
        out_.open(part_, std::ios::app | std::ios::binary);
        check();
    }
    ~ExportFile()
    {
        std::error_code ignored;
        std::filesystem::remove(part_, ignored);
    }
    ExportFile(const ExportFile&) = delete;
    ExportFile& operator=(const ExportFile&) = delete;

    void add(std::string_view piece)
    {
        out_ << piece;
        check();
    }
    void finish()
    {
        out_.close();
        check();
        std::filesystem::rename(part_, path_);
    }

private:
    void check() const
    {
        if (!out_)
            throw UserError{trf("cannot write {}", printable(path_)),
                            std::string{tr("check the path and the space on the disk")}};
    }

    std::string path_;
    std::string part_;
    std::ofstream out_;
};

} // namespace

int run_audit_list(Context& context, const Options& options)
{
    const auto limit = limit_of(options);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto events = endpoint::run(io, newest_events(*broker, query_of(options), limit));
    for (const auto& event : events)
        context.terminal.print(options.has("json") ? json::dump(*event) : line_of_event(*event));
    return 0;
}

int run_audit_export(Context& context, const Options& options)
{
    const auto target = (options.has("csv") ? "/audit.csv" : "/audit.jsonl") + query_of(options);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    ExportFile file{options.positional()[0]};
    const auto sink = [&file](std::string_view piece) { file.add(piece); };
    endpoint::run(io, broker->export_audit(target, sink));
    file.finish();
    return 0;
}

int run_audit_head(Context& context, const Options&)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    context.terminal.print(json::dump(*endpoint::run(io, broker->audit_head())));
    return 0;
}

int run_audit_verify(Context& context, const Options& options)
{
    endpoint::AuditVerifier verifier{known_head(options)};
    LineCutter lines{verifier};
    if (!options.positional().empty()) {
        read_whole(options.positional()[0], lines);
    } else {
        asio::io_context io;
        Broker broker{context, context.accounts().require()};
        const auto sink = [&lines](std::string_view piece) { lines.take(piece); };
        endpoint::run(io, broker->export_audit("/audit.jsonl", sink));
    }
    lines.end();
    conclude(context, verifier);
    return 0;
}

} // namespace cordee::cli
