#include "core/author/project.hpp"

#include "core/author/scratch_folder.hpp"
#include "core/author/specimen.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/plugin/manifest.hpp"

#include <Poco/Process.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace cordee::author {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxTemplate = 256 << 10;

/// Without ambiguity, also when it does not exist yet.
fs::path full(const fs::path& path)
{
    return fs::absolute(path).lexically_normal();
}

/// What it says goes to stderr: stdout is for results. False: it did not end well.
bool run_program(std::vector<std::string> command)
{
    command.insert(command.begin(), {"-c", "exec \"$@\" >&2", "sh"});
    return Poco::Process::launch("/bin/sh", command).wait() == 0;
}

/// "traffic-light" -> "Traffic light" or "TrafficLight".
std::string capitalised(const std::string& id, bool joined)
{
    std::string out;
    bool upper = true;
    for (const char c : id) {
        if (c == '-') {
            upper = joined;
            if (!joined)
                out += ' ';
            continue;
        }
        out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

class Template {
public:
    explicit Template(const NewPlugin& plugin)
    {
        auto identifier = replaced(plugin.id, "-", "_") + "_plugin";
        auto type = capitalised(plugin.id, true);
        // Names of modules may begin with a digit, those of types not.
        if (plugin.id[0] >= '0' && plugin.id[0] <= '9') {
            identifier.insert(0, "plugin_");
            type.insert(0, "Plugin");
        }
        words_ = {{{"@ID@", plugin.id},
                   {"@NAME@", capitalised(plugin.id, false)},
                   {"@CLASS@", type},
                   {"@IDENT@", identifier},
                   {"@FILE@", plugin.id + "." + plugin.language}}};
    }

    [[nodiscard]] std::string fill(std::string text) const
    {
        for (const auto& [what, by] : words_)
            text = replaced(std::move(text), what, by);
        return text;
    }

private:
    std::array<std::pair<std::string, std::string>, 5> words_;
};

/// "plugin.cpp.in" -> "<id>.cpp", "README.md.in" -> "README.md".
std::string name_for(const fs::path& file, const std::string& id)
{
    const auto name = file.stem();
    return name.stem() == "plugin" ? id + name.extension().string() : name.string();
}

bool is_sdk(const fs::path& prefix)
{
    std::error_code ignored;
    return fs::exists(prefix / "share/cmake/CordeeSdk/CordeeSdkConfig.cmake", ignored);
}

} // namespace

fs::path this_program()
{
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored);
}

fs::path find_sdk(const std::string& named)
{
    const char* environment = std::getenv("CORDEE_SDK");
    if (!named.empty() || environment != nullptr) {
        const auto prefix = full(named.empty() ? std::string{environment} : named);
        if (is_sdk(prefix))
            return prefix;
        throw UserError{
            trf("there is no SDK in {}", prefix.string()),
            std::string{tr("name the prefix under which it was installed; it has share/cmake/CordeeSdk")}};
    }
    const auto beside = this_program().parent_path().parent_path();
    for (const auto& prefix : {beside / "sdk-package", beside, fs::path{"/usr"}, fs::path{"/usr/local"}})
        if (is_sdk(prefix))
            return prefix;
    throw UserError{std::string{tr("the SDK is not installed")},
                    std::string{tr("install it, or name its prefix with --sdk")}};
}

void make_project(const NewPlugin& plugin, const fs::path& sdk)
{
    if (!plugin::is_name(plugin.id))
        throw UserError{trf("'{}' cannot be the name of a plugin", plugin.id),
                        std::string{tr("use lower-case letters, digits and inner hyphens")}};
    const auto source = sdk / "share/cordee-sdk/template" / plugin.language;
    std::error_code error;
    if (!fs::is_directory(source, error))
        throw UserError{trf("there is no template for the language '{}'", plugin.language),
                        std::string{tr("choose c or cpp")}};
    if (!fs::create_directory(plugin.folder, error))
        throw UserError{error ? trf("{} cannot be made: {}", plugin.folder.string(), error.message())
                              : trf("{} is there already", plugin.folder.string()),
                        std::string{tr("choose another name, or another folder to be in")}};
    const Template words{plugin};
    for (const auto& entry : fs::directory_iterator{source}) {
        const auto text = read_file(entry.path(), kMaxTemplate);
        std::ofstream out{plugin.folder / name_for(entry.path().filename(), plugin.id)};
        out << words.fill(std::string{text ? as_text(*text) : ""}) << std::flush;
        if (!text || !out)
            throw UserError{trf("{} cannot be written", plugin.folder.string()),
                            std::string{tr("free some space, then try again")}};
    }
}

fs::path build_project(const fs::path& folder, const fs::path& sdk)
{
    const auto sources = full(folder);
    const auto build = sources / "build";
    std::error_code ignored;
    if (!fs::exists(sources / "CMakeLists.txt", ignored))
        throw UserError{trf("there is no CMakeLists.txt in {}", sources.string()),
                        std::string{tr("name the folder of a plugin; cordee plugin new makes one")}};
    const std::vector<std::string> configure{
        "cmake",
        "-S",
        sources.string(),
        "-B",
        build.string(),
        "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_PREFIX_PATH=" + sdk.string(),
        "-DCORDEE_PROGRAM=" + this_program().string(),
    };
    if (!run_program(configure) || !run_program({"cmake", "--build", build.string()}))
        throw UserError{std::string{tr("the plugin could not be built")},
                        std::string{tr("the lines above say why")}};
    return find_package(sources);
}

void sign_package(const fs::path& package, const Signing& signing, const fs::path& sdk)
{
    const ScratchFolder scratch;
    const std::vector<std::string> command{
        "cmake",
        "-DPACKAGE=" + full(package).string(),
        "-DOUTPUT=" + full(signing.output).string(),
        "-DSECRET=" + full(signing.secret_key).string(),
        "-DPUBLIC=" + full(signing.public_key).string(),
        "-DSTAGE=" + (scratch.path() / "stage").string(),
        "-P",
        (sdk / "share/cmake/CordeeSdk/sign-package.cmake").string(),
    };
    if (!run_program(command))
        throw UserError{trf("{} could not be signed", package.string()),
                        std::string{tr("the lines above say why")}};
}

} // namespace cordee::author
