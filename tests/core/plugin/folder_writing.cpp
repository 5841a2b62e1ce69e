// How files come to stand under their names: as a whole, or not at all.
#include "core/plugin/folder_path.hpp"
#include "tests/core/plugin/given.hpp"

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <sched.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace fs = std::filesystem;

namespace {

mode_t mode_of(const fs::path& path)
{
    struct stat facts {};
    BOOST_REQUIRE(lstat(path.c_str(), &facts) == 0);
    return facts.st_mode & 07777;
}

std::vector<ListedEntry> entries_of(Given& it, const std::string& path = {})
{
    const auto listing = it.work->list({0, 0, 0, 0, 0, path, {}});
    BOOST_REQUIRE(listing.answer.trouble == CORDEE_FILE_FINE);
    Bytes bytes(listing.answer.facts.size);
    BOOST_REQUIRE(pread(listing.descriptor.get(), bytes.data(), bytes.size(), 0) ==
                  static_cast<ssize_t>(bytes.size()));
    return decode_listing(bytes).value();
}

/// Somebody without rights needs a user namespace for that, in which they keep their own numbers.
bool leave_mounts()
{
    const auto user = std::to_string(geteuid());
    const auto group = std::to_string(getegid());
    const bool root = geteuid() == 0;
    if (unshare(root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0)
        return false;
    if (!root) {
        write_text("/proc/self/setgroups", "deny");
        write_text("/proc/self/uid_map", user + " " + user + " 1\n");
        write_text("/proc/self/gid_map", group + " " + group + " 1\n");
    }
    return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

/// In a process that has mounts of its own. 0 is well, kNoMounts: this system does not let it.
constexpr int kNoMounts = 77;
int with_mounts(const std::function<int()>& run)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(leave_mounts() ? run() : kNoMounts);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

void expect_well(int outcome)
{
    if (outcome == kNoMounts)
        BOOST_TEST_MESSAGE("this system lets a test mount nothing");
    else
        BOOST_TEST(outcome == 0);
}

std::vector<FileRequest> of_each(cordee_file_action action, std::size_t count)
{
    std::vector<FileRequest> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(
            {static_cast<std::uint32_t>(action), 0, 0, 0640, 1'000'000'000, "f" + std::to_string(i), {}});
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(folder_writing)

BOOST_FIXTURE_TEST_CASE(a_file_appears_when_it_is_whole, Given)
{
    write_part("letter", "first half, ");
    BOOST_TEST(!fs::exists(path("letter")));
    const auto part = path(part_name("letter"));
    BOOST_TEST(mode_of(part) == 0600U);
    BOOST_TEST(entries_of(*this).empty());
    write_part("letter", "second half");
    const auto done = ask({CORDEE_FILE_COMMIT, 0, 0, 06755, 1'234'567'890'987'654'321, "letter", {}});
    BOOST_TEST(done.answer.status == CORDEE_OK);
    BOOST_TEST(read_text(path("letter")) == "first half, second half");
    BOOST_TEST(mode_of(path("letter")) == 0755U); // no setuid, no setgid
    BOOST_TEST(!fs::exists(part));
    const auto facts = ask(CORDEE_FILE_LOOK, "letter").answer.facts;
    BOOST_TEST(facts.modified == 1'234'567'890'987'654'321);
    BOOST_TEST(facts.size == 23U);
    BOOST_TEST(facts.file == done.answer.facts.file);
}

BOOST_FIXTURE_TEST_CASE(times_before_1970_are_kept_too, Given)
{
    write_part("old", "x");
    BOOST_TEST(ask({CORDEE_FILE_COMMIT, 0, 0, 0, -1, "old", {}}).answer.trouble == CORDEE_FILE_FINE);
    BOOST_TEST(ask(CORDEE_FILE_LOOK, "old").answer.facts.modified == -1);
    BOOST_TEST(mode_of(path("old")) == 0600U);
}

BOOST_FIXTURE_TEST_CASE(what_is_there_is_replaced_on_demand_only, Given)
{
    write_text(path("a"), "old");
    const auto before = ask(CORDEE_FILE_LOOK, "a").answer.facts.file;
    write_part("a", "new");
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "a") == CORDEE_FILE_EXISTS);
    BOOST_TEST(read_text(path("a")) == "old");
    BOOST_TEST(mode_of(path(part_name("a"))) == 0600U);
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "a", CORDEE_FILE_REPLACE) == CORDEE_FILE_FINE);
    BOOST_TEST(read_text(path("a")) == "new");
    BOOST_TEST(ask(CORDEE_FILE_LOOK, "a").answer.facts.file != before);
}

/// With TMPDIR on a disk that ignores case both are one name; elsewhere they are two.
BOOST_FIXTURE_TEST_CASE(a_name_that_the_disk_takes_for_another_overwrites_nothing, Given)
{
    write("Letter", "one");
    const bool folds = fs::exists(path("LETTER"));
    write_part("letter", "two");
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "letter") == (folds ? CORDEE_FILE_EXISTS : CORDEE_FILE_FINE));
    BOOST_TEST(read_text(path("Letter")) == "one");
    write_part("Other", "one");
    BOOST_TEST(trouble(CORDEE_FILE_PART, "other") == (folds ? CORDEE_FILE_BUSY : CORDEE_FILE_FINE));
}

