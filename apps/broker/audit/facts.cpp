#include "apps/broker/audit/facts.hpp"

#include "apps/broker/broker.hpp"

#include <map>

namespace cordee::broker {
namespace {

constexpr std::size_t kMostChanged = 4096;

using CountedLines = std::map<std::string_view, int>;

template <class Each>
void for_each_line(std::string_view text, Each each)
{
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        each(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

CountedLines lines_of(std::string_view text)
{
    CountedLines out;
    for_each_line(text, [&](std::string_view line) { ++out[line]; });
    return out;
}

/// Those of the text that the other does not have, or not so often.
json::Object without(const std::string& text, CountedLines other)
{
    std::vector<std::string> lines;
    std::size_t size = 0;
    bool all = true;
    for_each_line(text, [&](std::string_view line) {
        if (line.empty() || --other[line] >= 0)
            return;
        size += line.size();
        all = all && size <= kMostChanged;
        if (all)
            lines.emplace_back(line);
    });
    auto out = object_of({{"sha256", policy_hash(text)}});
    out.set("lines", json::make_array(lines));
    if (!all)
        out.set("more", true);
    return out;
}

} // namespace

json::Object object_of(std::initializer_list<Member> members)
{
    auto out = json::make_object();
    for (const auto& [name, value] : members)
        out.set(name, value);
    return out;
}

json::Object object_of(const std::vector<ModuleAccess>& modules)
{
    return object_of({{"modules", modules_to_json(modules)}});
}

TextChange change_of(const std::string& before, const std::string& after)
{
    return {without(before, lines_of(after)), without(after, lines_of(before))};
}

void record(Broker& broker, const Request& request, const Operator& who, std::string_view act,
            AuditFacts facts)
{
    broker.audit.record(actor_of(who), request.address, act, std::move(facts));
}

} // namespace cordee::broker
