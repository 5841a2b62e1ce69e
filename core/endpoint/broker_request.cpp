#include "core/endpoint/broker_request.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

bool is_plain(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

} // namespace

const std::string& segment(const std::string& text)
{
    if (!is_plain(text) || text.front() == '.')
        throw answered_no({"not_found", {}, {}}, Asked::other);
    return text;
}

json::Array::Ptr modules_to_json(const std::vector<AskedModule>& modules)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& module : modules) {
        auto entry = json::make_object();
        entry.set("id", module.id);
        entry.set("permissions", json::make_array(module.permissions));
        out->add(entry);
    }
    return out;
}

void add_candidates(json::Object& body, const Candidates& candidates)
{
    if (!candidates.empty())
        body.set("candidates", candidates_to_json(candidates));
}

} // namespace cordee::endpoint
