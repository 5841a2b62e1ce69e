#include "apps/broker/packages/module_terms.hpp"

#include "apps/broker/policy/module_access.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr const char* kName = "module_terms";
constexpr std::size_t kMaxPublishers = 16;

bool is_publisher(const std::string& text)
{
    return text.size() == 16 && text.find_first_not_of("0123456789ABCDEF") == std::string::npos;
}

/// Empty when there is no such member; malformed when it is no version.
Result<std::optional<Version>> version_in(const json::Object& entry, const char* key)
{
    if (!entry.has(key))
        return std::optional<Version>{};
    const auto version = parse_version(json::get_string(entry, key).value_or(""));
    if (!version)
        return Errc::malformed;
    return std::optional{*version};
}

Result<ModuleTerms> one_from_json(const json::Object& entry)
{
    const auto min = version_in(entry, "min");
    const auto max = version_in(entry, "max");
    const auto publishers = entry.has("publishers") ? json::get_strings(entry, "publishers")
                                                    : std::optional<std::vector<std::string>>{std::in_place};
    if (!min || !max || !publishers || publishers->size() > kMaxPublishers ||
        !std::ranges::all_of(*publishers, is_publisher))
        return Errc::malformed;
    const std::size_t known = 1U + entry.has("min") + entry.has("max") + entry.has("publishers");
    const ModuleTerms out{min->value_or(Version{}), *max, *publishers};
    if (entry.size() != known || (out.max && *out.max < out.min))
        return Errc::malformed;
    return out;
}

} // namespace

const ModuleTerms* terms_of(const TermsByModule& terms, std::string_view module)
{
    auto found = terms.find(module);
    if (found == terms.end())
        found = terms.find("*");
    return found == terms.end() ? nullptr : &found->second;
}

Result<TermsByModule> terms_from_json(const json::Object& policy)
{
    TermsByModule out;
    if (!policy.has("modules"))
        return out;
    const auto listed = json::get_objects(policy, "modules");
    if (!listed)
        return Errc::malformed;
    if (listed->size() > kMaxTerms)
        return Errc::too_large;
    for (const auto& entry : *listed) {
        const auto id = json::get_string(*entry, "module");
        const auto terms = one_from_json(*entry);
        if (!id || !terms || (*id != "*" && !is_plain_name(*id)) || !out.emplace(*id, *terms).second)
            return Errc::malformed;
    }
    return out;
}

json::Array::Ptr terms_to_json(const TermsByModule& terms)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& [id, one] : terms) {
        auto entry = json::make_object();
        entry.set("module", id);
        if (one.min != Version{})
            entry.set("min", to_string(one.min));
        if (one.max)
            entry.set("max", to_string(*one.max));
        if (!one.publishers.empty())
            entry.set("publishers", json::make_array(one.publishers));
        out->add(entry);
    }
    return out;
}

TermsByModule TermsStore::load() const
{
    const auto rows = database_.query("SELECT value FROM installation WHERE name = ?", {std::string{kName}});
    const auto kept =
        rows.empty() ? Result<json::Object::Ptr>{Errc::not_found} : json::parse(rows[0].text(0));
    const auto terms = kept ? terms_from_json(**kept) : Result<TermsByModule>{kept.error()};
    return terms ? *terms : TermsByModule{};
}

void TermsStore::save(const TermsByModule& terms)
{
    auto object = json::make_object();
    object.set("modules", terms_to_json(terms));
    database_.run("INSERT INTO installation VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                  "excluded.value",
                  {std::string{kName}, json::dump(object)});
}

} // namespace cordee::broker
