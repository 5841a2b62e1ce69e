// The built pages, read once at the start: what is not in this list does not exist, whatever a path says.
#pragma once

#include "apps/broker/http/http_message.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace cordee::broker {

struct WebFile {
    std::string_view type;
    std::string content;
    std::string compressed; ///< with gzip; empty when the build has none
    std::string tag;        ///< of the content, for ETag
};

class WebFiles {
public:
    /// Empty when there is no such folder. Throws UserError when it holds what no build of ours does.
    explicit WebFiles(const std::filesystem::path& folder);

    /// By its name below the folder, as "assets/page-1a2b.js"; null when there is none.
    [[nodiscard]] const WebFile* find(const std::string& name) const;
    [[nodiscard]] bool empty() const { return files_.empty(); }

private:
    void read(const std::filesystem::path& folder, const std::string& below);

    std::map<std::string, WebFile> files_;
};

/// The file, or that the asker has it already (304).
Response web_response(const Request& request, const WebFile& file);

/// `chosen` when it is not empty, else beside the program that runs, else where packages install it.
std::filesystem::path find_web_folder(const std::filesystem::path& chosen);

} // namespace cordee::broker
