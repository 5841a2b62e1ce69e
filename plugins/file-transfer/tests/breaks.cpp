// A seeded adversary kills either half at any moment, until the transfer is complete: the content is equal,
// and no block that was verified goes over the line again.
#include "hash.hpp"
#include "protocol/paths.hpp"
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>

using namespace cordee::transfer;
using namespace cordee::transfer::test;
namespace fs = std::filesystem;

namespace {

Hash block_of(const fs::path& path, std::uint64_t size, std::uint32_t number)
{
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    Bytes data(block_length(size, number));
    const auto got = pread(file.get(), data.data(), data.size(),
                           static_cast<off_t>(std::uint64_t{block_size(size)} * number));
    return got == static_cast<ssize_t>(data.size()) ? hash_of(data) : Hash{};
}

/// Knows at each kill what is safe at the receiver, and looks at what is sent after it.
class Watch {
public:
    Watch(World& world, Side& from, Side& to) : world_{world}, from_{from}, to_{to}
    {
        world.watch = [this](Side& side, const Message& message) {
            if (&side == &from_)
                std::visit([this](const auto& one) { saw(one); }, message);
        };
    }

    void killed()
    {
        names_.clear();
        safe_files_.clear();
        safe_blocks_.clear();
        for (const auto& one : fs::recursive_directory_iterator{from_.folder.path()})
            if (one.is_regular_file())
                note(fs::relative(one.path(), from_.folder.path()).string());
    }

    std::uint64_t sent = 0;
    std::uint64_t twice = 0;

private:
    void note(const std::string& path)
    {
        const auto ours = from_.folder.path() / path;
        const auto size = fs::file_size(ours);
        const auto theirs = to_.folder.path() / path;
        if (fs::exists(theirs)) {
            safe_files_.insert(path);
            BOOST_TEST((content_of(theirs) == content_of(ours)), path); // never half under its name
        }
        const auto part = to_.disk.part_of(path);
        if (size <= kSmallMost || !fs::exists(part))
            return;
        for (std::uint32_t number = 0; number < block_count(size); ++number)
            if (block_of(ours, size, number) == block_of(part, size, number))
                safe_blocks_.emplace(path, number);
    }
    void count(bool again, std::uint64_t bytes)
    {
        sent += bytes;
        if (again)
            twice += bytes;
    }
    void saw(const Entries& entries)
    {
        for (std::size_t i = 0; i < entries.list.size(); ++i)
            names_[entries.first + static_cast<std::uint32_t>(i)] = entries.list[i].path;
    }
    void saw(const Small& small)
    {
        for (const auto& file : small.files)
            count(safe_files_.contains(names_.at(file.index)), file.size);
    }
    void saw(const Block& block)
    {
        const auto& name = names_.at(block.index);
        count(safe_files_.contains(name) || safe_blocks_.contains({name, block.number}), block.raw);
    }
    void saw(const Range& range)
    {
        const auto& name = names_.at(range.index);
        for (auto number = range.first; number < range.first + range.count; ++number)
            count(safe_files_.contains(name) || safe_blocks_.contains({name, number}), 1);
    }
    void saw(const auto&) {}

