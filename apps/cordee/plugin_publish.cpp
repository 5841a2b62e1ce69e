// plugin publish and revoke.
#include "apps/cordee/plugin.hpp"
#include "apps/cordee/questions.hpp"
#include "apps/cordee/trust_edit.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/broker_answers.hpp"
#include "core/endpoint/run.hpp"
#include "core/plugin/manifest.hpp"

#include <algorithm>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
namespace trust = plugin::trust;

UsageError which_one()
{
    return UsageError{
        std::string{tr("it is not said what is revoked")},
        std::string{tr("name a module and its version, or give the hash of a package with --hash")}};
}

trust::Revocation revocation(const Options& options)
{
    const auto& given = options.positional();
    trust::Revocation out;
    if (options.has("hash")) {
        const auto bytes = from_hex(options.value("hash"));
        const auto hash = bytes ? to_array<32>(*bytes) : std::nullopt;
        if (!given.empty() || !hash)
            throw which_one();
        out.sha256 = *hash;
        return out;
    }
    const auto version = given.size() == 2 ? parse_version(given[1]) : std::nullopt;
    if (!version || !plugin::is_name(given[0]))
        throw which_one();
    out.id = given[0];
    out.version = *version;
    return out;
}

} // namespace

int run_plugin_publish(Context& context, const Options& options)
{
    auto package = read_input(options.positional()[0], transport::kMaxPackage);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto answer = endpoint::run(io, broker->publish(std::move(package)));
    const auto text = [&](const char* key) {
        return printable(json::get_string(*answer, key).value_or("?"));
    };
    context.terminal.print(
        fmt::format("{} {} {} {}", text("id"), text("version"), text("platform"), text("sha256")));
    if (text("standing") == "offered")
        context.terminal.say(tr("published; sessions that begin from now on use it"));
    else
        context.terminal.say(trf("published, but not handed out: {}", text("standing")));
    return 0;
}

int run_plugin_revoke(Context& context, const Options& options)
{
    const auto wanted = revocation(options);
    edit_targets(context, options, [&](trust::Targets& targets) {
        if (std::ranges::find(targets.revoked, wanted) == targets.revoked.end())
            targets.revoked.push_back(wanted);
    });
    context.terminal.say(tr("revoked: nobody starts it any more, and where it runs it ends"));
    return 0;
}

} // namespace cordee::cli
