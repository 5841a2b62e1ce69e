// What a person types: words, files, and where files from others go.
#include "core/endpoint/downloads.hpp"
#include "core/endpoint/file_wishes.hpp"
#include "core/endpoint/files_to_give.hpp"
#include "core/endpoint/typed_words.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

using namespace cordee;
using namespace cordee::endpoint;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

std::string refusal_of(const std::vector<std::string>& names)
{
    try {
        (void)files_to_give(names);
    } catch (const UserError& error) {
        return error.what();
    }
    return "given";
}

} // namespace

BOOST_AUTO_TEST_SUITE(typed)

BOOST_AUTO_TEST_CASE(words_are_split_as_a_shell_does)
{
    BOOST_TEST((words_of("a  b\tc") == Words{"a", "b", "c"}));
    BOOST_TEST((words_of(R"('a b' "c d" e\ f)") == Words{"a b", "c d", "e f"}));
    BOOST_TEST((words_of(R"("say \"hi\"" 'a\b' x'y'"z")") == Words{"say \"hi\"", "a\\b", "xyz"}));
    BOOST_TEST((words_of(R"('' a)") == Words{"", "a"}));
    BOOST_TEST(words_of("  ")->empty());
    BOOST_TEST(!words_of("'a b").has_value());
    BOOST_TEST(!words_of("\"a\\").has_value());
    BOOST_TEST((words_of("a\\") == Words{"a\\"}));
}

BOOST_AUTO_TEST_CASE(a_command_is_its_first_word)
{
    const auto command = typed_command("  send  'a b' c \r");
    BOOST_TEST(command.name == "send");
    BOOST_TEST(command.rest == "'a b' c");
    BOOST_TEST(typed_command("help").rest.empty());
    BOOST_TEST(typed_command(" ").name.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_given_as_an_entry_of_its_folder)
{
    const TemporaryFolder folder;
    const auto root = fs::canonical(folder.path());
    test::write_text(root / "a b", "x");
    fs::create_directories(root / "tree" / "below");
    const auto files = files_to_give({(root / "a b").string(), (root / "tree" / "").string(),
                                      (root / "tree" / ".." / "tree" / "below").string()});
    BOOST_REQUIRE(files.size() == 3U);
    BOOST_TEST((files[0].folder == root && files[0].entry == "a b"));
    BOOST_TEST((files[1].folder == root && files[1].entry == "tree"));
    BOOST_TEST((files[2].folder == root / "tree" && files[2].entry == "below"));
    BOOST_TEST(files_to_give("'" + (root / "a b").string() + "'").at(0).entry == "a b");
    fs::create_symlink(root / "tree" / "below", root / "link"); // what it leads to is meant
    BOOST_TEST((files_to_give(Words{(root / "link").string()}).at(0).folder == root / "tree"));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused_with_its_name)
{
    const TemporaryFolder folder;
    const auto fifo = (folder.path() / "fifo").string();
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    BOOST_TEST(refusal_of({fifo}) == "'" + fifo + "' cannot be sent: it is neither a file nor a folder");
    BOOST_TEST(refusal_of({fifo + "\n"}).find("there is nothing of that name") != std::string::npos);
    BOOST_TEST(refusal_of({"/"}).find("a whole disk is too much") != std::string::npos);
    BOOST_TEST(refusal_of({""}).find("cannot be sent") != std::string::npos);
    BOOST_TEST(refusal_of(Words(33, folder.path().string())).starts_with("at most 32 files"));
    BOOST_CHECK_THROW(files_to_give(""), UserError);
    BOOST_CHECK_THROW(files_to_give("'a"), UserError);
}

BOOST_AUTO_TEST_CASE(a_path_at_the_other_side_stays_in_its_folder)
{
    BOOST_TEST(path_there("a/b") == "a/b");
    BOOST_TEST(path_there("./a//b/") == "a/b");
    BOOST_TEST(path_there("a/../b") == "b");
    BOOST_TEST(path_there("").empty());
    BOOST_TEST(path_there("./").empty());
    BOOST_TEST(path_there("..a") == "..a");
    for (const auto& outside :
         std::vector<std::string>{"/etc", "..", "../a", "a/../../b", "\xff", std::string("a\0b", 3)})
        BOOST_CHECK_THROW(path_there(outside), UserError);
}

BOOST_AUTO_TEST_CASE(wishes_are_as_file_transfer_reads_them)
{
    BOOST_TEST(
        send_wish({{"/home/a", "x"}, {"/srv", "y z"}}, 3, "in/here", "skip") ==
        R"({"do":"send","from":[{"folder":3,"path":"x"},{"folder":4,"path":"y z"}],"to":"in/here","conflict":"skip"})");
    BOOST_TEST(fetch_wish({"a", "b/c"}, "newer") ==
               R"({"do":"fetch","what":["a","b/c"],"to":{"folder":0,"path":""},"conflict":"newer"})");
    const auto folders = with_rights(folders_for_reading({{"/home/a", "x"}}, kByManifest), {"send", "fetch"});
    BOOST_REQUIRE(folders.size() == 1U);
    BOOST_TEST(folders[0].name == "a");
    BOOST_TEST(folders[0].entry == "x");
    BOOST_TEST(folders[0].read == "send");
    BOOST_TEST(folders[0].write.empty());
}

BOOST_AUTO_TEST_CASE(the_folder_for_downloads_is_the_one_of_the_desktop)
{
    const auto by = [](std::string_view text) { return downloads_by(text, "/home/a").string(); };
    BOOST_TEST(by("") == "/home/a/Downloads");
    BOOST_TEST(by("# x\nXDG_DOWNLOAD_DIR=\"$HOME/T\xc3\xa9l\xc3\xa9\"\n") == "/home/a/T\xc3\xa9l\xc3\xa9");
    BOOST_TEST(by("XDG_DESKTOP_DIR=\"$HOME/D\"\n XDG_DOWNLOAD_DIR=\"/srv/in\"\n") == "/srv/in");
    BOOST_TEST(by("XDG_DOWNLOAD_DIR=\"$HOME/say \\\"x\\\"\"") == "/home/a/say \"x\"");
    BOOST_TEST(by("XDG_DOWNLOAD_DIR=\"$HOME/\"\n") == "/home/a/Downloads"); // "none", as XDG says it
    BOOST_TEST(by("XDG_DOWNLOAD_DIR=\"relative\"\n") == "/home/a/Downloads");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_configured_is_made)
{
    const TemporaryFolder folder;
    const auto made = downloads_folder((folder.path() / "in" / "files").string());
    BOOST_TEST(fs::is_directory(made));
    test::write_text(folder.path() / "file", "");
    BOOST_CHECK_THROW(downloads_folder((folder.path() / "file").string()), UserError);
    BOOST_CHECK_THROW(downloads_folder((folder.path() / "file" / "below").string()), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
