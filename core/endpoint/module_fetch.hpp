// A module's package: from the cache, else from the broker through every check of the package store.
#pragma once

#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/private_folders.hpp"
#include "core/plugin/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cordee::endpoint {

/// The person's cache of packages, for the publishers that this build trusts. Throws UserError.
plugin::PackageStore open_packages(const PrivateFolders& folders);

struct WantedModule {
    std::string id;
    Version minimum;
    /// Exactly `minimum`: the side that is offered a module runs the version of the other side.
    bool exact = false;
};

/// Throws UserError. Client and store outlive the call.
boost::asio::awaitable<plugin::Installed> fetch_module(BrokerClient& broker, plugin::PackageStore& store,
                                                       WantedModule wanted);

} // namespace cordee::endpoint
