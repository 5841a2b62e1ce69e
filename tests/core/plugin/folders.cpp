// Folders as a plugin in a process of its own has them, and how they are taken back.
#include "tests/core/plugin/supervised.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <cordee/ext/files.h>

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace cordee;
using namespace cordee::test;

namespace fs = std::filesystem;

namespace {

plugin::Launch with_folder(const fs::path& path)
{
    auto launch = launch_of("hostile");
    launch.capabilities = {{plugin::kFolderCapability, "fetch", true, true, CORDEE_FOLDER_READ},
                           {plugin::kFolderCapability, "send", true, true, CORDEE_FOLDER_WRITE}};
    launch.permissions = {"fetch", "send"};
    launch.folders = {{"Documents", path, "", "fetch", "send"}};
    return launch;
}

struct Writer {
    explicit Writer(plugin::Limits limits = quick_limits()) : it{with_folder(folder.path()), limits}
    {
        BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    }

    [[nodiscard]] std::uintmax_t size_of_part() const
    {
        std::error_code none;
        return fs::file_size(folder.path() / ".endless.cordee-part", none);
    }

    TemporaryFolder folder;
    Supervised it;
};

} // namespace

BOOST_AUTO_TEST_SUITE(folders)

BOOST_FIXTURE_TEST_CASE(a_plugin_reads_and_writes_what_it_was_given, Writer)
{
    write_text(folder.path() / "a", "hello");
    BOOST_TEST(it.ask("folders") == "0 3 Documents;");
    BOOST_TEST(it.ask("file-read 0 a") == "hello");
    BOOST_TEST(it.ask("file-write 0 b") == "done");
    BOOST_TEST(read_text(folder.path() / "b") == "written, cut and synced");
    BOOST_TEST(it.ask("file-write 0 b") == "EXISTS");
    BOOST_TEST(it.count("restarted") == 0U);
}

BOOST_FIXTURE_TEST_CASE(more_folders_are_given_while_it_runs, Writer)
{
    const TemporaryFolder more;
    write_text(more.path() / "a", "more");
    BOOST_TEST(it.ask("file-read 1 a") == "FORBIDDEN");
    it.supervisor.folders({{"More", more.path(), "", "*", ""}});
    BOOST_TEST(it.ask("folders") == "0 3 Documents;1 1 More;");
    BOOST_TEST(it.ask("file-read 1 a") == "more");
    BOOST_TEST(it.ask("file-write 1 b") == "FORBIDDEN");
}

// SEC-36
BOOST_FIXTURE_TEST_CASE(a_permission_that_ends_in_the_middle_of_writing_ends_the_writing, Writer)
{
    it.order("file-write-on 0 endless");
    it.until([&] { return size_of_part() > 1 << 20; });
    const auto before = it.supervisor.process_id();
    const auto begin = std::chrono::steady_clock::now();
    it.supervisor.permissions({"fetch"});
    it.until_event("restarted"); // and so the other half is told
    const auto end = std::chrono::steady_clock::now();
    BOOST_TEST(it.supervisor.process_id() != before);
    const auto size = size_of_part();
    BOOST_TEST(it.ask("folders") == "0 1 Documents;");
    BOOST_TEST(it.ask("file-write 0 b") == "FORBIDDEN");
    it.pass(std::chrono::milliseconds{100});
    BOOST_TEST(size_of_part() == size);
    BOOST_TEST(!fs::exists(folder.path() / "endless"));
    BOOST_TEST((end - begin < std::chrono::seconds{1}));

    it.supervisor.permissions({"fetch", "send"});
    BOOST_TEST(it.ask("file-write 0 b") == "done");
    BOOST_TEST(it.count("restarted") == 1U);
}

BOOST_AUTO_TEST_CASE(taking_a_folder_does_not_count_against_the_restart_budget)
{
    auto limits = quick_limits();
    limits.restarts = 1;
    limits.restart_window = std::chrono::hours{1};
    Writer writer{limits};
    auto& it = writer.it;
    for (std::size_t i = 1; i <= 4; ++i) {
        it.supervisor.permissions({"fetch"});
        it.until([&] { return it.count("restarted") == i; });
        it.supervisor.permissions({"fetch", "send"});
    }
    it.order("execute");
    it.until([&] { return it.count("restarted") == 5U; });
    BOOST_TEST(it.ask("facts") == "alive");
    it.order("execute");
    it.until_event("failed the plugin 'hostile' fails again and again and was given up");
}

BOOST_FIXTURE_TEST_CASE(permissions_that_matter_to_no_folder_restart_nothing, Writer)
{
    it.supervisor.permissions({"fetch", "send", "view"});
    it.supervisor.permissions({"send", "fetch"});
    BOOST_TEST(it.ask("folders") == "0 3 Documents;");
    BOOST_TEST(it.count("restarted") == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_process_that_dies_leaves_its_part_to_the_next, Writer)
{
    BOOST_TEST(it.ask("file-part 0 a") == "0");
    BOOST_TEST(it.ask("file-part 0 a") == "5"); // it writes five bytes each time
    it.order("execute");
    it.until_event("restarted");
    BOOST_TEST(it.ask("file-part 0 a") == "10");
}

BOOST_AUTO_TEST_CASE(without_the_capability_there_are_no_folders)
{
    const TemporaryFolder folder;
    auto launch = with_folder(folder.path());
    launch.capabilities.clear();
    Supervised it{std::move(launch)};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("folders") == "none");
    BOOST_TEST(it.ask("file-read 0 a") == std::to_string(CORDEE_DENIED));
    BOOST_TEST(it.ask("grow") == "EACCES");
}

BOOST_AUTO_TEST_CASE(a_folder_for_reading_gives_no_way_to_write)
{
    const TemporaryFolder folder;
    auto launch = with_folder(folder.path());
    launch.capabilities.pop_back();
    Supervised it{std::move(launch)};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("folders") == "0 1 Documents;");
    BOOST_TEST(it.ask("file-write 0 b") == "FORBIDDEN");
    BOOST_TEST(it.ask("grow") == "EACCES");
}

BOOST_FIXTURE_TEST_CASE(descriptors_beyond_the_limit_are_not_given, Writer)
{
    write_text(folder.path() / "a", "hello");
    const auto open = std::stoi(it.ask("file-hoard 0 a"));
    BOOST_TEST(open >= 192);
    BOOST_TEST(open < 256);
    BOOST_TEST(it.ask("file-close") == "closed");
    BOOST_TEST(it.ask("file-read 0 a") == "hello");
}

BOOST_AUTO_TEST_SUITE_END()
