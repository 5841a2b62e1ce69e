// Files through the real programs: sent and fetched whole, and not at all where somebody said no.
#include "core/base/json.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/typist.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <random>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

/// Nothing that could be made small.
std::string noise(std::size_t size)
{
    std::mt19937_64 random{size};
    std::string out(size, '\0');
    for (auto& c : out)
        c = static_cast<char>(random());
    return out;
}

std::string rules(const std::string& of_files)
{
    return R"({"rules":[{"operator":"*","module":"chores","permissions":["talk","work"],"effect":"allow"},)"
           R"({"operator":"*","module":"file-transfer","permissions":[)" +
           of_files + R"(],"effect":"allow"}]})";
}

/// Packages of the tests beside those that are shipped.
struct Packages {
    Packages()
    {
        for (const std::string from : {CORDEE_BINARY_DIR "/packages", CORDEE_BINARY_DIR "/tests/packages"})
            for (const auto& entry : fs::directory_iterator{from})
                fs::create_symlink(entry.path(), folder.path() / entry.path().filename());
    }
    [[nodiscard]] Installation::Plan plan() const
    {
        Installation::Plan out;
        out.modules = folder.path();
        return out;
    }
    cordee::TemporaryFolder folder;
};

struct Files : Packages {
    Files()
    {
        installation.set_up(ada);
        set_policy(R"("send","fetch")");
        fs::create_directories(there);
        fs::create_directories(here);
    }

    void set_policy(const std::string& of_files) const
    {
        const auto file = ada.home() / "policy.json";
        write_text(file, rules(of_files));
        const auto set = ada.cordee({"policy", "set", file});
        BOOST_TEST_REQUIRE(set.status == 0, set);
    }

    void join(const std::string& link, const std::string& accept)
    {
        agent = std::make_unique<Process>(
            client.program("cordee-agent", {"join", link, "--name", "reception", "--accept", accept, "--set",
                                            "files.folder=" + there.string()}));
    }
    /// A session for this command alone.
    Finished transfer(const std::string& command, std::vector<std::string> more, const std::string& accept)
    {
        const auto link = Installation::invite(ada, {"--module", "file-transfer"});
        join(link, accept);
        more.insert(more.begin(), {command, link});
        auto done = ada.cordee(std::move(more));
        agent->wait();
        return done;
    }
    /// What lies below a folder, as a list.
    static std::vector<std::string> names(const fs::path& folder)
    {
        std::vector<std::string> out;
        for (const auto& entry : fs::recursive_directory_iterator{folder})
            out.push_back(fs::relative(entry.path(), folder));
        std::ranges::sort(out);
        return out;
    }
    static std::uintmax_t bytes(const fs::path& folder)
    {
        std::uintmax_t out = 0;
        std::error_code gone;
        for (const auto& entry : fs::recursive_directory_iterator{folder, gone})
            if (entry.is_regular_file(gone))
                out += entry.file_size(gone);
        return out;
    }

    Installation installation{plan()};
    Person ada;
    Person client;
    fs::path here = ada.home() / "here";
    fs::path there = client.home() / "there";
    std::unique_ptr<Process> agent;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_file_and_a_tree_are_sent_and_one_is_fetched_and_all_are_equal, Files)
{
    const auto big = noise(3'000'000);
    write_text(here / "big.bin", big);
    write_text(here / "tree" / "a", "one");
    write_text(here / "tree" / "below" / "déjà vu", "two");
    fs::create_directories(here / "tree" / "empty");
    const auto sent =
        transfer("send", {(here / "big.bin").string(), (here / "tree").string(), "--to", "in/today"}, "send");
    BOOST_TEST(sent.status == 0, sent << agent->everything());
    BOOST_TEST(read_text(there / "in/today/big.bin") == big);
    BOOST_TEST(names(there / "in/today/tree") == names(here / "tree"), boost::test_tools::per_element());
    BOOST_TEST(read_text(there / "in/today/tree/below/déjà vu") == "two");
    BOOST_TEST(sent.err.find(": done, 3.0 MB") != std::string::npos, sent);

    const auto audit = read_text(client.home() / "state" / "cordee" / "audit.jsonl");
    BOOST_TEST(audit.find(R"("act":"file-received")") != std::string::npos, audit);
    BOOST_TEST(audit.find("big.bin") != std::string::npos, audit);

    write_text(there / "report", "for you");
    const auto fetched = transfer("fetch", {"report", "--to", here.string()}, "fetch");
    BOOST_TEST(fetched.status == 0, fetched << agent->everything());
    BOOST_TEST(read_text(here / "report") == "for you");
    // The same file is not fetched twice; of another one of that name both stay.
    BOOST_TEST(transfer("fetch", {"report", "--to", here.string()}, "fetch").status == 0);
    BOOST_TEST(names(here).size() == 7U);
    write_text(there / "report", "for you, too");
    BOOST_TEST(transfer("fetch", {"report", "--to", here.string()}, "fetch").status == 0);
    BOOST_TEST(read_text(here / "report") == "for you");
    BOOST_TEST(names(here).size() == 8U);
    BOOST_TEST(programs_left().size() == 2U); // broker and relay
}

