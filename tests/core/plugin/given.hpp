// A temporary folder that is given, and shorthand for what is asked of it, for tests.
#pragma once

#include "core/plugin/folder_work.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <unistd.h>

namespace cordee::test {

/// Reading goes with the permission "fetch", writing with "send".
inline std::shared_ptr<plugin::FolderSet> make_set(const std::vector<std::filesystem::path>& folders,
                                                   const std::string& entry = {})
{
    auto out = std::make_shared<plugin::FolderSet>(std::vector<plugin::Capability>{
        {plugin::kFolderCapability, "fetch", true, true, CORDEE_FOLDER_READ},
        {plugin::kFolderCapability, "send", true, true, CORDEE_FOLDER_WRITE}});
    std::vector<plugin::GivenFolder> given;
    for (const auto& path : folders)
        given.push_back({path.filename().string(), path, entry, "fetch", "send"});
    out->add(given);
    out->permit({"fetch", "send"});
    return out;
}

struct Given {
    explicit Given(const std::string& entry = {}) : set{make_set({folder.path()}, entry)} { restart(); }

    /// As for a plugin that is started anew.
    void restart()
    {
        work.reset();
        work = std::make_unique<plugin::FolderWork>(set);
    }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder.path() / name; }

    plugin::FileOutcome ask(cordee_file_action action, const std::string& path, std::uint32_t flags = 0,
                            std::uint32_t mode = 0644)
    {
        return ask({action, 0, flags, mode, 0, path, {}});
    }
    plugin::FileOutcome ask(const plugin::FileRequest& request)
    {
        auto all = work->perform({request});
        BOOST_REQUIRE(all.size() == 1U);
        return std::move(all.front());
    }
    cordee_file_trouble trouble(cordee_file_action action, const std::string& path, std::uint32_t flags = 0)
    {
        return ask(action, path, flags).answer.trouble;
    }
    cordee_file_trouble link(const std::string& path, const std::string& target, std::uint32_t flags = 0)
    {
        return ask({CORDEE_FILE_MAKE_LINK, 0, flags, 0, 0, path, target}).answer.trouble;
    }
    /// A part with these bytes at its end.
    void write_part(const std::string& path, const std::string& text)
    {
        const auto part = ask(CORDEE_FILE_PART, path);
        BOOST_REQUIRE(part.answer.trouble == CORDEE_FILE_FINE);
        BOOST_REQUIRE(::pwrite(part.descriptor.get(), text.data(), text.size(),
                               static_cast<off_t>(part.answer.facts.size)) ==
                      static_cast<ssize_t>(text.size()));
    }
    void write(const std::string& path, const std::string& text, std::uint32_t flags = 0)
    {
        write_part(path, text);
        BOOST_REQUIRE(trouble(CORDEE_FILE_COMMIT, path, flags) == CORDEE_FILE_FINE);
    }
    /// Of a descriptor that was given.
    static std::string text_of(const plugin::FileOutcome& outcome)
    {
        std::string out(1000, '\0');
        const auto size = ::pread(outcome.descriptor.get(), out.data(), out.size(), 0);
        out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return out;
    }

    TemporaryFolder folder;
    std::shared_ptr<plugin::FolderSet> set;
    std::unique_ptr<plugin::FolderWork> work;
};

} // namespace cordee::test