BOOST_FIXTURE_TEST_CASE(a_folder_is_never_replaced_and_a_link_is_itself, Given)
{
    const TemporaryFolder outside;
    write_text(outside.path() / "file", "outside");
    fs::create_directory(path("folder"));
    fs::create_symlink(outside.path() / "file", path("link"));
    BOOST_REQUIRE(mkfifo(path("pipe").c_str(), 0600) == 0);
    for (const char* name : {"folder", "pipe"}) {
        write_part(name, "x");
        BOOST_TEST(trouble(CORDEE_FILE_COMMIT, name, CORDEE_FILE_REPLACE) == CORDEE_FILE_WRONG_KIND, name);
        BOOST_TEST(trouble(CORDEE_FILE_COMMIT, name) == CORDEE_FILE_EXISTS, name);
    }
    write_part("link", "x");
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "link") == CORDEE_FILE_EXISTS);
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "link", CORDEE_FILE_REPLACE) == CORDEE_FILE_FINE);
    BOOST_TEST(read_text(path("link")) == "x");
    BOOST_TEST(read_text(outside.path() / "file") == "outside");
}

BOOST_FIXTURE_TEST_CASE(a_part_outlives_its_transfer, Given)
{
    write_part("a", "half");
    FolderWork later{set};
    BOOST_TEST(later.perform({{CORDEE_FILE_PART, 0, 0, 0, 0, "a", {}}}).front().answer.trouble ==
               CORDEE_FILE_BUSY);
    restart();
    const auto again = ask(CORDEE_FILE_PART, "a");
    BOOST_TEST(again.answer.facts.size == 4U);
    BOOST_TEST(text_of(again) == "half");
    BOOST_TEST(ask(CORDEE_FILE_PART, "a", CORDEE_FILE_FRESH).answer.facts.size == 0U);
    BOOST_TEST(trouble(CORDEE_FILE_DISCARD, "a") == CORDEE_FILE_FINE);
    BOOST_TEST(trouble(CORDEE_FILE_DISCARD, "a") == CORDEE_FILE_ABSENT);
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "a") == CORDEE_FILE_ABSENT);
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_FIXTURE_TEST_CASE(a_plugin_cannot_unlock_its_part, Given)
{
    const auto part = ask(CORDEE_FILE_PART, "a");
    flock(part.descriptor.get(), LOCK_UN);
    FolderWork other{set};
    for (const auto action : {CORDEE_FILE_PART, CORDEE_FILE_DISCARD, CORDEE_FILE_COMMIT})
        BOOST_TEST(other.perform({{static_cast<std::uint32_t>(action), 0, 0, 0, 0, "a", {}}})
                       .front()
                       .answer.trouble == CORDEE_FILE_BUSY);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_this_persons_own_part_is_not_written, Given)
{
    const TemporaryFolder outside;
    write_text(outside.path() / "victim", "victim");
    fs::create_symlink(outside.path() / "victim", path(part_name("link")));
    fs::create_hard_link(outside.path() / "victim", path(part_name("second")));
    fs::create_directory(path(part_name("folder")));
    BOOST_REQUIRE(mkfifo(path(part_name("pipe")).c_str(), 0600) == 0);
    for (const char* name : {"link", "folder", "pipe"})
        for (const auto action : {CORDEE_FILE_PART, CORDEE_FILE_COMMIT, CORDEE_FILE_DISCARD})
            BOOST_TEST(trouble(action, name, action == CORDEE_FILE_PART ? CORDEE_FILE_FRESH : 0u) ==
                           CORDEE_FILE_WRONG_KIND,
                       name << " " << action);
    BOOST_TEST(trouble(CORDEE_FILE_PART, "second", CORDEE_FILE_FRESH) == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(read_text(outside.path() / "victim") == "victim");
}

BOOST_FIXTURE_TEST_CASE(parts_cannot_be_reached_by_their_names, Given)
{
    write_part("a", "x");
    for (const auto action : {CORDEE_FILE_LOOK, CORDEE_FILE_OPEN, CORDEE_FILE_PART, CORDEE_FILE_DISCARD,
                              CORDEE_FILE_MAKE_FOLDER, CORDEE_FILE_SET_FACTS, CORDEE_FILE_COMMIT})
        BOOST_TEST(trouble(action, part_name("a")) == CORDEE_FILE_FORBIDDEN, action);
    BOOST_TEST(link(part_name("a"), "b", CORDEE_FILE_REPLACE) == CORDEE_FILE_FORBIDDEN);
}

BOOST_FIXTURE_TEST_CASE(a_part_that_was_taken_away_is_not_committed, Given)
{
    write_part("a", "x");
    fs::remove(path(part_name("a")));
    write_text(path(part_name("a")), "another's");
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "a") == CORDEE_FILE_FINE); // as what an earlier transfer left
    write_part("b", "x");
    fs::remove(path(part_name("b")));
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "b") == CORDEE_FILE_ABSENT);
    write_part("c", "x");
    fs::remove(path(part_name("c")));
    fs::create_symlink("a", path(part_name("c")));
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "c") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(!fs::exists(fs::symlink_status(path("c"))));
}

