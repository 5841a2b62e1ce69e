#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/problem.hpp"
#include "apps/broker/relays/hand_out.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

Problem no_such_package(const Request& request)
{
    return {ProblemCode::not_found,
            std::string{tr("this broker has no such package for this platform", request.language)},
            std::string{tr("the administrator puts it into the folder modules.folder", request.language)}};
}

std::string parameter(const Request& request, const std::string& name)
{
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string{} : found->second;
}

asio::awaitable<Response> describe_module(Broker& broker, const Request& request, std::string id)
{
    const auto wanted = parameter(request, "version");
    const auto version = parse_version(wanted);
    if (!wanted.empty() && !version)
        throw no_such_package(request);
    const auto package = broker.modules.find(id, parameter(request, "platform"), version);
    if (!package)
        throw no_such_package(request);
    auto answer = json::make_object();
    answer.set("id", package->id);
    answer.set("version", to_text(package->version));
    answer.set("platform", package->platform);
    answer.set("size", package->size);
    answer.set("sha256", package->sha256);
    answer.set("permissions", json::make_array(package->permissions));
    co_return json_response(200, answer);
}

asio::awaitable<Response> send_package(Broker& broker, const Request& request, Captures captures)
{
    const auto version = parse_version(captures.at(1));
    const auto package =
        version ? broker.modules.find(captures.at(0), captures.at(2), version) : std::nullopt;
    if (!package)
        throw no_such_package(request);
    co_return hand_out(request, *package);
}

} // namespace

void add_module_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/modules/{}", [&broker](const Request& request, const Captures& captures) {
        return describe_module(broker, request, captures.at(0));
    });
    router.add("GET", "/api/v1/modules/{}/{}/{}",
               [&broker](const Request& request, const Captures& captures) {
                   return send_package(broker, request, captures);
               });
}

} // namespace cordee::broker
