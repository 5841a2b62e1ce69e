#include "core/endpoint/files_to_give.hpp"

#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/typed_words.hpp"
#include "core/plugin/plain_text.hpp"

#include <cstdlib>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

/// Of what one plugin may be given at all.
constexpr std::size_t kMostFiles = 32;

UserError cannot_send(const std::string& name, std::string_view why)
{
    return {trf("'{}' cannot be sent: {}", printable(name, 200), why),
            std::string{tr("check its name; one with spaces goes between quotes")}};
}

FileToGive file_to_give(const std::string& name)
{
    std::error_code error;
    auto path = fs::absolute(name, error).lexically_normal();
    if (!path.has_filename()) // "folder/"
        path = path.parent_path();
    // The link itself stays out of it: what it leads to is what the person means.
    if (!error && fs::is_symlink(path, error))
        path = fs::canonical(path, error);
    const auto status = error ? fs::file_status{} : fs::status(path, error);
    if (!fs::exists(status))
        throw cannot_send(name, tr("there is nothing of that name"));
    if (!fs::is_regular_file(status) && !fs::is_directory(status))
        throw cannot_send(name, tr("it is neither a file nor a folder"));
    if (::access(path.c_str(), R_OK) != 0)
        throw cannot_send(name, tr("you may not read it"));
    if (!path.has_filename())
        throw cannot_send(name, tr("a whole disk is too much; name a folder"));
    if (!plugin::is_utf8(path.filename().native()))
        throw cannot_send(name, tr("its name is not UTF-8; name the folder in which it is"));
    return {path.parent_path(), path.filename()};
}

std::string with_home(const std::string& name)
{
    const char* home = std::getenv("HOME");
    if (home == nullptr || !(name == "~" || name.starts_with("~/")))
        return name;
    return home + name.substr(1);
}

} // namespace

std::vector<FileToGive> files_to_give(const std::vector<std::string>& names)
{
    if (names.size() > kMostFiles)
        throw UserError{trf("at most {} files and folders can be named at a time", kMostFiles),
                        std::string{tr("name the folder in which they are")}};
    std::vector<FileToGive> out;
    for (const auto& name : names)
        out.push_back(file_to_give(name));
    return out;
}

std::vector<FileToGive> files_to_give(std::string_view line)
{
    auto words = words_of(line);
    if (!words)
        throw UserError{std::string{tr("a quote is not closed")},
                        std::string{tr("write the name again, with a quote at either end")}};
    if (words->empty())
        throw UserError{std::string{tr("no file was named")}, std::string{tr("type send FILE")}};
    for (auto& word : *words)
        word = with_home(word);
    return files_to_give(*words);
}

} // namespace cordee::endpoint
