#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/policy/policy_check.hpp"
#include "apps/broker/policy/policy_explanation.hpp"
#include "apps/broker/policy/policy_json.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/timestamps.hpp"

#include <charconv>
#include <limits>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kVersionsPerPage = 50;
constexpr std::int64_t kMostVersionsPerPage = 200;

/// Rules for people and, where there are some, terms for packages.
json::Object whole_policy(const Broker& broker)
{
    const auto current = broker.policy.current();
    auto out = object_of({{"text", current.text},
                          {"version", current.version},
                          {"rules", rules_to_json(broker.policy.load())}});
    if (const auto terms = broker.terms.load(); !terms.empty())
        out.set("modules", terms_to_json(terms));
    return out;
}

asio::awaitable<Response> get_policy(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    co_return json_response(200, whole_policy(broker));
}

/// What somebody wants the policy to be.
struct PolicyWish {
    std::string text;
    TermsByModule terms;
    std::optional<std::int64_t> over; ///< the version that they saw
};

Problem not_rules(const Request& request)
{
    return {ProblemCode::bad_request,
            fill(tr("this is not a policy: {} rules at most, each with operator, module, permissions and "
                    "effect (allow or deny); and modules, each with module and min, max or publishers",
                    request.language),
                 kMaxJsonRules),
            std::string{tr("take the answer of GET /policy as an example", request.language)}};
}

std::string read_policy_text(const json::Object& body, const Request& request)
{
    auto text = json::get_string(body, "text");
    if (!text || text->size() > kMaxPolicyText)
        throw bad_field("text", request);
    return std::move(*text);
}

/// With the text, terms that are not named stay as they are.
PolicyWish read_wish(const Broker& broker, const Request& request)
{
    const auto body = read_body(request);
    const auto terms = terms_from_json(*body);
    if (terms.has_error())
        throw not_rules(request);
    if (!body->has("text")) {
        const auto rules = rules_from_json(*body);
        if (rules.has_error())
            throw not_rules(request);
        return {print_rules(*rules), *terms, std::nullopt};
    }
    const auto over = json::get_integer(*body, "version");
    if (!over)
        throw bad_field("version", request);
    return {read_policy_text(*body, request), body->has("modules") ? *terms : broker.terms.load(), over};
}

Response with_members(const Problem& problem, const Request& request, const Member& member)
{
    auto out = to_response(problem, request.language);
    auto object = json::parse(out.body).value();
    object->set(member.first, member.second);
    out.body = json::dump(*object);
    return out;
}

Response unusable(const PolicyText& checked, const Request& request)
{
    const auto first =
        std::ranges::find_if(checked.problems, [](const auto& problem) { return !problem.warning; });
    const Problem problem{ProblemCode::bad_request,
                          fill(tr("line {}: {}", request.language), first->line, first->what), first->hint};
    return with_members(problem, request, {"problems", problems_to_json(checked.problems)});
}

Response overtaken(const Broker& broker, const Request& request)
{
    const auto current = broker.policy.current();
    const Problem problem{
        ProblemCode::conflict,
        fill(tr("{} changed the policy meanwhile", request.language),
             current.by.empty() ? "cordee-broker" : current.by),
        std::string{tr("look at their version and make your change in it", request.language)}};
    return with_members(problem, request,
                        {"current", object_of({{"text", current.text},
                                               {"version", current.version},
                                               {"by", current.by},
                                               {"at", crypto::format_timestamp(current.at)}})});
}

void record_change(Broker& broker, const Request& request, const Operator& who, const PolicyVersion& old,
                   const PolicyWish& wish)
{
    auto change = change_of(old.text, wish.text);
    change.before.set("version", old.version);
    change.after.set("version", old.version + 1);
    if (const auto terms = broker.terms.load(); terms != wish.terms) {
        change.before.set("modules", terms_to_json(terms));
        change.after.set("modules", terms_to_json(wish.terms));
    }
    record(broker, request, who, "policy.set",
           {.before = std::move(change.before), .after = std::move(change.after)});
}

void use_policy(Broker& broker, const Request& request, const Operator& who, const PolicyWish& wish)
{
    Database::Transaction transaction{broker.database};
    record_change(broker, request, who, broker.policy.current(), wish);
    const auto version = broker.policy.save(wish.text, who.email, broker.clock.now());
    const bool same_terms = broker.terms.load() == wish.terms;
    broker.terms.save(wish.terms);
    broker.modules.use_terms(wish.terms);
    if (same_terms)
        broker.live.policy_changed();
    else
        broker.live.packages_changed(true);
    transaction.commit();
    log::info("version {} of the policy holds", version);
}

asio::awaitable<Response> put_policy(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto wish = read_wish(broker, request);
    if (wish.over && *wish.over != broker.policy.version())
        co_return overtaken(broker, request);
    const auto checked = check_policy(broker, wish.text, request.language);
    if (!is_usable(checked))
        co_return unusable(checked, request);
    use_policy(broker, request, who, wish);
    tell_everybody(broker, "policy");
    auto answer = whole_policy(broker);
    answer.set("problems", problems_to_json(checked.problems));
    co_return json_response(200, answer);
}

asio::awaitable<Response> post_check(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    const auto text = read_policy_text(*read_body(request), request);
    const auto checked = check_policy(broker, text, request.language);
    co_return json_response(200, object_of({{"problems", problems_to_json(checked.problems)}}));
}

