// check: what gets through to a relay from here.
#include "apps/cordee/command.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/connection_check.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::cli {

int run_check(Context& context, const Options& options)
{
    endpoint::EndpointSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee", options, context.folders);
    auto target = endpoint::check_target(options.has("relay") ? options.value("relay")
                                                              : context.accounts().require().broker.host);
    boost::asio::io_context io;
    const auto report = endpoint::run(
        io, endpoint::check_connection(std::move(target), endpoint::connection_choice(settings)));
    return endpoint::show_report(report, context.terminal) ? 0 : 1;
}

} // namespace cordee::cli
