// Who vouches for packages: what the administrator signed, handed to programs, and replaced by newer.
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"

#include <charconv>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;
namespace trust = plugin::trust;

/// 0 when it is not given or is no number: then all is told.
std::uint64_t known_version(const Request& request, const char* name)
{
    const auto found = request.query.find(name);
    std::uint64_t out = 0;
    if (found != request.query.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), out);
    return out;
}

/// What the program does not have yet. It knows a root of version n by the n-th one.
asio::awaitable<Response> get_trust(Broker& broker, const Request& request)
{
    const auto* targets = broker.trust.targets();
    if (targets == nullptr)
        throw Problem{
            ProblemCode::not_found,
            std::string{tr("nobody has signed yet whose packages this broker trusts", request.language)},
            std::string{tr("an administrator does that with cordee plugin trust init", request.language)}};
    const auto root = known_version(request, "root");
    std::vector<std::string> roots;
    for (std::size_t i = 0; i < broker.trust.roots().size(); ++i)
        if (i + 1 > root || i + 1 == broker.trust.roots().size())
            roots.push_back(broker.trust.roots()[i]);
    auto answer = json::make_object();
    answer.set("roots", json::make_array(roots));
    if (known_version(request, "targets") != targets->life.version)
        answer.set("targets", broker.trust.targets_text());
    answer.set("timestamp", broker.trust.timestamp());
    co_return json_response(200, answer);
}

asio::awaitable<Response> get_timestamp_key(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    auto answer = json::make_object();
    answer.set("key", to_base64url(broker.trust.timestamp_key()));
    co_return json_response(200, answer);
}

Problem not_taken(boost::system::error_code why, const Request& request)
{
    if (why == Errc::not_permitted)
        return {ProblemCode::conflict,
                std::string{tr("the root does not name the key with which this broker signs its timestamps",
                               request.language)},
                std::string{tr("make a new root with cordee plugin trust rotate", request.language)}};
    if (why == Errc::already_used || why == Errc::unexpected)
        return {ProblemCode::conflict,
                std::string{tr("this does not follow what the broker has", request.language)},
                std::string{tr("begin from what it has: cordee plugin trust show", request.language)}};
    return {ProblemCode::bad_request,
            std::string{tr("this is not signed as it must be, or its time is over", request.language)},
            std::string{tr("sign it with the keys that the present root names", request.language)}};
}

json::Object versions_of(const Broker& broker)
{
    const auto* targets = broker.trust.targets();
    if (targets == nullptr)
        return json::make_object();
    return object_of({{"root", broker.trust.root_version()},
                      {"targets", targets->life.version},
                      {"targets_sha256", to_hex(crypto::sha256(as_view(broker.trust.targets_text())))}});
}

asio::awaitable<Response> put_trust(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto body = read_body(request);
    const auto roots = json::get_strings(*body, "roots");
    const auto targets = json::get_string(*body, "targets");
    if (!roots)
        throw bad_field("roots", request);
    if (!targets)
        throw bad_field("targets", request);
    const auto before = broker.trust.targets() == nullptr ? std::vector<trust::Revocation>{}
                                                          : broker.trust.targets()->revoked;
    auto versions = versions_of(broker);
    if (const auto taken = broker.trust.put(*roots, *targets); !taken)
        throw not_taken(taken.error(), request);
    broker.modules.use_targets(broker.trust.targets());
    log::info("operator {} replaced what is trusted: root {}, targets {}", who.id,
              broker.trust.root_version(), broker.trust.targets()->life.version);
    Database::Transaction transaction{broker.database};
    record(broker, request, who, "trust.set", {.before = std::move(versions), .after = versions_of(broker)});
    broker.live.packages_changed(broker.trust.targets()->revoked != before);
    transaction.commit();
    tell_everybody(broker, "plugins");
    auto answer = json::make_object();
    answer.set("root", broker.trust.root_version());
    answer.set("targets", broker.trust.targets()->life.version);
    co_return json_response(200, answer);
}

} // namespace

void add_trust_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/trust",
               [&broker](const Request& request, const Captures&) { return get_trust(broker, request); });
    router.add("PUT", "/api/v1/trust",
               [&broker](const Request& request, const Captures&) { return put_trust(broker, request); });
    router.add("GET", "/api/v1/trust/timestamp-key", [&broker](const Request& request, const Captures&) {
        return get_timestamp_key(broker, request);
    });
}

} // namespace cordee::broker