Operator find_asker(const Broker& broker, const json::Object& body, const Request& request)
{
    auto email = read_text(body, "operator", kMaxEmail, request);
    auto who = broker.operators.find(email);
    if (!who)
        throw Problem{ProblemCode::not_found,
                      std::string{tr("there is no operator with this address", request.language)},
                      std::string{tr("check the address", request.language)}};
    return std::move(*who);
}

/// By id, else by name.
Computer find_place(const Broker& broker, const json::Object& body, const Request& request)
{
    if (!body.has("device"))
        return {};
    const auto wanted = read_text(body, "device", 160, request);
    if (broker.devices.find(wanted))
        return broker.rights.place(wanted);
    if (const auto named = broker.devices.find_by_name(wanted))
        return broker.rights.place(named->id);
    throw Problem{ProblemCode::not_found, std::string{tr("there is no such device", request.language)},
                  std::string{tr("check its name among the devices of your organisation", request.language)}};
}

Direction read_direction(const json::Object& body, const Request& request)
{
    if (!body.has("direction"))
        return Direction::any;
    const auto text = read_text(body, "direction", 16, request);
    for (const auto direction : {Direction::to_client, Direction::from_client})
        if (text == direction_name(direction))
            return direction;
    throw bad_field("direction", request);
}

std::string read_module(const json::Object& body, const Request& request)
{
    if (!body.has("module"))
        return "*";
    auto module = read_text(body, "module", 64, request);
    if (module != "*" && !is_plain_name(module))
        throw bad_field("module", request);
    return module;
}

PolicyQuestion read_question(const Broker& broker, const json::Object& body, const Request& request)
{
    PolicyQuestion out;
    out.who = broker.rights.asker(find_asker(broker, body, request));
    out.where = find_place(broker, body, request);
    out.module = read_module(body, request);
    if (body.has("permission"))
        out.permission = read_text(body, "permission", 64, request);
    if (out.permission && !is_plain_name(*out.permission))
        throw bad_field("permission", request);
    out.direction = read_direction(body, request);
    out.at = broker.clock.now();
    if (!body.has("at"))
        return out;
    const auto at = crypto::parse_timestamp(read_text(body, "at", 40, request));
    if (!at)
        throw bad_field("at", request);
    out.at = *at;
    return out;
}

/// With `text`, of a policy that does not hold yet.
asio::awaitable<Response> post_explain(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    const auto body = read_body(request);
    const auto question = read_question(broker, *body, request);
    auto policy = broker.policy.load();
    if (body->has("text")) {
        auto checked = check_policy(broker, read_policy_text(*body, request), request.language);
        if (!is_usable(checked))
            co_return unusable(checked, request);
        policy = Policy{std::move(checked.rules)};
    }
    const auto decisions = explain_policy(broker, policy, question, request.language);
    co_return json_response(200, object_of({{"decisions", decisions}}));
}

std::int64_t number_of(const Request& request, const std::string& text, const char* name)
{
    std::int64_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end || out < 1)
        throw bad_field(name, request);
    return out;
}

std::int64_t parameter(const Request& request, const char* name, std::int64_t otherwise)
{
    const auto found = request.query.find(name);
    return found == request.query.end() ? otherwise : number_of(request, found->second, name);
}

json::Object version_to_json(const PolicyVersion& version)
{
    return object_of(
        {{"version", version.version}, {"at", crypto::format_timestamp(version.at)}, {"by", version.by}});
}

asio::awaitable<Response> get_versions(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    const auto below = parameter(request, "cursor", kNoLimit);
    const auto limit = std::min(parameter(request, "limit", kVersionsPerPage), kMostVersionsPerPage);
    auto found = broker.policy.versions(below, static_cast<std::size_t>(limit) + 1);
    auto answer = json::make_object();
    const bool more = found.size() > static_cast<std::size_t>(limit);
    if (more)
        found.pop_back();
    json::Array::Ptr listed{new json::Array};
    for (const auto& version : found)
        listed->add(version_to_json(version));
    answer.set("versions", listed);
    if (more)
        answer.set("next", std::to_string(found.back().version));
    co_return json_response(200, answer);
}

/// With the text before it, so that somebody sees what changed.
asio::awaitable<Response> get_version(Broker& broker, const Request& request, std::string number)
{
    require_administrator(broker, request);
    const auto wanted = number_of(request, number, "version");
    const auto found = broker.policy.find(wanted);
    if (!found)
        throw Problem{ProblemCode::not_found,
                      std::string{tr("there is no such version of the policy", request.language)},
                      std::string{tr("GET /policy/versions lists them", request.language)}};
    auto answer = version_to_json(*found);
    answer.set("text", found->text);
    if (const auto before = broker.policy.find(wanted - 1))
        answer.set("before", before->text);
    co_return json_response(200, answer);
}

} // namespace

void add_policy_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/policy",
               [&broker](const Request& request, const Captures&) { return get_policy(broker, request); });
    router.add("PUT", "/api/v1/policy",
               [&broker](const Request& request, const Captures&) { return put_policy(broker, request); });
    router.add("POST", "/api/v1/policy/check",
               [&broker](const Request& request, const Captures&) { return post_check(broker, request); });
    router.add("POST", "/api/v1/policy/explain",
               [&broker](const Request& request, const Captures&) { return post_explain(broker, request); });
    router.add("GET", "/api/v1/policy/versions",
               [&broker](const Request& request, const Captures&) { return get_versions(broker, request); });
    router.add("GET", "/api/v1/policy/versions/{}",
               [&broker](const Request& request, const Captures& captures) {
                   return get_version(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
