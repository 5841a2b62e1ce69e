// The folder of one side, as the plugin host would give it: over a temporary folder, in this process.
#pragma once

#include "files.hpp"

#include <filesystem>
#include <functional>

namespace cordee::transfer::test {

class FolderFiles final : public Files {
public:
    explicit FolderFiles(std::filesystem::path root) : root_{std::move(root)} {}

    std::vector<GivenFolder> folders() override { return {{0, rights, "folder", ""}}; }
    void perform(std::span<Request> requests) override;
    cordee_file_trouble list(std::uint32_t folder, const std::string& path,
                             std::vector<FoundEntry>& out) override;
    std::optional<std::uint64_t> space(std::uint32_t) override { return room; }

    /// Where the part of a file lies.
    [[nodiscard]] std::filesystem::path part_of(const std::string& path) const;
    [[nodiscard]] const std::filesystem::path& root() const { return root_; }

    std::uint32_t rights = CORDEE_FOLDER_READ | CORDEE_FOLDER_WRITE;
    std::optional<std::uint64_t> room{};
    /// Before each request; what it gives other than FINE is the answer.
    std::function<cordee_file_trouble(const Request&)> before{};
    /// A file system that takes upper and lower case for one, seen by LOOK and COMMIT.
    bool folds = false;
    std::uint64_t commits = 0;

private:
    cordee_file_trouble answer(Request& one);
    cordee_file_trouble look(const std::filesystem::path& path, Facts& facts) const;
    cordee_file_trouble commit(const Request& one, const std::filesystem::path& path);
    cordee_file_trouble make_link(const Request& one, const std::filesystem::path& path);
    /// Through no link; WRONG_KIND otherwise.
    [[nodiscard]] cordee_file_trouble way_to(const std::string& path) const;
    [[nodiscard]] std::filesystem::path place(const std::string& path) const;

    std::filesystem::path root_;
};

} // namespace cordee::transfer::test