BOOST_FIXTURE_TEST_CASE(the_longest_names_can_be_written, Given)
{
    const std::string one(255, 'a');
    auto other = one;
    other.back() = 'b';
    write_part(one, "one");
    write_part(other, "other");
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, one) == CORDEE_FILE_FINE);
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, other) == CORDEE_FILE_FINE);
    BOOST_TEST(read_text(path(one)) == "one");
    BOOST_TEST(read_text(path(other)) == "other");
    BOOST_TEST(entries_of(*this).size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_batch_is_committed_together, Given)
{
    const auto parts = work->perform(of_each(CORDEE_FILE_PART, 64));
    for (const auto& part : parts)
        BOOST_REQUIRE(::write(part.descriptor.get(), "text", 4) == 4);
    write_text(path("f7"), "there");
    auto requests = of_each(CORDEE_FILE_COMMIT, 64);
    requests[20] = requests[19]; // twice
    requests[30].path = "absent/f";
    const auto done = work->perform(requests);
    for (std::size_t i = 0; i < done.size(); ++i) {
        const auto expected = i == 7               ? CORDEE_FILE_EXISTS
                              : i == 20 || i == 30 ? CORDEE_FILE_ABSENT
                                                   : CORDEE_FILE_FINE;
        BOOST_TEST(done[i].answer.trouble == expected, i);
        if (expected == CORDEE_FILE_FINE)
            BOOST_TEST(read_text(path("f" + std::to_string(i))) == "text");
    }
    BOOST_TEST(read_text(path("f7")) == "there");
    BOOST_TEST(mode_of(path("f0")) == 0640U);
}

BOOST_FIXTURE_TEST_CASE(parts_are_counted, Given)
{
    for (std::size_t i = 0; i < CORDEE_FILES_OPEN; ++i)
        BOOST_REQUIRE(trouble(CORDEE_FILE_PART, "f" + std::to_string(i)) == CORDEE_FILE_FINE);
    BOOST_TEST(ask(CORDEE_FILE_PART, "more").answer.status == CORDEE_AGAIN);
    BOOST_TEST(!fs::exists(path(part_name("more"))));
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "f0") == CORDEE_FILE_FINE);
    BOOST_TEST(trouble(CORDEE_FILE_PART, "more") == CORDEE_FILE_FINE);
}

// SEC-36
BOOST_FIXTURE_TEST_CASE(nothing_is_committed_without_the_permission, Given)
{
    write_part("a", "x");
    set->permit({"fetch"});
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "a") == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(!fs::exists(path("a")));
    set->permit({"fetch", "send"});
    work->end();
    BOOST_TEST(trouble(CORDEE_FILE_COMMIT, "a") == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(!fs::exists(path("a")));
}

BOOST_FIXTURE_TEST_CASE(folders_are_made, Given)
{
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "a/b/c") == CORDEE_FILE_ABSENT);
    const auto made = ask(CORDEE_FILE_MAKE_FOLDER, "a/b/c", CORDEE_FILE_PARENTS, 0700);
    BOOST_TEST(made.answer.trouble == CORDEE_FILE_FINE);
    BOOST_TEST(made.answer.facts.kind == CORDEE_KIND_FOLDER);
    BOOST_TEST(mode_of(path("a/b/c")) == 0700U);
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "a/b") == CORDEE_FILE_FINE);
    write("a/b/c/file", "x");
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "a/b/c/file") == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(trouble(CORDEE_FILE_MAKE_FOLDER, "a/b/c/file/x", CORDEE_FILE_PARENTS) ==
               CORDEE_FILE_WRONG_KIND);
}

