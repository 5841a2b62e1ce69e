// plugin list.
#include "apps/cordee/plugin.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/broker_answers.hpp"
#include "core/endpoint/run.hpp"

#include <sstream>

namespace cordee::cli {
namespace {

std::string standing_word(const std::string& standing)
{
    if (standing == "offered")
        return std::string{tr("handed out")};
    if (standing == "withdrawn")
        return std::string{tr("revoked")};
    if (standing == "not_trusted")
        return std::string{tr("publisher not trusted")};
    if (standing == "not_allowed")
        return std::string{tr("not by the policy")};
    return standing;
}

std::string package_line(const json::Object& package)
{
    const auto text = [&](const char* key) {
        return printable(json::get_string(package, key).value_or("?"));
    };
    return fmt::format("{} {}  {}  {}  {}  {}  {}", text("id"), text("version"), text("platform"),
                       json::get_integer(package, "size").value_or(0), text("publisher"), text("sha256"),
                       standing_word(text("standing")));
}

} // namespace

int run_plugin_list(Context& context, const Options& options)
{
    boost::asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto answer = endpoint::run(io, broker->packages());
    if (options.has("json")) {
        std::ostringstream out;
        answer->stringify(out, 2);
        context.terminal.print(out.str());
        return 0;
    }
    const auto packages = json::get_objects(*answer, "packages");
    if (!packages)
        throw endpoint::not_understood();
    for (const auto& package : *packages)
        context.terminal.print(package_line(*package));
    return 0;
}

} // namespace cordee::cli
