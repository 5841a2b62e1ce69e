// Which modules a person asks for, with which permissions: --module and --view.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/base/options.hpp"
#include "core/endpoint/invite.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace cordee::cli {

OptionSpec module_option();

/// Throws UsageError when the options do not go together.
struct ModuleChoice {
    explicit ModuleChoice(const Options& options);
    /// This one with these permissions, whatever else there may be.
    ModuleChoice(std::string only, std::vector<std::string> with)
        : ids{std::move(only)}, named{true}, permissions{std::move(with)}
    {}

    /// Whether these are the ones that were asked for, in whatever order; also when none was named.
    [[nodiscard]] bool fits(const std::vector<endpoint::AskedModule>& modules) const;
    /// "--module ID" for each.
    [[nodiscard]] std::string as_options() const;

    std::vector<std::string> ids; ///< each once; remote control when none was named
    bool named = false;
    std::optional<std::vector<std::string>> permissions; ///< for the only one, among others
    bool view_only = false;
};

/// Of remote control the permissions that the choice names, of another module all that its package can ask
/// for, by what the broker says; nothing is fetched for this. Throws UserError.
boost::asio::awaitable<std::vector<endpoint::AskedModule>> asked_modules(endpoint::BrokerClient& broker,
                                                                         ModuleChoice choice);

/// What the choice leaves of what there is: less to look only, and the one that is asked for among others.
std::vector<endpoint::AskedModule> narrowed(std::vector<endpoint::AskedModule> modules,
                                            const ModuleChoice& choice);

} // namespace cordee::cli
