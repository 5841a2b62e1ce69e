#include "apps/agent/check.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/connection_check.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::agent {

int run_check(Context& context, const Options& options)
{
    AgentSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee-agent", options, context.folders);
    auto target = endpoint::check_target(
        options.has("relay") ? options.value("relay") : broker_of(context, options, settings).address.host);
    boost::asio::io_context io;
    const auto report = endpoint::run(
        io, endpoint::check_connection(std::move(target), endpoint::connection_choice(settings)));
    return endpoint::show_report(report, context.terminal) ? 0 : 1;
}

} // namespace cordee::agent