BOOST_FIXTURE_TEST_CASE(who_does_not_want_files_gets_none_and_gives_none, Files)
{
    write_text(here / "a", "one");
    write_text(there / "report", "mine");
    const auto sent = transfer("send", {(here / "a").string()}, "fetch");
    BOOST_TEST(sent.status == 1, sent);
    BOOST_TEST(names(there) == std::vector<std::string>{"report"});
    const auto fetched = transfer("fetch", {"report", "--to", here.string()}, "send");
    BOOST_TEST(fetched.status == 1, fetched);
    BOOST_TEST(names(here) == std::vector<std::string>{"a"});
    const auto absent = transfer("fetch", {"nothing", "--to", here.string()}, "fetch");
    BOOST_TEST(absent.status == 1, absent);
    BOOST_TEST((is_explained(absent) || absent.err.find("failed") != std::string::npos), absent);
}

BOOST_FIXTURE_TEST_CASE(ctrl_c_cancels_a_transfer_and_leaves_no_final_name, Files)
{
    write_text(here / "big.bin", noise(400'000'000));
    const auto link = Installation::invite(ada, {"--module", "file-transfer"});
    join(link, "send");
    Process send{ada.program("cordee", {"send", link, (here / "big.bin").string()})};
    BOOST_TEST_REQUIRE(eventually([&] { return bytes(there) > 1'000'000; }), send.everything()
                                                                                 << agent->everything());
    send.signal(SIGINT);
    BOOST_TEST(send.wait() == 1, send.everything());
    BOOST_TEST(send.err().find(": cancelled") != std::string::npos, send.everything());
    BOOST_TEST(agent->wait() == 0, agent->everything());
    BOOST_TEST(!fs::exists(there / "big.bin"));
}

BOOST_FIXTURE_TEST_CASE(a_permission_that_is_withdrawn_in_the_middle_stops_the_files_and_nothing_else, Files)
{
    const auto big = here / "big.bin";
    write_text(big, noise(400'000'000));
    const auto link = Installation::invite(ada, {"--module", "chores,file-transfer"});
    const Typist types;
    Process control{types.listening(ada.program("cordee", {"control", link}))};
    join(link, "send,fetch,permission:talk,permission:work");
    for (const auto* id : {"chores", "file-transfer"})
        control.line_with(std::string{id} + " runs with reception");
    types.type("/send '" + big.string() + "'");
    BOOST_TEST_REQUIRE(eventually([&] { return bytes(there) > 1'000'000; }), control.everything());

    set_policy(R"("fetch")");
    const auto begin = std::chrono::steady_clock::now();
    control.line_with(": failed");
    const auto took = std::chrono::steady_clock::now() - begin;
    BOOST_TEST_MESSAGE("stopped after " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                                        << " ms");
    const auto left = bytes(there);
    types.type("still here");
    agent->line_with("[chores] there: still here");
    BOOST_TEST(bytes(there) == left);
    BOOST_TEST(!fs::exists(there / "big.bin"));
    types.type("/stop");
    BOOST_TEST(control.wait() == 0, control.everything());
    BOOST_TEST(agent->wait() == 0, agent->everything());
}