BOOST_FIXTURE_TEST_CASE(facts_are_set_on_what_has_one_name, Given)
{
    const TemporaryFolder outside;
    write_text(outside.path() / "victim", "victim");
    fs::permissions(outside.path() / "victim", fs::perms{0600});
    fs::create_hard_link(outside.path() / "victim", path("second"));
    BOOST_TEST(ask(CORDEE_FILE_SET_FACTS, "second", 0, 0666).answer.trouble == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(mode_of(outside.path() / "victim") == 0600U);
    BOOST_TEST(text_of(ask(CORDEE_FILE_OPEN, "second")) == "victim"); // the person's own

    write_text(path("a"), "a");
    BOOST_REQUIRE(chmod(path("a").c_str(), 04711) == 0);
    BOOST_TEST(ask({CORDEE_FILE_SET_FACTS, 0, 0, 07640, 5'000'000'007, "a", {}}).answer.trouble ==
               CORDEE_FILE_FINE);
    BOOST_TEST(mode_of(path("a")) == 0640U);
    BOOST_TEST(ask(CORDEE_FILE_LOOK, "a").answer.facts.modified == 5'000'000'007);

    fs::create_directory(path("shared"));
    BOOST_REQUIRE(chmod(path("shared").c_str(), 02770) == 0);
    BOOST_TEST(ask(CORDEE_FILE_SET_FACTS, "shared", 0, 0755).answer.trouble == CORDEE_FILE_FINE);
    BOOST_TEST(mode_of(path("shared")) == 02755U);
}

BOOST_FIXTURE_TEST_CASE(links_are_made_that_stay_inside, Given)
{
    write_text(path("sub/a"), "a");
    BOOST_TEST(link("sub/up", "../sub/a") == CORDEE_FILE_FINE);
    BOOST_TEST(fs::read_symlink(path("sub/up")) == "../sub/a");
    BOOST_TEST(link("sub/out", "../../x") == CORDEE_FILE_OUTSIDE);
    BOOST_TEST(link("sub/out", "/etc/passwd") == CORDEE_FILE_OUTSIDE);
    BOOST_TEST(link("sub/out", "up/../../x") == CORDEE_FILE_OUTSIDE);
    BOOST_TEST(link("sub/up", "a") == CORDEE_FILE_EXISTS);
    BOOST_TEST(link("sub/up", "a", CORDEE_FILE_REPLACE) == CORDEE_FILE_FINE);
    BOOST_TEST(fs::read_symlink(path("sub/up")) == "a");
    BOOST_TEST(link("sub/a", "b", CORDEE_FILE_REPLACE) == CORDEE_FILE_FINE);
    BOOST_TEST(link("sub", "b", CORDEE_FILE_REPLACE) == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(std::distance(fs::directory_iterator{path("sub")}, fs::directory_iterator{}) == 2);
}

BOOST_FIXTURE_TEST_CASE(a_listing_is_in_order_and_tells_all, Given)
{
    for (const char* name : {"b", "a", "é", "B", "a.b"})
        write_text(path(name), name);
    fs::create_symlink("a", path("link"));
    fs::create_directory(path("sub"));
    fs::resize_file(path("b"), 1 << 20); // with a hole
    std::string names;
    for (const auto& one : entries_of(*this)) {
        names += one.name + " ";
        BOOST_TEST(one.facts.file == ask(CORDEE_FILE_LOOK, one.name).answer.facts.file);
        if (one.name == "link")
            BOOST_TEST(one.target == "a");
        if (one.name == "b")
            BOOST_TEST(one.facts.used < one.facts.size);
    }
    BOOST_TEST(names == "B a a.b b link sub é ");
    BOOST_TEST(entries_of(*this, "sub").empty());
    const auto listing = work->list({});
    BOOST_TEST(::write(listing.descriptor.get(), "x", 1) == -1);
    BOOST_TEST(ftruncate(listing.descriptor.get(), 0) == -1);
    BOOST_TEST(work->list({0, 0, 0, 0, 0, "a", {}}).answer.trouble == CORDEE_FILE_WRONG_KIND);
    BOOST_TEST(work->space({}).answer.facts.size > 0U);
}

BOOST_FIXTURE_TEST_CASE(a_second_name_takes_the_place_of_a_move, Given)
{
    write_text(path("from"), "x");
    write_text(path("there"), "there");
    const Descriptor root{open(folder.path().c_str(), O_PATH | O_DIRECTORY)};
    BOOST_TEST(!link_new(root.get(), "from", "there"));
    BOOST_TEST(errno == EEXIST);
    BOOST_TEST(link_new(root.get(), "from", "to"));
    BOOST_TEST(!fs::exists(path("from")));
    BOOST_TEST(read_text(path("to")) == "x");
    BOOST_TEST(read_text(path("there")) == "there");
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_is_full_says_so, Given)
{
    expect_well(with_mounts([&]() -> int {
        if (mount("none", folder.path().c_str(), "tmpfs", 0, "size=64k,nr_inodes=4") != 0)
            return kNoMounts;
        const std::string much(128 << 10, 'x');
        const auto part = ask(CORDEE_FILE_PART, "a");
        const auto written = ::write(part.descriptor.get(), much.data(), much.size());
        if (written >= static_cast<ssize_t>(much.size()))
            return 1;
        if (fs::exists(path("a")) || trouble(CORDEE_FILE_DISCARD, "a") != CORDEE_FILE_FINE)
            return 2;
        auto last = CORDEE_FILE_FINE;
        for (int i = 0; i < 8 && last == CORDEE_FILE_FINE; ++i)
            last = trouble(CORDEE_FILE_PART, "f" + std::to_string(i));
        if (last != CORDEE_FILE_FULL)
            return 3;
        return trouble(CORDEE_FILE_MAKE_FOLDER, "folder") == CORDEE_FILE_FULL ? 0 : 4;
    }));
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_becomes_read_only_says_so, Given)
{
    expect_well(with_mounts([&]() -> int {
        if (mount("none", folder.path().c_str(), "tmpfs", 0, nullptr) != 0)
            return kNoMounts;
        if (ask(CORDEE_FILE_PART, "a").answer.trouble != CORDEE_FILE_FINE)
            return 1;
        restart(); // what is open for writing keeps a disk writable
        write_text(path("b"), "b");
        if (mount("none", folder.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0)
            return kNoMounts;
        for (const auto action : {CORDEE_FILE_PART, CORDEE_FILE_COMMIT, CORDEE_FILE_DISCARD,
                                  CORDEE_FILE_MAKE_FOLDER, CORDEE_FILE_MAKE_LINK})
            if (ask({static_cast<std::uint32_t>(action), 0, 0, 0, 0, "a", "x"}).answer.trouble !=
                CORDEE_FILE_FORBIDDEN)
                return 10 + static_cast<int>(action);
        return trouble(CORDEE_FILE_OPEN, "b") == CORDEE_FILE_FINE && !fs::exists(path("a")) ? 0 : 2;
    }));
}

BOOST_FIXTURE_TEST_CASE(a_folder_ends_where_another_disk_begins, Given)
{
    fs::create_directory(path("sub"));
    expect_well(with_mounts([&]() -> int {
        if (mount("none", path("sub").c_str(), "tmpfs", 0, nullptr) != 0)
            return kNoMounts;
        write_text(path("sub/a"), "a");
        for (const auto action :
             {CORDEE_FILE_OPEN, CORDEE_FILE_PART, CORDEE_FILE_LOOK, CORDEE_FILE_MAKE_FOLDER})
            if (trouble(action, "sub/a") != CORDEE_FILE_OUTSIDE)
                return 10 + static_cast<int>(action);
        const auto entries = entries_of(*this);
        return entries.size() == 1 && entries[0].facts.kind == CORDEE_KIND_OTHER ? 0 : 1;
    }));
}

BOOST_FIXTURE_TEST_CASE(what_this_person_may_not_is_forbidden, Given)
{
    constexpr uid_t nobody = 65534;
    write_text(path("a"), "a");
    write_part("b", "b");
    fs::permissions(path("a"), fs::perms{0200});
    fs::permissions(folder.path(), fs::perms{0555});
    const bool root = geteuid() == 0;
    if (root)
        BOOST_REQUIRE(seteuid(nobody) == 0);
    const auto reading = trouble(CORDEE_FILE_OPEN, "a");
    const auto making = trouble(CORDEE_FILE_PART, "c");
    const auto moving = trouble(CORDEE_FILE_COMMIT, "b");
    const auto foreign = root ? trouble(CORDEE_FILE_SET_FACTS, "a") : CORDEE_FILE_FORBIDDEN;
    if (root)
        BOOST_REQUIRE(seteuid(0) == 0);
    fs::permissions(folder.path(), fs::perms{0755});
    BOOST_TEST(reading == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(making == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(moving == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(foreign == CORDEE_FILE_FORBIDDEN);
    BOOST_TEST(!fs::exists(path("b")));
}

BOOST_AUTO_TEST_SUITE_END()
