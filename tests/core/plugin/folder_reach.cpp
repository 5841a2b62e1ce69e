// What can be reached through a folder that was given, and what cannot.
#include "tests/core/plugin/given.hpp"

#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace fs = std::filesystem;

namespace {

/// A folder with a file in it, beside a secret.
struct Neighbours : Given {
    Neighbours()
    {
        write_text(path("a"), "inside");
        write_text(path("sub/b"), "deeper");
        write_text(outside.path() / "secret", "secret");
    }

    cordee_file_trouble open(const std::string& path) { return trouble(CORDEE_FILE_OPEN, path); }

    TemporaryFolder outside;
};

std::size_t open_descriptors()
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator{"/proc/self/fd"}, fs::directory_iterator{}));
}

/// Changes two names for one another until it ends.
class Swapping {
public:
    Swapping(fs::path one, fs::path other)
        : one_{std::move(one)}, other_{std::move(other)}, thread_{[this] {
              while (!over_) {
                  renameat2(AT_FDCWD, one_.c_str(), AT_FDCWD, other_.c_str(), RENAME_EXCHANGE);
                  ++swaps;
              }
          }}
    {}
    ~Swapping()
    {
        over_ = true;
        thread_.join();
    }

    std::atomic<std::size_t> swaps = 0;

private:
    fs::path one_;
    fs::path other_;
    std::atomic<bool> over_ = false;
    std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(folder_reach)

BOOST_FIXTURE_TEST_CASE(what_lies_beneath_is_opened_for_reading, Neighbours)
{
    const auto file = ask(CORDEE_FILE_OPEN, "sub/b");
    BOOST_TEST(file.answer.status == CORDEE_OK);
    BOOST_TEST(text_of(file) == "deeper");
    BOOST_TEST(file.answer.facts.size == 6U);
    BOOST_TEST(file.answer.facts.kind == CORDEE_KIND_FILE);
    BOOST_TEST((fcntl(file.descriptor.get(), F_GETFL) & O_ACCMODE) == O_RDONLY);
    BOOST_TEST(::write(file.descriptor.get(), "x", 1) == -1);
    BOOST_TEST(open("absent") == CORDEE_FILE_ABSENT);
    BOOST_TEST(open("absent/x") == CORDEE_FILE_ABSENT);
    BOOST_TEST(open("a/x") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(open("sub") == CORDEE_FILE_WRONG_KIND);
}

BOOST_FIXTURE_TEST_CASE(no_path_leads_out, Neighbours)
{
    const auto secret = (outside.path() / "secret").string();
    const auto name = outside.path().filename().string();
    for (const std::string& path : {secret, "../" + name + "/secret", "sub/../../" + name + "/secret",
                                    std::string{".."}, std::string{"sub/.."}, std::string{}}) {
        for (const auto action : {CORDEE_FILE_OPEN, CORDEE_FILE_PART, CORDEE_FILE_COMMIT, CORDEE_FILE_DISCARD,
                                  CORDEE_FILE_MAKE_FOLDER, CORDEE_FILE_SET_FACTS, CORDEE_FILE_MAKE_LINK}) {
            const auto outcome = ask(action, path);
            BOOST_TEST(outcome.answer.trouble == CORDEE_FILE_OUTSIDE, action << " " << path);
            BOOST_TEST(outcome.answer.status == CORDEE_INVALID);
            BOOST_TEST(outcome.descriptor.get() == -1);
        }
    }
    BOOST_TEST(trouble(CORDEE_FILE_LOOK, "../" + name) == CORDEE_FILE_OUTSIDE);
    BOOST_TEST(work->list({0, 0, 0, 0, 0, "..", {}}).answer.trouble == CORDEE_FILE_OUTSIDE);
}

BOOST_FIXTURE_TEST_CASE(links_are_not_followed, Neighbours)
{
    fs::create_symlink(outside.path() / "secret", path("file"));
    fs::create_symlink(outside.path(), path("folder"));
    fs::create_symlink("a", path("harmless"));
    for (const char* path : {"file", "folder", "folder/secret", "harmless"})
        BOOST_TEST(open(path) == CORDEE_FILE_WRONG_KIND, path);
    BOOST_TEST(trouble(CORDEE_FILE_PART, "folder/new") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "folder") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "folder/a", CORDEE_FILE_PARENTS) == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(trouble(CORDEE_FILE_SET_FACTS, "file") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(work->list({0, 0, 0, 0, 0, "folder", {}}).answer.trouble == CORDEE_FILE_WRONG_KIND);
    const auto facts = ask(CORDEE_FILE_LOOK, "file").answer.facts;
    BOOST_TEST(facts.kind == CORDEE_KIND_LINK);
    BOOST_TEST(std::distance(fs::directory_iterator{outside.path()}, fs::directory_iterator{}) == 1);
}

BOOST_FIXTURE_TEST_CASE(a_link_that_takes_a_folders_place_meanwhile_is_not_followed, Neighbours)
{
    write_text(path("real/secret"), "harmless");
    fs::create_symlink(outside.path(), path("link"));
    const Swapping swapping{path("real"), path("link")};
    std::size_t refused = 0;
    std::size_t opened = 0;
    // Until both have been met often, so that the change fell into many calls.
    while (refused < 500 || opened < 500 || swapping.swaps < 1000) {
        const auto file = ask(CORDEE_FILE_OPEN, "real/secret");
        if (file.answer.trouble == CORDEE_FILE_FINE)
            BOOST_REQUIRE(text_of(file) == "harmless");
        else
            BOOST_REQUIRE(file.answer.trouble == CORDEE_FILE_WRONG_KIND);
        ++(file.answer.trouble == CORDEE_FILE_FINE ? opened : refused);
    }
}

BOOST_FIXTURE_TEST_CASE(only_regular_files_are_opened, Neighbours)
{
    BOOST_REQUIRE(mkfifo(path("pipe").c_str(), 0600) == 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::strcpy(at.sun_path, path("socket").c_str());
    const Descriptor socket{::socket(AF_UNIX, SOCK_STREAM, 0)};
    BOOST_REQUIRE(bind(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    BOOST_TEST(open("pipe") == CORDEE_FILE_WRONG_KIND); // and does not wait for a writer
    BOOST_TEST(open("socket") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(ask(CORDEE_FILE_LOOK, "pipe").answer.facts.kind == CORDEE_KIND_OTHER);

    FolderWork devices{make_set({"/dev"})};
    for (const char* name : {"null", "zero"})
        BOOST_TEST(devices.perform({{CORDEE_FILE_OPEN, 0, 0, 0, 0, name, {}}}).front().answer.trouble ==
                   CORDEE_FILE_WRONG_KIND);
}

BOOST_AUTO_TEST_CASE(the_whole_disk_has_no_door_into_this_process)
{
    FolderWork disk{make_set({"/"})};
    for (const char* name :
         {"proc/self/environ", "proc/self/mem", "proc/self/fd/0", "proc/self/root/etc/passwd"}) {
        const auto outcome = disk.perform({{CORDEE_FILE_OPEN, 0, 0, 0, 0, name, {}}});
        BOOST_TEST(outcome.front().answer.trouble == CORDEE_FILE_OUTSIDE, name);
    }
}

BOOST_AUTO_TEST_CASE(one_entry_is_all_that_is_given)
{
    Given it{"sub"};
    write_text(it.path("a"), "a");
    write_text(it.path("sub/b"), "b");
    write_text(it.path("subtle"), "c");
    BOOST_TEST(it.text_of(it.ask(CORDEE_FILE_OPEN, "sub/b")) == "b");
    for (const char* path : {"a", "subtle", "SUB/b", "new"})
        BOOST_TEST(it.trouble(CORDEE_FILE_OPEN, path) == CORDEE_FILE_OUTSIDE, path);
    BOOST_TEST(it.trouble(CORDEE_FILE_PART, "new") == CORDEE_FILE_OUTSIDE);
    it.write("sub/new", "new");
    BOOST_TEST(it.link("sub/link", "../a") == CORDEE_FILE_OUTSIDE);
    BOOST_TEST(it.link("sub/link", "b") == CORDEE_FILE_FINE);
    const auto listing = it.work->list({0, 0, 0, 0, 0, "", {}});
    Bytes bytes(listing.answer.facts.size);
    BOOST_REQUIRE(pread(listing.descriptor.get(), bytes.data(), bytes.size(), 0) ==
                  static_cast<ssize_t>(bytes.size()));
    const auto entries = decode_listing(bytes).value();
    BOOST_REQUIRE(entries.size() == 1U);
    BOOST_TEST(entries[0].name == "sub");
}

// SEC-34
BOOST_FIXTURE_TEST_CASE(a_folder_is_used_for_what_it_was_given, Neighbours)
{
    write_part("new", "x");
    set->permit({"send"});
    for (const auto action : {CORDEE_FILE_OPEN})
        BOOST_TEST(ask(action, "a").answer.status == CORDEE_DENIED);
    BOOST_TEST(work->list({}).answer.trouble == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(trouble(CORDEE_FILE_LOOK, "a") == CORDEE_FILE_FINE);

    set->permit({"fetch"});
    BOOST_TEST(open("a") == CORDEE_FILE_FINE);
    for (const auto action : {CORDEE_FILE_PART, CORDEE_FILE_COMMIT, CORDEE_FILE_DISCARD,
                              CORDEE_FILE_MAKE_FOLDER, CORDEE_FILE_SET_FACTS, CORDEE_FILE_MAKE_LINK})
        BOOST_TEST(trouble(action, "new") == CORDEE_FILE_FORBIDDEN, action);

    set->permit({});
    BOOST_TEST(trouble(CORDEE_FILE_LOOK, "a") == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(work->space({}).answer.trouble == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(!fs::exists(path("new")));
}

BOOST_FIXTURE_TEST_CASE(what_makes_no_sense_is_refused, Neighbours)
{
    for (const std::uint32_t id : {1u, 64u, 0xffffffffu}) {
        const auto outcome = ask({CORDEE_FILE_OPEN, id, 0, 0, 0, "a", {}});
        BOOST_TEST(outcome.answer.status == CORDEE_INVALID);
        BOOST_TEST(outcome.answer.trouble == CORDEE_FILE_FORBIDDEN);
    }
    for (const std::uint32_t action : {0u, 9u, 0xffffffffu})
        BOOST_TEST(ask({action, 0, 0, 0, 0, "a", {}}).answer.status == CORDEE_INVALID);
    BOOST_TEST(ask({CORDEE_FILE_COMMIT, 0, 8, 0, 0, "a", {}}).answer.status == CORDEE_INVALID);
    BOOST_TEST(read_text(path("a")) == "inside");
}

BOOST_AUTO_TEST_CASE(rights_count_when_manifest_folder_and_session_agree)
{
    const std::vector<GivenFolder> given{
        {"both", "/", "", "fetch", "send"}, {"always", "/", "", "*", ""}, {"never", "/", "", "", ""}};
    const auto rights = [&](std::vector<Capability> asked, std::vector<std::string> held) {
        FolderSet set{std::move(asked)};
        set.add(given);
        set.permit(std::move(held));
        std::vector<std::uint32_t> out;
        for (const auto& one : set.list())
            out.push_back(one.rights);
        return out;
    };
    using Rights = std::vector<std::uint32_t>;
    const Capability read{kFolderCapability, "fetch", true, true, CORDEE_FOLDER_READ};
    const Capability write{kFolderCapability, "send", true, true, CORDEE_FOLDER_WRITE};
    const Capability both{kFolderCapability, "", true, true, 3};
    BOOST_TEST((rights({read, write}, {"fetch", "send"}) == Rights{3, 1, 0}));
    BOOST_TEST((rights({read, write}, {"fetch"}) == Rights{1, 1, 0}));
    BOOST_TEST((rights({read, write}, {"send"}) == Rights{2, 0, 0}));
    BOOST_TEST((rights({write}, {"fetch", "send"}) == Rights{2, 0, 0}));
    BOOST_TEST((rights({both}, {}) == Rights{0, 1, 0}));
    BOOST_TEST((rights({both}, {"send"}) == Rights{2, 1, 0}));
    BOOST_TEST((rights({{"display", "", true, true, 3}}, {"fetch", "send"}) == Rights{0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(only_what_is_lost_counts_as_lost)
{
    const auto set = make_set({"/"});
    BOOST_TEST(!set->permit({"fetch", "send", "more"}));
    BOOST_TEST(set->permit({"fetch"}));
    BOOST_TEST(!set->permit({"fetch"}));
    BOOST_TEST(!set->permit({"fetch", "send"}));
    BOOST_TEST(set->permit({}));
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_gone_is_absent_and_another_of_its_name_is_not_it, Neighbours)
{
    BOOST_TEST(open("a") == CORDEE_FILE_FINE);
    const auto aside = outside.path() / "aside";
    fs::rename(folder.path(), aside);
    write_text(path("a"), "another");
    BOOST_TEST(text_of(ask(CORDEE_FILE_OPEN, "a")) == "inside");
    fs::remove_all(aside);
    BOOST_TEST(open("a") == CORDEE_FILE_ABSENT);
    BOOST_TEST(trouble(CORDEE_FILE_PART, "new") == CORDEE_FILE_ABSENT);
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "new") == CORDEE_FILE_ABSENT);
    BOOST_TEST(!fs::exists(path("new")));
}

BOOST_FIXTURE_TEST_CASE(no_descriptor_is_left_behind, Neighbours)
{
    trouble(CORDEE_FILE_LOOK, "a"); // the folder itself is open from here on
    const auto before = open_descriptors();
    for (int i = 0; i < 20; ++i) {
        for (const char* name : {"a", "sub/b", "absent", "sub", "../x", "sub/absent/x"})
            ask(CORDEE_FILE_OPEN, name);
        work->list({0, 0, 0, 0, 0, "sub", {}});
        write("new", "text", CORDEE_FILE_REPLACE);
        write_part("part", "text");
        BOOST_TEST(trouble(CORDEE_FILE_DISCARD, "part") == CORDEE_FILE_FINE);
    }
    BOOST_TEST(open_descriptors() == before);
}

BOOST_AUTO_TEST_SUITE_END()
