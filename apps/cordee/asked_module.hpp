// Which module a person asks for, with which permissions: --module and --view.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/base/options.hpp"
#include "core/endpoint/invite.hpp"

#include <boost/asio/awaitable.hpp>

namespace cordee::cli {

OptionSpec module_option();

/// Throws UsageError when the options do not go together.
struct ModuleChoice {
    explicit ModuleChoice(const Options& options);

    std::string id; ///< remote control when none was named
    bool named = false;
    bool view_only = false;
};

/// Of remote control the permissions that the choice names, of another module all that its package, which is
/// fetched for this, can ask for. Throws UserError.
boost::asio::awaitable<endpoint::AskedModule>
asked_module(const Context& context, endpoint::BrokerClient& broker, ModuleChoice choice);

} // namespace cordee::cli