    World& world_;
    Side& from_;
    Side& to_;
    std::map<std::uint32_t, std::string> names_;
    std::set<std::string> safe_files_;
    std::set<std::pair<std::string, std::uint32_t>> safe_blocks_;
};

void tree_of(const fs::path& root)
{
    put_file(root / "tree/large", noise(3'000'000, 1));
    put_file(root / "tree/larger", noise(5'000'000, 2));
    put_file(root / "tree/packs", Bytes(2'000'000, 'x'));
    for (int i = 0; i < 150; ++i)
        put_file(root / "tree/small" / std::to_string(i), noise(static_cast<std::size_t>(i) * 37, 3));
    fs::create_symlink("large", root / "tree/link");
    fs::create_directories(root / "tree/none");
}

/// Gives the number of kills.
int transfer_under_fire(std::uint32_t seed, const std::string& conflict, bool older_version)
{
    World world{seed};
    const bool sends = seed % 2 == 0;
    Side& from = sends ? world.operator_side : world.client;
    Side& to = sends ? world.client : world.operator_side;
    tree_of(from.folder.path());
    if (older_version) {
        auto older = noise(5'000'000, 2);
        older[2'000'000] ^= 1;
        put_file(to.folder.path() / "tree/larger", older);
        const timespec times[2] = {{0, UTIME_OMIT}, {1000, 0}};
        utimensat(AT_FDCWD, (to.folder.path() / "tree/larger").c_str(), times, 0);
    }
    Watch watch{world, from, to};
    // A kill may also come inside of a job, between what it asks of the disk.
    std::uint32_t until_kill = 0;
    for (Side* side : {&world.operator_side, &world.client})
        side->disk.before = [&](const Request&) {
            if (until_kill > 0 && --until_kill == 0)
                throw Killed{};
            return CORDEE_FILE_FINE;
        };
    world.operator_side.begin(1,
                              sends ? send_wish({"tree"}, "", conflict) : fetch_wish({"tree"}, "", conflict));
    int kills = 0;
    while (!world.all_ended() && kills < 40) {
        for (auto steps = world.random() % 90; steps > 0 && !world.all_ended(); --steps)
            world.step();
        if (world.all_ended())
            break;
        ++kills;
        const bool inside = world.random() % 4 == 0;
        if (inside)
            until_kill = static_cast<std::uint32_t>(1 + world.random() % 50);
        for (int steps = 0; inside && until_kill > 0 && steps < 1000 && !world.all_ended(); ++steps)
            world.step();
        until_kill = 0;
        if (!inside)
            (world.random() % 2 ? world.operator_side : world.client).die_and_return();
        if (older_version)
            continue; // what is there under a final name is not what is sent
        watch.killed();
    }
    world.run();
    const auto& report = world.operator_side.reports.at(1);
    BOOST_TEST(report.state == CORDEE_TASK_DONE, report.detail);
    BOOST_TEST(picture_of(to.folder.path()) == picture_of(from.folder.path()),
               boost::test_tools::per_element());
    BOOST_TEST(watch.twice == 0u);
    return kills;
}

} // namespace

BOOST_AUTO_TEST_SUITE(breaks)

BOOST_AUTO_TEST_CASE(kills_at_any_moment_cost_nothing_that_was_safe)
{
    int kills = 0;
    for (std::uint32_t seed = 1; seed <= 12; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
    kills += transfer_under_fire(seed, seed % 3 == 0 ? "replace" : "keep-both", false);
    BOOST_TEST(kills > 40);
}

BOOST_AUTO_TEST_CASE(kills_during_a_delta)
{
    for (std::uint32_t seed = 100; seed < 105; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
    transfer_under_fire(seed, "replace", true);
}

BOOST_AUTO_TEST_CASE(a_session_that_ended_is_no_loss_for_the_next)
{
    const auto content = noise(24'000'000);
    World first;
    put_file(first.operator_side.folder.path() / "x", content);
    first.operator_side.begin(1, send_wish({"x"}));
    while (first.bytes_carried < 12'000'000)
        BOOST_TEST_REQUIRE(first.step());
    const auto had = fs::file_size(first.client.disk.part_of("x"));

    World second;
    fs::copy(first.operator_side.folder.path() / "x", second.operator_side.folder.path() / "x");
    fs::copy(first.client.disk.part_of("x"), second.client.disk.part_of("x"));
    second.operator_side.begin(1, send_wish({"x"}));
    second.run();
    BOOST_TEST(second.operator_side.reports.at(1).state == CORDEE_TASK_DONE);
    BOOST_TEST((content_of(second.client.folder.path() / "x") == content));
    // Under one in a hundred is sent again.
    BOOST_TEST(second.bytes_carried < content.size() - had + content.size() / 100 + kSmallestBlock);
}

BOOST_AUTO_TEST_SUITE_END()
