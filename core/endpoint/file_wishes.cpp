#include "core/endpoint/file_wishes.hpp"

#include "core/base/json.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/plugin/plain_text.hpp"

#include <cordee/ext/files.h>

#include <algorithm>
#include <array>

namespace cordee::endpoint {
namespace {

json::Object place(std::uint32_t folder, const std::string& path)
{
    auto out = json::make_object();
    out.set("folder", folder);
    out.set("path", path);
    return out;
}

} // namespace

bool is_conflict_choice(const std::string& text)
{
    constexpr std::array kChoices{"keep-both", "replace", "skip", "newer", "ask"};
    return std::ranges::find(kChoices, text) != kChoices.end();
}

FolderRights folder_rights(const std::vector<plugin::Capability>& of_one_side)
{
    FolderRights out;
    for (const auto& capability : of_one_side) {
        if (capability.name != plugin::kFolderCapability)
            continue;
        const auto permission = capability.permission.empty() ? std::string{"*"} : capability.permission;
        if ((capability.access & CORDEE_FOLDER_READ) != 0)
            out.read = permission;
        if ((capability.access & CORDEE_FOLDER_WRITE) != 0)
            out.write = permission;
    }
    return out;
}

std::vector<plugin::GivenFolder> with_rights(std::vector<plugin::GivenFolder> folders,
                                             const FolderRights& rights)
{
    for (auto& folder : folders) {
        if (folder.read == kByManifest)
            folder.read = rights.read;
        if (folder.write == kByManifest)
            folder.write = rights.write;
    }
    return folders;
}

std::vector<plugin::GivenFolder> folders_for_reading(const std::vector<FileToGive>& files,
                                                     const std::string& permission)
{
    std::vector<plugin::GivenFolder> out;
    for (const auto& file : files)
        out.push_back({file.folder.filename(), file.folder, file.entry, permission, ""});
    return out;
}

std::string path_there(const std::string& text)
{
    const auto path = std::filesystem::path{text}.lexically_normal();
    auto out = path.native();
    while (out.ends_with('/'))
        out.pop_back();
    if (path.is_absolute() || out == ".." || out.starts_with("../") || !plugin::is_utf8(out) ||
        out.find('\0') != std::string::npos)
        throw UserError{
            trf("'{}' leads out of the folder that the other side has for files", printable(text, 200)),
            std::string{tr("name what lies in that folder, without / in front")}};
    return out == "." ? std::string{} : out;
}

std::string send_wish(const std::vector<FileToGive>& files, std::uint32_t first, const std::string& to,
                      const std::string& conflict)
{
    json::Array::Ptr from{new json::Array};
    for (std::size_t i = 0; i < files.size(); ++i)
        from->add(place(first + static_cast<std::uint32_t>(i), files[i].entry));
    auto out = json::make_object();
    out.set("do", "send");
    out.set("from", from);
    out.set("to", to);
    out.set("conflict", conflict);
    return json::dump(out);
}

std::string fetch_wish(const std::vector<std::string>& paths, const std::string& conflict)
{
    auto out = json::make_object();
    out.set("do", "fetch");
    out.set("what", json::make_array(paths));
    out.set("to", place(0, ""));
    out.set("conflict", conflict);
    return json::dump(out);
}

} // namespace cordee::endpoint
