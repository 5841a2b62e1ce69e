#include "protocol/paths.hpp"
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace cordee::transfer;
using namespace cordee::transfer::test;
namespace fs = std::filesystem;

namespace {

void set_time(const fs::path& path, std::int64_t seconds, long nanoseconds)
{
    const timespec times[2] = {{0, UTIME_OMIT}, {seconds, nanoseconds}};
    BOOST_TEST_REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
}

/// Names in any script and none, empty and deep folders, links, holes, odd modes and times.
void nasty_tree(const fs::path& root)
{
    put_file(root / "tree/plain.txt", "hello");
    put_file(root / "tree/empty", "");
    put_file(root / "tree/été 文書 😀/naïve.txt", "été");
    put_file(root / "tree/\xff\xfe not text", "bytes");
    put_file(root / "tree/new\nline\t", "x");
    put_file(root / "tree/-rf", "x");
    put_file(root / ("tree/" + std::string(255, 'n')), "long name");
    put_file(root / "tree/cordee-part", "not a part of ours");
    put_file(root / "tree/exactly one block", noise(kSmallestBlock));
    put_file(root / "tree/one more", noise(kSmallestBlock + 1));
    put_file(root / "tree/smallest large", noise(kSmallMost + 1));
    put_file(root / "tree/largest small", noise(kSmallMost));
    put_file(root / "tree/packs well.log", Bytes(1'000'000, 'a'));
    fs::create_directories(root / "tree/empty folder");
    std::string deep = "tree";
    for (int i = 0; i < 60; ++i)
        deep += "/d" + std::to_string(i);
    put_file(root / deep / "bottom", "deep");
    fs::create_symlink("plain.txt", root / "tree/link");
    fs::create_symlink("../plain.txt", root / "tree/empty folder/up");
    fs::create_symlink("nowhere", root / "tree/dangling");
    chmod((root / "tree/plain.txt").c_str(), 0640);
    chmod((root / "tree/-rf").c_str(), 0755);
    chmod((root / "tree/empty folder").c_str(), 0555);
    set_time(root / "tree/plain.txt", 1'000'000'000, 123'456'789);
    set_time(root / "tree/empty", -86400, 0);
    set_time(root / "tree/empty folder", 1'234'567'890, 5);
    set_time(root / "tree", 1'300'000'000, 1);
}

std::uint64_t used_by(const fs::path& path)
{
    struct stat facts {};
    BOOST_TEST_REQUIRE(stat(path.c_str(), &facts) == 0);
    return static_cast<std::uint64_t>(facts.st_blocks) * 512;
}

const Report& done(const World& world, std::uint32_t task = 1)
{
    const auto& report = world.operator_side.reports.at(task);
    BOOST_TEST(report.state == CORDEE_TASK_DONE, report.detail);
    return report;
}

} // namespace

BOOST_AUTO_TEST_SUITE(round_trips)

BOOST_AUTO_TEST_CASE(a_nasty_tree_arrives_as_it_is_in_both_directions)
{
    for (const bool sends : {true, false}) {
        World world{sends ? 1u : 2u};
        Side& from = sends ? world.operator_side : world.client;
        Side& to = sends ? world.client : world.operator_side;
        nasty_tree(from.folder.path());
        world.operator_side.begin(1, sends ? send_wish({"tree"}) : fetch_wish({"tree"}));
        world.run();
        done(world);
        BOOST_TEST(picture_of(to.folder.path()) == picture_of(from.folder.path()),
                   boost::test_tools::per_element());
        const auto count = static_cast<std::size_t>(
            std::count_if(fs::recursive_directory_iterator{from.folder.path()}, {},
                          [](const auto& one) { return one.is_regular_file() && !one.is_symlink(); }));
        BOOST_TEST(from.acts.size() == count);
        BOOST_TEST(to.acts.size() == count);
        BOOST_TEST(from.acts[0].starts_with("file-sent {"));
        BOOST_TEST(to.acts[0].starts_with("file-received {"));
    }
}

BOOST_AUTO_TEST_CASE(both_sides_record_the_same_hash_and_the_person_sees_it)
{
    World world;
    put_file(world.operator_side.folder.path() / "a.txt", "abc");
    world.operator_side.begin(1, send_wish({"a.txt"}));
    world.run();
    constexpr std::string_view hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const auto facts =
        R"({"direction":"send","hash":")" + std::string{hash} + R"(","name":"a.txt","size":3})";
    BOOST_TEST(world.operator_side.acts.at(0) == "file-sent " + facts);
    BOOST_TEST(world.client.acts.at(0) == "file-received " + facts);
    BOOST_TEST(done(world).detail.find(hash) != std::string::npos);
    BOOST_TEST(done(world).done == 3u);
    BOOST_TEST(done(world).total == 3u);
}

BOOST_AUTO_TEST_CASE(thousands_of_small_files_take_few_messages)
{
    World world;
    for (int i = 0; i < 3000; ++i)
        put_file(world.operator_side.folder.path() / "many" / std::to_string(i), std::to_string(i * 7));
    std::size_t messages = 0;
    world.watch = [&](Side&, const Message&) { ++messages; };
    world.operator_side.begin(1, send_wish({"many"}));
    world.run();
    done(world);
    BOOST_TEST(messages < 400u);
    BOOST_TEST((picture_of(world.client.folder.path()) == picture_of(world.operator_side.folder.path())));
}

BOOST_AUTO_TEST_CASE(holes_stay_holes)
{
    World world;
    const auto path = world.operator_side.folder.path() / "sparse";
    put_file(path, "begin");
    const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
    BOOST_TEST_REQUIRE(pwrite(file, "middle", 6, 20'000'000) == 6);
    BOOST_TEST_REQUIRE(ftruncate(file, 40'000'000) == 0);
    close(file);
    world.operator_side.begin(1, send_wish({"sparse"}));
    world.run();
    done(world);
    BOOST_TEST((content_of(world.client.folder.path() / "sparse") == content_of(path)));
    BOOST_TEST(used_by(world.client.folder.path() / "sparse") <= used_by(path));
    BOOST_TEST(world.bytes_carried < 20'000u);
}

BOOST_AUTO_TEST_CASE(a_changed_file_costs_what_changed)
{
    World world;
    Bytes content = noise(8'000'000);
    put_file(world.client.folder.path() / "disk.img", content);
    for (std::size_t i = 3'000'000; i < 3'080'000; ++i)
        content[i] ^= 0x55;
    put_file(world.operator_side.folder.path() / "disk.img", content);
    world.operator_side.begin(1, send_wish({"disk.img"}, "", "replace"));
    world.run();
    done(world);
    BOOST_TEST((content_of(world.client.folder.path() / "disk.img") == content));
    BOOST_TEST(world.bytes_carried < 80'000u + 8'000'000u / 50);
}

BOOST_AUTO_TEST_CASE(without_the_right_to_read_a_changed_file_goes_as_a_whole)
{
    World world;
    world.client.disk.rights = CORDEE_FOLDER_WRITE;
    put_file(world.client.folder.path() / "x", noise(1'000'001, 1));
    put_file(world.operator_side.folder.path() / "x", noise(1'000'000, 2));
    world.operator_side.begin(1, send_wish({"x"}, "", "replace"));
    world.run();
    done(world);
    BOOST_TEST((content_of(world.client.folder.path() / "x") == noise(1'000'000, 2)));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_treated_as_wished)
{
    struct Case {
        const char* wish;
        int there_is_newer;
        const char* old_name;
        const char* new_name;
    };
    for (const auto& one : {Case{"keep-both", 0, "a (2).txt", "a.txt"}, Case{"replace", 1, "", "a.txt"},
                            Case{"skip", 0, "", ""}, Case{"newer", 0, "", "a.txt"}, Case{"newer", 1, "", ""},
                            Case{"ask", 0, "", "a.txt"}}) {
        for (const std::size_t size : {std::size_t{5}, std::size_t{300'000}}) {
            World world;
            const auto theirs = world.client.folder.path() / "a.txt";
            const auto ours = world.operator_side.folder.path() / "a.txt";
            put_file(theirs, noise(size, 1));
            put_file(ours, noise(size, 2));
            set_time(theirs, 1000 + 2 * one.there_is_newer, 0);
            set_time(ours, 1001, 0);
            world.operator_side.begin(1, send_wish({"a.txt"}, "", one.wish));
            world.run();
            done(world);
            const bool both = std::string_view{one.wish} == "keep-both";
            const bool replaced = one.new_name[0] != 0 && !both;
            BOOST_TEST((content_of(theirs) == noise(size, replaced ? 2 : 1)), one.wish);
            BOOST_TEST(fs::exists(world.client.folder.path() / "a (2).txt") == both, one.wish);
            if (both)
                BOOST_TEST((content_of(world.client.folder.path() / "a (2).txt") == noise(size, 2)));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_there_already_is_not_sent_again_nor_doubled)
{
    World world;
    nasty_tree(world.operator_side.folder.path());
    world.operator_side.begin(1, send_wish({"tree"}));
    world.run();
    done(world);
    const auto before = picture_of(world.client.folder.path());
    const auto carried = world.bytes_carried;
    world.operator_side.begin(2, send_wish({"tree"}));
    world.run();
    done(world, 2);
    BOOST_TEST(picture_of(world.client.folder.path()) == before, boost::test_tools::per_element());
    BOOST_TEST(world.bytes_carried - carried < 20'000u);
}

BOOST_AUTO_TEST_CASE(two_things_of_one_name_are_both_kept)
{
    World world;
    put_file(world.operator_side.folder.path() / "a/x.txt", "one");
    put_file(world.operator_side.folder.path() / "b/x.txt", "two");
    world.operator_side.begin(1, send_wish({"a/x.txt", "b/x.txt"}, "in/here"));
    world.run();
    done(world);
    BOOST_TEST((content_of(world.client.folder.path() / "in/here/x.txt").size() == 3u));
    BOOST_TEST((content_of(world.client.folder.path() / "in/here/x (2).txt")[0] == 't'));
}

BOOST_AUTO_TEST_CASE(names_that_the_other_disk_takes_for_one_lose_nothing)
{
    World world;
    world.client.disk.folds = true;
    put_file(world.operator_side.folder.path() / "t/README", noise(300'000, 1));
    put_file(world.operator_side.folder.path() / "t/ReadMe", noise(300'000, 2));
    put_file(world.operator_side.folder.path() / "t/readme", noise(300'000, 3));
    world.operator_side.begin(1, send_wish({"t"}, "", "replace"));
    world.run();
    std::set<Bytes> found;
    for (const auto& one : fs::directory_iterator{world.client.folder.path() / "t"})
        if (!one.path().filename().string().ends_with(".cordee-part"))
            found.insert(content_of(one.path()));
    const auto& report = world.operator_side.reports.at(1);
    // All are there under names of their own, or those that are not were named.
    if (report.state == CORDEE_TASK_DONE)
        BOOST_TEST(found.size() == 3u);
    else
        BOOST_TEST(report.detail.find("appeared there meanwhile") != std::string::npos, report.detail);
    BOOST_TEST(found.size() >= 1u);
}

BOOST_AUTO_TEST_CASE(several_transfers_run_side_by_side)
{
    World world;
    put_file(world.operator_side.folder.path() / "out", noise(2'000'000, 1));
    put_file(world.client.folder.path() / "in", noise(2'000'000, 2));
    put_file(world.client.folder.path() / "from client", noise(500'000, 3));
    world.operator_side.begin(1, send_wish({"out"}));
    world.operator_side.begin(2, fetch_wish({"in"}));
    world.client.begin(1, send_wish({"from client"}));
    world.run();
    done(world, 1);
    done(world, 2);
    BOOST_TEST(world.client.reports.at(1).state == CORDEE_TASK_DONE);
    BOOST_TEST((content_of(world.client.folder.path() / "out") == noise(2'000'000, 1)));
    BOOST_TEST((content_of(world.operator_side.folder.path() / "in") == noise(2'000'000, 2)));
    BOOST_TEST((content_of(world.operator_side.folder.path() / "from client") == noise(500'000, 3)));
}

BOOST_AUTO_TEST_CASE(a_pause_stops_and_goes_on)
{
    World world;
    put_file(world.operator_side.folder.path() / "x", noise(8'000'000));
    world.operator_side.begin(1, send_wish({"x"}));
    while (world.bytes_carried < 2'000'000)
        BOOST_TEST_REQUIRE(world.step());
    world.operator_side.engine->act(1, CORDEE_TASK_PAUSE);
    for (int i = 0; i < 2000; ++i)
        world.step();
    const auto carried = world.bytes_carried;
    BOOST_TEST(carried < 8'000'000u);
    BOOST_TEST(world.operator_side.reports.at(1).state == CORDEE_TASK_PAUSED);
    for (int i = 0; i < 2000; ++i)
        world.step();
    BOOST_TEST(world.bytes_carried == carried);
    world.operator_side.engine->act(1, CORDEE_TASK_GO_ON);
    world.run();
    done(world);
    BOOST_TEST((content_of(world.client.folder.path() / "x") == noise(8'000'000)));
}

BOOST_AUTO_TEST_CASE(a_cancel_leaves_nothing_half)
{
    for (const bool sends : {true, false}) {
        World world;
        Side& from = sends ? world.operator_side : world.client;
        Side& to = sends ? world.client : world.operator_side;
        put_file(from.folder.path() / "x", noise(8'000'000));
        world.operator_side.begin(1, sends ? send_wish({"x"}) : fetch_wish({"x"}));
        while (world.bytes_carried < 2'000'000)
            BOOST_TEST_REQUIRE(world.step());
        world.operator_side.engine->act(1, CORDEE_TASK_CANCEL);
        world.run();
        BOOST_TEST(world.operator_side.reports.at(1).state == CORDEE_TASK_CANCELLED);
        BOOST_TEST(fs::is_empty(to.folder.path()));
        BOOST_TEST(!world.client.engine->busy());
    }
}

BOOST_AUTO_TEST_CASE(progress_comes_with_rate_and_time_left)
{
    World world;
    put_file(world.operator_side.folder.path() / "x", noise(40'000'000));
    world.operator_side.begin(1, send_wish({"x"}));
    for (std::size_t i = 1; !world.all_ended(); ++i) {
        world.step();
        world.clock += std::chrono::milliseconds{100};
        if (i % 8 == 0) // and not only when chance has it
            world.operator_side.engine->tick();
    }
    bool rated = false;
    std::uint64_t last = 0;
    for (const auto& report : world.operator_side.all_reports) {
        rated |= report.rate != CORDEE_TASK_UNKNOWN && report.rate > 0 &&
                 report.seconds_left != CORDEE_TASK_UNKNOWN;
        BOOST_TEST(report.done >= last);
        last = report.done;
        BOOST_TEST(report.title == "x");
    }
    BOOST_TEST(rated);
    BOOST_TEST(last == 40'000'000u);
}

BOOST_AUTO_TEST_CASE(acts_that_must_wait_are_all_recorded)
{
    World world;
    world.client.records_at_once = 3;
    for (int i = 0; i < 50; ++i)
        put_file(world.operator_side.folder.path() / "many" / std::to_string(i), "x");
    world.operator_side.begin(1, send_wish({"many"}));
    world.run();
    done(world);
    BOOST_TEST(world.client.acts.size() == 50u);
    put_file(world.client.folder.path() / "back/x", "x");
    world.client.records_at_once = 0;
    world.operator_side.begin(2, fetch_wish({"back"}));
    for (int i = 0; i < 1000; ++i)
        world.step();
    BOOST_TEST(!world.all_ended()); // the other side has not recorded it
    world.client.records_at_once = 1;
    world.run();
    done(world, 2);
    BOOST_TEST(world.client.acts.size() == 51u);
}

BOOST_AUTO_TEST_SUITE_END()
