// How it must fail: a clear message, nothing outside of the folder, nothing half-written under a final name.
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>

using namespace cordee::transfer;
using namespace cordee::transfer::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_in(const fs::path& folder)
{
    std::vector<std::string> out;
    for (const auto& one : fs::directory_iterator{folder})
        out.push_back(one.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
}

void says(const World& world, Trouble trouble)
{
    const auto& report = world.operator_side.reports.at(1);
    BOOST_TEST(report.state == CORDEE_TASK_FAILED);
    BOOST_TEST(report.detail.find(say(trouble, "en")) != std::string::npos, report.detail);
}

/// One file, sent to the client, under these circumstances.
void fails(World& world, Trouble trouble, std::size_t size = 1'000'000)
{
    put_file(world.operator_side.folder.path() / "x", noise(size));
    world.operator_side.begin(1, send_wish({"x"}));
    world.run();
    says(world, trouble);
    BOOST_TEST(names_in(world.client.folder.path()) == std::vector<std::string>{},
               boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(failing)

BOOST_AUTO_TEST_CASE(permission_folder_and_person_are_asked)
{
    World world;
    world.client.permissions = {"fetch"};
    fails(world, Trouble::denied);
    World own;
    own.operator_side.permissions = {"fetch"};
    fails(own, Trouble::denied);
    World folder;
    folder.client.disk.rights = CORDEE_FOLDER_READ;
    fails(folder, Trouble::no_folder);
    World person;
    person.client.settings.ask = Ask::transfer;
    person.client.choice = 0;
    fails(person, Trouble::declined);
    BOOST_TEST(person.client.questions.at(0) == "Ada wants to send: x. Allow it?");
    World nobody;
    nobody.client.settings.ask = Ask::transfer;
    nobody.client.choice = -1;
    fails(nobody, Trouble::declined);
    World by_file;
    by_file.client.settings.ask = Ask::file;
    by_file.client.choice = 0;
    fails(by_file, Trouble::declined);
    BOOST_TEST(by_file.client.questions.at(0) == "Ada sends x (1.0 MB). May it come in?");
}

BOOST_AUTO_TEST_CASE(a_person_is_asked_once_whatever_is_killed)
{
    World world;
    world.client.settings.ask = Ask::transfer;
    put_file(world.operator_side.folder.path() / "x", noise(8'000'000));
    world.operator_side.begin(1, send_wish({"x"}));
    for (Side* victim : {&world.client, &world.operator_side, &world.client}) {
        const auto before = world.bytes_carried;
        while (world.bytes_carried < before + 1'000'000)
            BOOST_TEST_REQUIRE(world.step());
        victim->die_and_return();
    }
    world.run();
    BOOST_TEST(world.operator_side.reports.at(1).state == CORDEE_TASK_DONE);
    BOOST_TEST(world.client.questions.size() == 1u);
    // What was agreed to has ended; the next is another.
    world.operator_side.begin(1, send_wish({"x"}));
    world.run();
    BOOST_TEST(world.client.questions.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_person_who_agrees_to_all_is_asked_once)
{
    World world;
    world.client.settings.ask = Ask::file;
    world.client.choice = 2;
    world.client.tongue = "fr";
    for (int i = 0; i < 30; ++i)
        put_file(world.operator_side.folder.path() / "many" / std::to_string(i), "x");
    world.operator_side.begin(1, send_wish({"many"}));
    world.run();
    BOOST_TEST(world.operator_side.reports.at(1).state == CORDEE_TASK_DONE);
    BOOST_TEST(world.client.questions.size() <= 2u);
    BOOST_TEST(world.client.questions.at(0) == "Ada envoie many/0 (1 o). L’accepter ?");
}

BOOST_AUTO_TEST_CASE(a_fetch_is_asked_for_too)
{
    World world;
    world.client.settings.ask = Ask::transfer;
    world.client.choice = 0;
    put_file(world.client.folder.path() / "secret", "x");
    world.operator_side.begin(1, fetch_wish({"secret"}));
    world.run();
    says(world, Trouble::declined);
    BOOST_TEST(world.client.questions.at(0) == "Ada wants to fetch from this computer: secret. Allow it?");
    BOOST_TEST(fs::is_empty(world.operator_side.folder.path()));
}

BOOST_AUTO_TEST_CASE(settings_of_either_side_refuse)
{
    World size;
    size.client.settings.max_size = 999'999;
    fails(size, Trouble::too_large);
    World name;
    name.client.settings.refused = {"x*"};
    fails(name, Trouble::bad_name);
    World total;
    total.client.settings.max_total = 999'999;
    fails(total, Trouble::too_much);
    World own;
    own.operator_side.settings.allowed = {"*.txt"};
    fails(own, Trouble::bad_name);
    World theirs; // what may leave the client's computer is the client's matter
    theirs.client.settings.refused = {"*.key"};
    put_file(theirs.client.folder.path() / "all/private.key", "x");
    put_file(theirs.client.folder.path() / "all/public.txt", "y");
    theirs.operator_side.begin(1, fetch_wish({"all"}));
    theirs.run();
    says(theirs, Trouble::bad_name);
    BOOST_TEST(names_in(theirs.operator_side.folder.path() / "all") ==
               std::vector<std::string>{"public.txt"});
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_said_and_gives_back_what_it_took)
{
    World before;
    before.client.disk.room = 500'000;
    fails(before, Trouble::full);
    World small;
    small.client.disk.before = [](const Request& one) {
        return one.action == CORDEE_FILE_COMMIT ? CORDEE_FILE_FULL : CORDEE_FILE_FINE;
    };
    fails(small, Trouble::full, 1000);
    World late;
    late.client.disk.before = [](const Request& one) {
        return one.action == CORDEE_FILE_COMMIT ? CORDEE_FILE_FULL : CORDEE_FILE_FINE;
    };
    fails(late, Trouble::full);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_read_does_not_keep_the_others)
{
    World world;
    const auto root = world.operator_side.folder.path() / "t";
    put_file(root / "good", "x");
    put_file(root / "small secret", "x");
    put_file(root / "large secret", noise(300'000));
    BOOST_TEST_REQUIRE(mkfifo((root / "pipe").c_str(), 0600) == 0);
    world.operator_side.disk.before = [](const Request& one) {
        return one.action == CORDEE_FILE_OPEN && one.path.ends_with("secret") ? CORDEE_FILE_FORBIDDEN
                                                                              : CORDEE_FILE_FINE;
    };
    world.operator_side.begin(1, send_wish({"t", "absent"}));
    world.run();
    says(world, Trouble::forbidden);
    const auto& detail = world.operator_side.reports.at(1).detail;
    BOOST_TEST(detail.find("t/small secret: ") != std::string::npos, detail);
    BOOST_TEST(detail.find("t/large secret: ") != std::string::npos, detail);
    BOOST_TEST(detail.find("t/pipe: ") != std::string::npos, detail);
    BOOST_TEST(detail.find("absent: ") != std::string::npos, detail);
    BOOST_TEST(names_in(world.client.folder.path() / "t") == std::vector<std::string>{"good"});
}

BOOST_AUTO_TEST_CASE(a_link_is_never_followed_and_never_leads_out)
{
    World world;
    const auto root = world.operator_side.folder.path() / "t";
    fs::create_directories(root);
    fs::create_symlink("/etc", root / "absolute");
    fs::create_symlink("../../../etc", root / "up");
    fs::create_symlink("inside", root / "good");
    put_file(world.client.folder.path() / "other/file", "x");
    fs::create_symlink(world.client.folder.path() / "other", world.client.folder.path() / "way");
    world.operator_side.begin(1, send_wish({"t"}));
    world.run();
    says(world, Trouble::outside);
    BOOST_TEST(names_in(world.client.folder.path() / "t") == std::vector<std::string>{"good"});
    // A link on the way is none: neither to write through ...
    put_file(world.operator_side.folder.path() / "file", "overwritten");
    world.operator_side.begin(1, send_wish({"file"}, "way", "replace"));
    world.run();
    says(world, Trouble::wrong_kind);
    BOOST_TEST(content_of(world.client.folder.path() / "other/file").size() == 1u);
    // ... nor to read through.
    world.operator_side.begin(1, fetch_wish({"way/file"}));
    world.run();
    says(world, Trouble::wrong_kind);
}

BOOST_AUTO_TEST_CASE(a_folder_and_a_file_do_not_take_each_others_place)
{
    World world;
    put_file(world.operator_side.folder.path() / "t/a", "file");
    put_file(world.operator_side.folder.path() / "t/b/inner", "x");
    fs::create_directories(world.client.folder.path() / "t/a");
    put_file(world.client.folder.path() / "t/b", "file");
    world.operator_side.begin(1, send_wish({"t"}, "", "replace"));
    world.run();
    says(world, Trouble::wrong_kind);
    BOOST_TEST(fs::is_directory(world.client.folder.path() / "t/a"));
    BOOST_TEST(content_of(world.client.folder.path() / "t/b").size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_once_is_read_again)
{
    for (const std::size_t size : {std::size_t{100}, std::size_t{2'000'000}}) {
        World world;
        const auto path = world.operator_side.folder.path() / "x";
        put_file(path, noise(size, 1));
        bool changed = false;
        world.watch = [&](Side& from, const Message& message) {
            const bool soon = size < 1000 ? std::holds_alternative<Decisions>(message)
                                          : std::holds_alternative<Block>(message);
            if (!soon || std::exchange(changed, true))
                return;
            BOOST_TEST((&from == (size < 1000 ? &world.client : &world.operator_side)));
            put_file(path, noise(size + 7, 2));
            const timespec times[2] = {{0, UTIME_OMIT}, {2'000'000'000, 0}};
            utimensat(AT_FDCWD, path.c_str(), times, 0);
        };
        world.operator_side.begin(1, send_wish({"x"}));
        world.run();
        BOOST_TEST(changed);
        BOOST_TEST(world.operator_side.reports.at(1).state == CORDEE_TASK_DONE,
                   world.operator_side.reports.at(1).detail);
        BOOST_TEST((content_of(world.client.folder.path() / "x") == noise(size + 7, 2)));
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_all_the_time_is_given_up)
{
    for (const std::size_t size : {std::size_t{100}, std::size_t{2'000'000}}) {
        World world;
        const auto path = world.operator_side.folder.path() / "x";
        std::int64_t time = 1000;
        world.operator_side.disk.before = [&](const Request& one) {
            const timespec times[2] = {{0, UTIME_OMIT}, {++time, 0}};
            if (one.action == CORDEE_FILE_OPEN)
                utimensat(AT_FDCWD, path.c_str(), times, 0);
            return CORDEE_FILE_FINE;
        };
        fails(world, Trouble::changed, size);
    }
}

BOOST_AUTO_TEST_CASE(a_permission_that_ends_ends_the_transfer)
{
    World world;
    put_file(world.operator_side.folder.path() / "x", noise(8'000'000));
    world.operator_side.begin(1, send_wish({"x"}));
    while (world.bytes_carried < 2'000'000)
        BOOST_TEST_REQUIRE(world.step());
    world.client.permissions.clear();
    world.client.disk.rights = 0;
    world.client.die_and_return(); // which is how a capability is taken back
    world.run();
    says(world, Trouble::denied);
    BOOST_TEST(!fs::exists(world.client.folder.path() / "x"));
}

BOOST_AUTO_TEST_CASE(a_disk_that_loses_a_block_is_noticed_and_mended_once)
{
    World world;
    bool spoilt = false;
    world.watch = [&](Side&, const Message& message) {
        const auto* end = std::get_if<End>(&message);
        if (end == nullptr || std::exchange(spoilt, true))
            return;
        // Between receiving and moving there is no reading again; a block that the message itself spoils is
        // seen.
    };
    world.tamper = [&, hit = 0](Side&, Bytes bytes) mutable {
        auto message = decode(bytes);
        if (auto* block = message ? std::get_if<Block>(&*message) : nullptr;
            block && block->number == 3 && hit++ == 0)
            bytes.back() ^= 1;
        return std::vector<Bytes>{std::move(bytes)};
    };
    put_file(world.operator_side.folder.path() / "x", noise(2'000'000));
    world.operator_side.begin(1, send_wish({"x"}));
    world.run();
    BOOST_TEST(world.operator_side.reports.at(1).state == CORDEE_TASK_DONE);
    BOOST_TEST((content_of(world.client.folder.path() / "x") == noise(2'000'000)));
    BOOST_TEST(world.bytes_carried < 2'000'000u + 300'000u); // one block more

    World always;
    always.tamper = [](Side&, Bytes bytes) {
        auto message = decode(bytes);
        if (auto* block = message ? std::get_if<Block>(&*message) : nullptr; block && block->number == 3)
            bytes.back() ^= 1;
        return std::vector<Bytes>{std::move(bytes)};
    };
    fails(always, Trouble::mismatch, 2'000'000);
}

BOOST_AUTO_TEST_CASE(wishes_that_make_no_sense_are_reported_as_failed)
{
    World world;
    world.operator_side.begin(1, "{}");
    says(world, Trouble::malformed);
    world.operator_side.begin(1, send_wish({"nothing there"}));
    world.run();
    says(world, Trouble::absent);
}

BOOST_AUTO_TEST_CASE(another_version_is_told)
{
    World world;
    world.tamper = [](Side&, Bytes bytes) {
        auto message = decode(bytes);
        if (auto* offer = message ? std::get_if<Offer>(&*message) : nullptr) {
            offer->version = 2;
            bytes = encode(*message);
        }
        return std::vector<Bytes>{std::move(bytes)};
    };
    fails(world, Trouble::unsupported);
}

BOOST_AUTO_TEST_SUITE_END()
