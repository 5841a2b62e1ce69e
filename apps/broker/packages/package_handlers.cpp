// Packages as files: listed, published, handed out by their hash.
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/packages/publishers.hpp"
#include "apps/broker/relays/hand_out.hpp"
#include "apps/broker/storage/key_files.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/package.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

std::string word_for(PackageStanding standing)
{
    switch (standing) {
    case PackageStanding::offered:
        return "offered";
    case PackageStanding::withdrawn:
        return "withdrawn";
    case PackageStanding::not_trusted:
        return "not_trusted";
    case PackageStanding::not_allowed:
        break;
    }
    return "not_allowed";
}

json::Object describe(const ModuleStore& store, const ModulePackage& package)
{
    auto out = json::make_object();
    out.set("id", package.id);
    out.set("version", to_text(package.version));
    out.set("platform", package.platform);
    out.set("publisher", package.publisher);
    out.set("size", package.size);
    out.set("sha256", package.sha256);
    out.set("standing", word_for(store.standing(package)));
    return out;
}

asio::awaitable<Response> list_packages(Broker& broker, const Request& request)
{
    require_operator(broker, request);
    json::Array::Ptr list{new json::Array};
    for (const auto& package : broker.modules.list())
        list->add(describe(broker.modules, package));
    auto answer = json::make_object();
    answer.set("packages", list);
    co_return json_response(200, answer);
}

asio::awaitable<Response> send_by_hash(Broker& broker, const Request& request, std::string sha256)
{
    const auto package = broker.modules.find_by_hash(sha256);
    if (!package || broker.modules.standing(*package) != PackageStanding::offered)
        throw Problem{
            ProblemCode::not_found, std::string{tr("this broker has no such package", request.language)},
            std::string{tr("it may have been withdrawn; ask for the module anew", request.language)}};
    co_return hand_out(request, *package);
}

Problem not_a_package(boost::system::error_code why, const Request& request)
{
    if (why == Errc::bad_key)
        return {ProblemCode::forbidden,
                std::string{
                    tr("the publisher of this package is not one whom this broker trusts", request.language)},
                std::string{
                    tr("an administrator names publishers with cordee plugin trust add", request.language)}};
    return {ProblemCode::bad_request,
            std::string{tr("this is not a package, or it was changed after its publisher signed it",
                           request.language)},
            std::string{tr("build it again with cordee plugin build", request.language)}};
}

plugin::Manifest verified(const Broker& broker, const Request& request)
{
    const plugin::PackageRules rules{{}, {}, {}, publishers_of(broker)};
    const auto package = plugin::Package::open(as_view(request.body), rules);
    if (!package)
        throw not_a_package(package.error(), request);
    if (const auto files = package->verify_files(); !files)
        throw not_a_package(files.error(), request);
    return package->manifest();
}

/// A version is published once: what programs have under its name must not differ.
std::optional<ModulePackage> the_same(Broker& broker, const plugin::Manifest& manifest)
{
    for (auto& package : broker.modules.list())
        if (package.id == manifest.id && package.version == manifest.version &&
            package.platform == manifest.platform)
            return std::move(package);
    return std::nullopt;
}

/// Nothing stays of a file that the store, which reads it in its own way, cannot use.
ModulePackage put_in_store(Broker& broker, const Request& request, const plugin::Manifest& manifest,
                           const std::string& sha256)
{
    const auto folder = broker.options.data_folder / "modules";
    const auto file =
        folder / (manifest.id + "-" + to_text(manifest.version) + "-" + manifest.platform + ".zip");
    make_private_folder(folder);
    write_file(file, request.body);
    auto there = broker.modules.find_by_hash(sha256);
    if (!there) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        throw not_a_package(Errc::malformed, request);
    }
    log::info("package {} {} {} was published, {}", manifest.id, to_text(manifest.version), manifest.platform,
              sha256);
    return *std::move(there);
}

asio::awaitable<Response> publish(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto manifest = verified(broker, request);
    const auto sha256 = to_hex(crypto::sha256(as_view(request.body)));
    auto known = the_same(broker, manifest);
    if (known && known->sha256 != sha256)
        throw Problem{
            ProblemCode::conflict,
            std::string{tr("this version was published before, with another content", request.language)},
            std::string{tr("give the new one a new version in its manifest.json", request.language)}};
    // A file is no part of the transaction: the entry is there first, and goes when the file cannot be kept.
    Database::Transaction transaction{broker.database};
    if (!known)
        record(broker, request, who, "package.publish",
               {.object = manifest.id,
                .after = object_of({{"version", to_text(manifest.version)},
                                    {"platform", manifest.platform},
                                    {"sha256", sha256}})});
    const auto there = known ? *known : put_in_store(broker, request, manifest, sha256);
    transaction.commit();
    if (!known)
        tell_everybody(broker, "plugins");
    co_return json_response(known ? 200 : 201, describe(broker.modules, there));
}

} // namespace

void add_package_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/packages",
               [&broker](const Request& request, const Captures&) { return list_packages(broker, request); });
    router.add("PUT", "/api/v1/packages",
               [&broker](const Request& request, const Captures&) { return publish(broker, request); });
    router.add("GET", "/api/v1/packages/{}", [&broker](const Request& request, const Captures& captures) {
        return send_by_hash(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
