#include "apps/broker/http/web_files.hpp"

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"

#include <array>
#include <fstream>
#include <iterator>

namespace cordee::broker {
namespace {

constexpr std::uintmax_t kMaxWebFile = 4 << 20;
constexpr std::size_t kMaxWebFiles = 512;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".json", "application/json"},
}};

std::string_view type_of(const std::filesystem::path& file)
{
    for (const auto& [ending, type] : kTypes)
        if (file.extension() == ending)
            return type;
    return {};
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

UserError not_pages(const std::filesystem::path& what)
{
    return UserError{trf("'{}' is no part of Cordée's pages", what.string()),
                     std::string{tr("build them into an empty folder with ./dev build web")}};
}

} // namespace

WebFiles::WebFiles(const std::filesystem::path& folder)
{
    std::error_code none;
    if (folder.empty() || !std::filesystem::is_regular_file(folder / "index.html", none))
        return;
    read(folder, "");
    if (std::filesystem::is_directory(folder / "assets", none))
        read(folder / "assets", "assets/");
}

void WebFiles::read(const std::filesystem::path& folder, const std::string& below)
{
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const auto type = type_of(entry.path());
        if (type.empty() || !entry.is_regular_file())
            continue;
        if (entry.file_size() > kMaxWebFile || files_.size() >= kMaxWebFiles)
            throw not_pages(entry.path());
        WebFile file{type, content_of(entry.path()), {}, {}};
        const auto compressed = entry.path().string() + ".gz";
        std::error_code none;
        if (const auto size = std::filesystem::file_size(compressed, none); !none && size < kMaxWebFile)
            file.compressed = content_of(compressed);
        const auto hash = crypto::sha256(as_view(file.content));
        file.tag = to_hex(View{hash}.first(16));
        files_.emplace(below + entry.path().filename().string(), std::move(file));
    }
}

const WebFile* WebFiles::find(const std::string& name) const
{
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : &found->second;
}

Response web_response(const Request& request, const WebFile& file)
{
    Response out;
    out.type = file.type;
    const bool compressed = request.gzip && !file.compressed.empty();
    const auto tag = '"' + file.tag + (compressed ? "-gz\"" : "\"");
    out.headers = {{"ETag", tag}, {"Vary", "Accept-Encoding"}};
    if (request.if_none_match == tag) {
        out.status = 304;
        return out;
    }
    if (compressed)
        out.headers.emplace_back("Content-Encoding", "gzip");
    out.body = compressed ? file.compressed : file.content;
    return out;
}

std::filesystem::path find_web_folder(const std::filesystem::path& chosen)
{
    if (!chosen.empty())
        return chosen;
    std::error_code none;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", none);
    const auto beside = program.parent_path().parent_path() / "web";
    if (!none && std::filesystem::is_regular_file(beside / "index.html", none))
        return beside;
    return "/usr/share/cordee/web";
}

} // namespace cordee::broker
