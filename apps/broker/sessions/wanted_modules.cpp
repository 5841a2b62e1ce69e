#include "apps/broker/sessions/wanted_modules.hpp"

#include "apps/broker/broker.hpp"
#include "apps/broker/http/input.hpp"

namespace cordee::broker {
namespace {

Problem denied(const Policy& policy, const Operator& who, const ModuleAccess& asked, const Request& request)
{
    const auto decision = policy.decide(who.email, asked.id, asked.permissions.front());
    return {ProblemCode::module_denied,
            fill(tr("the module {} is not for you: {}", request.language), asked.id,
                 explain(decision, request.language)),
            std::string{tr("ask an administrator to change the policy", request.language)}};
}

Problem no_package(const std::string& id, const Request& request)
{
    return {ProblemCode::not_found,
            fill(tr("this broker has no package of the module {}", request.language), id),
            std::string{tr("the administrator puts it into the folder modules.folder", request.language)}};
}

} // namespace

std::vector<ModuleAccess> read_modules(const json::Object& body, const Request& request)
{
    const auto modules = modules_from_json(body, "modules");
    if (modules.has_error() || !fits_a_grant(*modules))
        throw bad_field("modules", request);
    return *modules;
}

std::vector<ModuleAccess> allowed_modules(Broker& broker, const Operator& who,
                                          const std::vector<ModuleAccess>& asked, const Request& request)
{
    const auto policy = broker.policy.load();
    for (const auto& module : asked) {
        if (policy.narrow(who.email, {module}).empty())
            throw denied(policy, who, module, request);
        if (!broker.modules.floor(module.id))
            throw no_package(module.id, request);
    }
    return policy.narrow(who.email, asked);
}

} // namespace cordee::broker
