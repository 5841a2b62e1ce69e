#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// Rules for people and, where there are some, terms for packages.
json::Object whole_policy(const Broker& broker)
{
    auto out = policy_to_json(broker.policy.load());
    if (const auto terms = broker.terms.load(); !terms.empty())
        out.set("modules", terms_to_json(terms));
    return out;
}

asio::awaitable<Response> get_policy(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    co_return json_response(200, whole_policy(broker));
}

asio::awaitable<Response> put_policy(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    const auto policy = policy_from_json(*read_body(request));
    const auto terms = terms_from_json(*read_body(request));
    if (policy.has_error() || terms.has_error())
        throw Problem{
            ProblemCode::bad_request,
            fill(tr("this is not a policy: {} rules at most, each with operator, module, permissions and "
                    "effect (allow or deny); and modules, each with module and min, max or publishers",
                    request.language),
                 kMaxRules),
            std::string{tr("take the answer of GET /policy as an example", request.language)}};
    const bool same_terms = broker.terms.load() == *terms;
    broker.policy.save(*policy);
    broker.terms.save(*terms);
    broker.modules.use_terms(*terms);
    log::info("the policy was replaced, it has {} rules", policy->rules().size());
    Database::Transaction transaction{broker.database};
    if (same_terms)
        broker.live.policy_changed();
    else
        broker.live.packages_changed(true);
    transaction.commit();
    tell_everybody(broker, "policy");
    co_return json_response(200, whole_policy(broker));
}

asio::awaitable<Response> get_keys(Broker& broker, const Request&)
{
    auto entry = json::make_object();
    entry.set("kid", broker.grants.key_id());
    entry.set("key", to_base64url(broker.grants.public_key()));
    json::Array::Ptr keys{new json::Array};
    keys->add(entry);
    auto answer = json::make_object();
    answer.set("grant", keys);
    if (!broker.options.pin.empty())
        answer.set("pin", broker.options.pin);
    co_return json_response(200, answer);
}

/// Answers only when the database does.
asio::awaitable<Response> get_health(Broker& broker, const Request&)
{
    broker.database.query("SELECT 1");
    auto answer = json::make_object();
    answer.set("status", std::string{"ok"});
    co_return json_response(200, answer);
}

} // namespace

void add_administration_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/policy",
               [&broker](const Request& request, const Captures&) { return get_policy(broker, request); });
    router.add("PUT", "/api/v1/policy",
               [&broker](const Request& request, const Captures&) { return put_policy(broker, request); });
    router.add("GET", "/api/v1/keys",
               [&broker](const Request& request, const Captures&) { return get_keys(broker, request); });
    router.add("GET", "/healthz",
               [&broker](const Request& request, const Captures&) { return get_health(broker, request); });
}

} // namespace cordee::broker
