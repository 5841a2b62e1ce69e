#include "apps/broker/sessions/wanted_modules.hpp"

#include "apps/broker/broker.hpp"
#include "apps/broker/http/input.hpp"

namespace cordee::broker {
namespace {

Problem denied(const Broker& broker, const Operator& who, const std::string& device,
               const ModuleAccess& asked, const Request& request)
{
    const auto why = broker.rights.why(who, device, asked.id, asked.permissions.front(), request.language);
    return {ProblemCode::module_denied,
            fill(tr("the module {} is not for you: {}", request.language), asked.id, why),
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

std::vector<ModuleAccess> allowed_modules(Broker& broker, const Operator& who, const std::string& device,
                                          const std::vector<ModuleAccess>& asked, const Request& request)
{
    for (const auto& module : asked) {
        if (broker.rights.narrow(who, device, {module}).empty())
            throw denied(broker, who, device, module, request);
        if (!broker.modules.floor(module.id))
            throw no_package(module.id, request);
    }
    return broker.rights.narrow(who, device, asked);
}

} // namespace cordee::broker
