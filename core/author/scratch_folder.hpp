// A private folder for the time of one run.
#pragma once

#include <filesystem>

namespace cordee::author {

class ScratchFolder {
public:
    /// Throws UserError when none can be made.
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace cordee::author
