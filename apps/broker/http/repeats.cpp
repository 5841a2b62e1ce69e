#include "apps/broker/http/repeats.hpp"

#include "apps/broker/times.hpp"
#include "core/base/json.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::chrono::hours kRemembered{24};

std::string request_text(const Request& request)
{
    return request.method + '\n' + request.path + '\n' + request.body;
}

/// The key that the client chose is part of it, and is not kept.
std::string answer_purpose(std::int64_t operator_id, const Request& request)
{
    return "answer " + std::to_string(operator_id) + " " + request.idempotency_key;
}

std::string answer_text(const Response& answer)
{
    auto out = json::make_object();
    out.set("status", answer.status);
    out.set("body", answer.body);
    return json::dump(out);
}

std::optional<Response> answer_from(const std::string& text)
{
    const auto kept = json::parse(text);
    if (kept.has_error())
        return std::nullopt;
    Response out;
    out.status = static_cast<int>(json::get_integer(**kept, "status").value_or(200));
    out.body = json::get_string(**kept, "body").value_or("");
    out.headers.emplace_back("Idempotent-Replayed", "true");
    return out;
}

} // namespace

bool is_idempotency_key(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

Repeats::Found Repeats::begin(std::int64_t operator_id, const Request& request)
{
    const auto now = clock_.now();
    const auto name = name_of(operator_id, request);
    database_.run("DELETE FROM repeated WHERE expires <= ?", {to_seconds(now)});
    auto found = look_up(name, request);
    if (found.known != Known::no)
        return found;
    const auto count = database_.query("SELECT COUNT(*) FROM repeated WHERE operator = ?", {operator_id});
    if (count.at(0).integer(0) >= kMaxRepeats)
        return {Known::too_many, {}};
    database_.run("INSERT INTO repeated (operator, name, request, expires) VALUES (?, ?, ?, ?)",
                  {operator_id, name.second, sealer_.mark(request_text(request), "repeated request"),
                   to_seconds(now + kRemembered)});
    running_.insert(name);
    return found;
}

void Repeats::keep(std::int64_t operator_id, const Request& request, const Response& answer)
{
    const auto name = name_of(operator_id, request);
    running_.erase(name);
    database_.run(
        "UPDATE repeated SET answer = ? WHERE operator = ? AND name = ?",
        {sealer_.seal(answer_text(answer), answer_purpose(operator_id, request)), operator_id, name.second});
}

void Repeats::forget(std::int64_t operator_id, const Request& request)
{
    const auto name = name_of(operator_id, request);
    running_.erase(name);
    database_.run("DELETE FROM repeated WHERE operator = ? AND name = ?", {operator_id, name.second});
}

Repeats::Name Repeats::name_of(std::int64_t operator_id, const Request& request) const
{
    return {operator_id, sealer_.mark(request.idempotency_key, "repeated name")};
}

Repeats::Found Repeats::look_up(const Name& name, const Request& request) const
{
    const auto rows = database_.query("SELECT request, answer FROM repeated WHERE operator = ? AND name = ?",
                                      {name.first, name.second});
    if (rows.empty())
        return {};
    if (rows.front().text(0) != sealer_.mark(request_text(request), "repeated request"))
        return {Known::differs, {}};
    if (running_.contains(name))
        return {Known::running, {}};
    const auto text = sealer_.open(rows.front().text(1), answer_purpose(name.first, request));
    auto answer = text ? answer_from(*text) : std::nullopt;
    return answer ? Found{Known::answered, std::move(answer)} : Found{Known::unclear, {}};
}

} // namespace cordee::broker
