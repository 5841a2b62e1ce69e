// A session's module as a plugin in a process of its own.
#pragma once

#include "core/endpoint/module_fetch.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/plugin/supervisor.hpp"
#include "core/session/module.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace cordee::endpoint {

/// Fetches modules and starts their plugins. Lives on the session's strand; what it refers to outlives it.
class PluginModules final : public session::ModuleProvider {
public:
    using Fetch = std::function<boost::asio::awaitable<plugin::Installed>(WantedModule)>;

    PluginModules(const boost::asio::any_io_executor& strand, std::filesystem::path host_program, Fetch fetch,
                  Terminal& terminal);

    boost::asio::awaitable<Result<session::ModuleInfo>>
    prepare(const session::ModuleRequest& request) override;
    boost::asio::awaitable<Result<std::unique_ptr<session::Module>>>
    start(const session::ModuleRequest& request, session::ModulePort& port) override;

    /// Why a module could not run here, as far as that happened; for the last line of the program.
    [[nodiscard]] const std::optional<UserError>& failure() const { return failure_; }

private:
    [[nodiscard]] plugin::Launch launch_of(const session::ModuleRequest& request) const;

    boost::asio::any_io_executor strand_;
    std::filesystem::path host_program_;
    Fetch fetch_;
    Terminal& terminal_;
    std::map<std::string, plugin::Installed> prepared_;
    std::optional<UserError> failure_;
};

} // namespace cordee::endpoint
