// The real plugin, in real plugin hosts, over the real folders.
#include "pair.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>
#include <random>

using namespace cordee;
using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

std::string content(std::size_t size, std::uint32_t seed)
{
    std::mt19937 random{seed};
    std::string out(size, '\0');
    for (auto& byte : out)
        byte = static_cast<char>(random());
    return out;
}

void put(const fs::path& path, const std::string& text)
{
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

std::string got(const fs::path& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void transfer(TransferPair& pair, std::uint32_t task, const std::string& wish)
{
    pair.controlling.supervisor.begin(task, wish);
    pair.until([&] { return pair.controlling.ended(task); });
}

void is_done(TransferPair& pair, std::uint32_t task)
{
    const auto& report = pair.controlling.reports.at(task);
    BOOST_TEST(report.state == CORDEE_TASK_DONE, report.detail);
}

constexpr const char* kSendAll =
    R"({"do":"send","from":[{"folder":0,"path":"t"}],"to":"","conflict":"keep-both"})";

} // namespace

BOOST_AUTO_TEST_SUITE(file_transfer)

BOOST_AUTO_TEST_CASE(a_tree_goes_there_and_comes_back)
{
    TransferPair pair;
    const auto ours = pair.controlling.folder.path();
    const auto theirs = pair.controlled.folder.path();
    put(ours / "t/large", content(3'000'000, 1));
    put(ours / "t/deep/er/small", "x");
    put(ours / "t/empty", "");
    for (int i = 0; i < 200; ++i)
        put(ours / "t/many" / std::to_string(i), content(100, static_cast<std::uint32_t>(i)));
    fs::create_symlink("large", ours / "t/link");
    transfer(pair, 1, kSendAll);
    is_done(pair, 1);
    BOOST_TEST((got(theirs / "t/large") == content(3'000'000, 1)));
    BOOST_TEST(got(theirs / "t/many/199") == content(100, 199));
    BOOST_TEST(fs::read_symlink(theirs / "t/link") == "large");
    BOOST_TEST((fs::last_write_time(theirs / "t/large") == fs::last_write_time(ours / "t/large")));
    BOOST_TEST(pair.controlled.questions.size() == 1u);
    BOOST_TEST(pair.controlled.acts.size() == 203u);
    BOOST_TEST(pair.controlling.acts.size() == 203u);

    transfer(pair, 2,
             R"({"do":"fetch","what":["t"],"to":{"folder":0,"path":"back"},"conflict":"keep-both"})");
    is_done(pair, 2);
    BOOST_TEST((got(ours / "back/t/large") == content(3'000'000, 1)));
    BOOST_TEST(fs::exists(ours / "back/t/empty"));
    BOOST_TEST(pair.controlled.acts.size() == 406u);
    BOOST_TEST(pair.controlling.acts.size() == 406u);
    BOOST_TEST(pair.controlling.errors.empty());
    BOOST_TEST(pair.controlled.errors.empty());
}

BOOST_AUTO_TEST_CASE(a_changed_file_travels_as_what_changed)
{
    TransferPair pair;
    auto text = content(4'000'000, 1);
    put(pair.controlled.folder.path() / "t", text);
    text[2'000'000] ^= 1;
    put(pair.controlling.folder.path() / "t", text);
    transfer(pair, 1, R"({"do":"send","from":[{"folder":0,"path":"t"}],"conflict":"replace"})");
    is_done(pair, 1);
    BOOST_TEST((got(pair.controlled.folder.path() / "t") == text));
    BOOST_TEST(pair.controlling.sent < 100'000u);
}

BOOST_AUTO_TEST_CASE(kill_of_either_half_costs_little)
{
    for (const bool sender : {true, false}) {
        TransferPair pair;
        constexpr std::size_t kSize = 40'000'000;
        put(pair.controlling.folder.path() / "t", content(kSize, 1));
        pair.controlling.supervisor.begin(1, kSendAll);
        pair.until([&] { return pair.controlling.sent > kSize / 2; });
        auto& victim = sender ? pair.controlling : pair.controlled;
        kill(victim.supervisor.process_id(), SIGKILL);
        pair.until([&] { return pair.controlling.ended(1); });
        is_done(pair, 1);
        BOOST_TEST(victim.restarts == 1);
        BOOST_TEST((got(pair.controlled.folder.path() / "t") == content(kSize, 1)));
        // What was under way at that moment, which no one had verified, and not more.
        BOOST_TEST(pair.controlling.sent < kSize + 12'000'000u);
    }
}

BOOST_AUTO_TEST_CASE(a_permission_that_is_taken_back_ends_it)
{
    TransferPair pair;
    put(pair.controlling.folder.path() / "t", content(40'000'000, 1));
    pair.controlling.supervisor.begin(1, kSendAll);
    pair.until([&] { return pair.controlling.sent > 4'000'000u; });
    pair.controlled.supervisor.permissions({"fetch"});
    pair.until([&] { return pair.controlling.ended(1); });
    BOOST_TEST(pair.controlling.reports.at(1).state == CORDEE_TASK_FAILED);
    BOOST_TEST(!fs::exists(pair.controlled.folder.path() / "t"));
    // The other direction is not concerned.
    put(pair.controlled.folder.path() / "u", "x");
    transfer(pair, 2, R"({"do":"fetch","what":["u"],"to":{"folder":0},"conflict":"skip"})");
    is_done(pair, 2);
}

BOOST_AUTO_TEST_SUITE_END()
