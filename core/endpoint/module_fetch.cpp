#include "core/endpoint/module_fetch.hpp"

#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"
#include "core/endpoint/session_error.hpp"
#include "core/plugin/publisher_key.hpp"

namespace cordee::endpoint {
namespace {

bool fits(const plugin::Installed& installed, const WantedModule& wanted)
{
    const auto& version = installed.manifest.version;
    return wanted.exact ? version == wanted.minimum : version >= wanted.minimum;
}

/// What the broker would deliver; empty when it cannot be asked now and the cache has to do.
boost::asio::awaitable<std::optional<OfferedModule>> look_up(BrokerClient& broker, const WantedModule& wanted,
                                                             bool cached)
{
    try {
        const auto version = wanted.exact ? std::optional{wanted.minimum} : std::nullopt;
        co_return co_await broker.find_module(wanted.id, std::string{plugin::this_platform()}, version);
    } catch (const BrokerError& error) {
        if (!cached || !error.may_pass())
            throw;
        log::warning("{}: the package of the cache is used: {}", wanted.id, error.what());
    }
    co_return std::nullopt;
}

} // namespace

plugin::PackageStore open_packages(const PrivateFolders& folders)
{
    make_private_folder(folders.cache);
    const auto keys = plugin::publisher_keys();
    return {folders.cache / "modules", {keys.begin(), keys.end()}, std::string{plugin::this_platform()}};
}

boost::asio::awaitable<plugin::Installed> fetch_module(BrokerClient& broker, plugin::PackageStore& store,
                                                       WantedModule wanted)
{
    auto installed = store.find(wanted.id, wanted.minimum);
    if (installed && !fits(*installed, wanted))
        installed.reset();
    if (installed && wanted.exact)
        co_return *installed;
    const auto offered = co_await look_up(broker, wanted, installed.has_value());
    if (installed && (!offered || to_hex(offered->sha256) == installed->package_sha256 ||
                      offered->version < installed->manifest.version))
        co_return *installed;
    const auto package = co_await broker.fetch_package(*offered);
    if (crypto::sha256(as_view(package)) != offered->sha256)
        throw package_error(wanted.id, Errc::bad_signature);
    auto fresh = store.install(wanted.id, wanted.minimum, as_view(package));
    if (!fresh) {
        log::warning("the package of {} was refused: {}", wanted.id, fresh.error().message());
        throw package_error(wanted.id, fresh.error());
    }
    co_return *fresh;
}

} // namespace cordee::endpoint
