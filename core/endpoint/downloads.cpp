#include "core/endpoint/downloads.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"

#include <cstdlib>
#include <sstream>
#include <string>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxUserDirs = 64 * 1024;

/// Empty when it is no absolute path.
fs::path folder_in_environment(const char* variable)
{
    const char* value = std::getenv(variable);
    return value != nullptr && *value == '/' ? fs::path{value} : fs::path{};
}

/// What stands between the quotes, as xdg-user-dirs writes it.
std::string unquoted(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        out += text[i];
    }
    return out;
}

std::string text_of_user_dirs(const fs::path& home)
{
    auto config = folder_in_environment("XDG_CONFIG_HOME");
    if (config.empty())
        config = home / ".config";
    const auto content = read_file(config / "user-dirs.dirs", kMaxUserDirs);
    return content ? std::string{as_text(*content)} : std::string{};
}

fs::path chosen(const std::string& configured)
{
    const auto home = folder_in_environment("HOME");
    if (configured.starts_with("~/") && !home.empty())
        return home / configured.substr(2);
    if (!configured.empty())
        return configured;
    if (home.empty())
        throw UserError{std::string{tr("the environment names no home folder")},
                        std::string{tr("set HOME to a folder of your own")}};
    return downloads_by(text_of_user_dirs(home), home);
}

} // namespace

fs::path downloads_by(std::string_view user_dirs, const fs::path& home)
{
    constexpr std::string_view kKey = "XDG_DOWNLOAD_DIR=\"";
    constexpr std::string_view kHome = "$HOME/";
    fs::path out = home / "Downloads";
    std::istringstream lines{std::string{user_dirs}};
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find_first_not_of(" \t");
        if (first == std::string::npos || !std::string_view{line}.substr(first).starts_with(kKey))
            continue;
        const auto value = unquoted(std::string_view{line}.substr(first + kKey.size()));
        if (value.starts_with('/'))
            out = value;
        else if (value.starts_with(kHome) && value.size() > kHome.size())
            out = home / value.substr(kHome.size());
    }
    return out.lexically_normal();
}

fs::path downloads_folder(const std::string& configured)
{
    auto out = fs::absolute(chosen(configured));
    std::error_code error;
    fs::create_directories(out, error);
    if (error || !fs::is_directory(out, error))
        throw UserError{trf("the folder for files, {}, cannot be made: {}", out.string(), error.message()),
                        std::string{tr("set files.folder to a folder of your own")}};
    return out;
}

} // namespace cordee::endpoint
