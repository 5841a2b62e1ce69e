// plugin new, build, sign: from nothing to a package.
#include "apps/cordee/plugin.hpp"
#include "core/author/project.hpp"
#include "core/author/specimen.hpp"
#include "core/base/language.hpp"

namespace cordee::cli {
namespace {

namespace fs = std::filesystem;

OptionSpec sdk_option()
{
    return {"sdk", "DIR", std::string{tr("the prefix where the SDK is installed")}};
}

fs::path named_or_here(const Options& options)
{
    return options.positional().empty() ? fs::path{"."} : fs::path{options.positional()[0]};
}

} // namespace

std::vector<OptionSpec> plugin_new_options()
{
    return {{"language", "NAME", std::string{tr("c or cpp (cpp)")}}, sdk_option()};
}

std::vector<OptionSpec> plugin_build_options()
{
    return {sdk_option()};
}

std::vector<OptionSpec> plugin_sign_options()
{
    return {{"secret", "FILE",
             std::string{tr("the secret minisign key; its public half lies beside it as .pub")}},
            {"output", "FILE", std::string{tr("where the signed package is to be; otherwise in its place")}},
            sdk_option()};
}

int run_plugin_new(Context& context, const Options& options)
{
    const auto& id = options.positional()[0];
    author::make_project({id, options.value("language", "cpp"), id}, author::find_sdk(options.value("sdk")));
    context.terminal.say(trf("{} is there; cordee plugin build {} builds it", id, id));
    return 0;
}

int run_plugin_build(Context& context, const Options& options)
{
    const auto package =
        author::build_project(named_or_here(options), author::find_sdk(options.value("sdk")));
    context.terminal.print(package.string());
    return 0;
}

int run_plugin_sign(Context& context, const Options& options)
{
    if (!options.has("secret"))
        throw UsageError{std::string{tr("--secret FILE is missing")},
                         std::string{tr("minisign -G -s FILE.key -p FILE.pub makes a key")}};
    const fs::path secret{options.value("secret")};
    const auto package = author::find_package(named_or_here(options));
    const fs::path output{options.value("output", package.string())};
    author::sign_package(package, {secret, fs::path{secret}.replace_extension(".pub"), output},
                         author::find_sdk(options.value("sdk")));
    context.terminal.print(output.string());
    return 0;
}

} // namespace cordee::cli
