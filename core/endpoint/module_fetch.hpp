// A module's package: from the cache, else from the broker through every check of the package store.
#pragma once

#include "core/endpoint/packages.hpp"
#include "core/endpoint/terminal.hpp"

#include <boost/asio/awaitable.hpp>

namespace cordee::endpoint {

/// Who waits for a package, and hears how far it is when that takes long.
struct FetchWatcher {
    Terminal* terminal = nullptr; ///< null: nobody
    const Clock* clock = nullptr; ///< null: the machine's
};

/// From the cache what fits; the rest is fetched once, however many sessions and programs of this person
/// want it, and a fetch that broke off goes on where it was. Throws UserError. Client and packages outlive
/// the call.
boost::asio::awaitable<plugin::Installed> fetch_module(BrokerClient& broker, Packages& packages,
                                                       WantedModule wanted, FetchWatcher watcher = {});

} // namespace cordee::endpoint
