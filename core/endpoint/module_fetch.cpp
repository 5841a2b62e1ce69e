#include "core/endpoint/module_fetch.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/endpoint/fetch_progress.hpp"
#include "core/endpoint/session_error.hpp"
#include "core/plugin/partial_download.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// How often in a row a fetch may fail without a byte more.
constexpr int kTries = 3;
/// Between looks at what another program fetches.
constexpr std::chrono::milliseconds kLook{100};

bool fits(const plugin::Installed& installed, const WantedModule& wanted)
{
    const auto& version = installed.manifest.version;
    return wanted.exact ? version == wanted.minimum : version >= wanted.minimum;
}

/// What the broker would deliver; empty when it cannot be asked now and the cache has to do.
asio::awaitable<std::optional<OfferedModule>> look_up(BrokerClient& broker, const WantedModule& wanted,
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

/// Until nothing is missing; a try that brought something is followed by another one.
asio::awaitable<void> fill(BrokerClient& broker, const OfferedModule& offered,
                           plugin::PartialDownload& partial, FetchProgress& progress)
{
    const auto take = [&](std::uint64_t at, View piece) {
        if (at == 0 && partial.size() != 0)
            partial.clear(); // it does not give parts
        if (at != partial.size() || piece.size() > offered.size - at)
            throw not_understood();
        partial.append(piece);
        progress.at(partial.size());
    };
    int left = kTries;
    while (partial.size() < offered.size) {
        const auto before = partial.size();
        std::optional<BrokerError> broke;
        try {
            BrokerClient::PackageSink sink = take; // GCC 12 destroys temporaries of a co_await twice
            co_await broker.fetch_package(offered, before, std::move(sink));
        } catch (const BrokerError& error) {
            if (!error.may_pass())
                throw;
            broke = error;
        }
        left = partial.size() > before ? kTries : left - 1;
        if (left == 0 && broke)
            throw BrokerError{*broke};
        if (left == 0)
            throw not_understood();
    }
}

/// Nobody else fetches it while this lives.
asio::awaitable<plugin::PartialDownload> turn(const Packages& packages, const OfferedModule& offered,
                                              FetchProgress& progress)
{
    const auto sha256 = to_hex(offered.sha256);
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        auto mine = plugin::PartialDownload::open(packages.cache(), sha256);
        if (mine)
            co_return std::move(*mine);
        progress.at(plugin::PartialDownload::size_of(packages.cache(), sha256));
        timer.expires_after(kLook);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

UserError out_of_date(const std::string& module)
{
    return {
        trf("{} cannot be fetched: what the broker says of publishers is out of date or was refused", module),
        std::string{tr("ask the administrator: cordee plugin trust show says more there")}};
}

asio::awaitable<plugin::Installed> fetch(BrokerClient& broker, Packages& packages, const WantedModule& wanted,
                                         const OfferedModule& offered, const plugin::PackageRules& rules,
                                         FetchWatcher watcher)
{
    FetchProgress progress{wanted.id, offered.size, watcher};
    auto partial = co_await turn(packages, offered, progress);
    // Somebody else may have brought it meanwhile.
    if (auto there = packages.store().find(rules, offered.version);
        there && there->package_sha256 == to_hex(offered.sha256)) {
        (void)partial.finish(0);
        co_return std::move(*there);
    }
    co_await fill(broker, offered, partial, progress);
    const auto package = partial.finish(offered.size);
    if (!package)
        throw package_error(wanted.id, package.error());
    progress.done();
    auto fresh = packages.store().install(rules, *package);
    if (!fresh) {
        log::warning("the package of {} was refused: {}", wanted.id, fresh.error().message());
        throw package_error(wanted.id, fresh.error());
    }
    co_return std::move(*fresh);
}

} // namespace

asio::awaitable<plugin::Installed> fetch_module(BrokerClient& broker, Packages& packages, WantedModule wanted,
                                                FetchWatcher watcher)
{
    const auto rules = co_await packages.rules_for(broker, wanted);
    const auto exact = wanted.exact ? std::optional{wanted.minimum} : std::nullopt;
    auto installed = packages.store().find(rules.package, exact);
    if (installed && !fits(*installed, wanted))
        installed.reset();
    if (installed && wanted.exact)
        co_return *installed;
    const auto offered = co_await look_up(broker, wanted, installed.has_value());
    if (installed && (!offered || to_hex(offered->sha256) == installed->package_sha256 ||
                      offered->version < installed->manifest.version))
        co_return *installed;
    if (!rules.fresh && installed)
        co_return *installed;
    if (!rules.fresh)
        throw out_of_date(wanted.id);
    co_return co_await fetch(broker, packages, wanted, *offered, rules.package, watcher);
}

} // namespace cordee::endpoint
