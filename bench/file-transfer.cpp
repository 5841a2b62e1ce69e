// Files through Cordée, by its relay and direct, beside scp, rsync and cp, all on the loopback of one network
// that nobody else uses: a large file, many small ones, one of which a hundredth has changed, and one that is
// killed at half and goes on.
//
//   bench_file-transfer [--only large,small,changed,resume] [--tools cp,scp,rsync,daemon,relay,direct]
//                       [--size MIB] [--files N] [--folder FOLDER]
//
// --size is that of the large file, 2048 if nothing else is said; the changed one has half of it.
#include "bench/file_transfer/cost.hpp"
#include "bench/file_transfer/samples.hpp"
#include "bench/file_transfer/tools.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>

namespace {

using namespace cordee::bench;
namespace fs = std::filesystem;

constexpr std::uint64_t kMebi = 1024 * 1024;
constexpr std::uint64_t kSmall = 4096;

struct Options {
    std::set<std::string> only{"large", "small", "changed", "resume"};
    std::vector<std::string> tools = tool_keys();
    std::uint64_t size = 2048 * kMebi;
    std::size_t files = 20'000;
    fs::path folder = fs::temp_directory_path();
};

std::vector<std::string> words_of(const std::string& list)
{
    std::vector<std::string> out;
    std::istringstream in{list};
    for (std::string word; std::getline(in, word, ',');)
        out.push_back(word);
    return out;
}

Options read_options(int argc, char** argv)
{
    Options out;
    for (int i = 1; i < argc; i += 2) {
        const std::string option = argv[i];
        if (i + 1 == argc)
            throw std::runtime_error{option + " needs a value"};
        const std::string value = argv[i + 1];
        const auto list = words_of(value);
        if (option == "--only")
            out.only = {list.begin(), list.end()};
        else if (option == "--tools")
            out.tools = list;
        else if (option == "--size")
            out.size = std::stoull(value) * kMebi;
        else if (option == "--files")
            out.files = std::stoull(value);
        else if (option == "--folder")
            out.folder = value;
        else
            throw std::runtime_error{"unknown option " + option};
    }
    return out;
}

/// A folder for all of it, gone in the end.
class Place {
public:
    explicit Place(const fs::path& in)
    {
        std::string name = (in / "cordee-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error{"no folder can be made in " + in.string()};
        path_ = name;
        for (const char* each : {"tools", "files/from", "files/to"})
            fs::create_directories(path_ / each);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] fs::path tools() const { return path_ / "tools"; }
    [[nodiscard]] fs::path files() const { return path_ / "files"; }
    [[nodiscard]] fs::path from() const { return path_ / "files/from"; }
    /// Empty, with nothing of what was there still to be written.
    [[nodiscard]] fs::path fresh() const
    {
        const auto to = path_ / "files/to";
        fs::remove_all(to);
        fs::create_directories(to);
        sync();
        return to;
    }

private:
    fs::path path_;
};

void require_equal(const fs::path& from, const fs::path& to)
{
    const auto done = cordee::test::run(
        {"diff", {"diff", "-rq", from.string(), (to / from.filename()).string()}, {}, {}, {}},
        std::chrono::minutes{10});
    if (done.status != 0)
        throw std::runtime_error{"what arrived is not what was sent: " + done.out + done.err};
}

std::uint64_t bytes_on_disk(const fs::path& folder)
{
    std::uint64_t out = 0;
    std::error_code gone;
    for (const auto& entry : fs::recursive_directory_iterator{folder, gone}) {
        struct stat facts {};
        if (lstat(entry.path().c_str(), &facts) == 0 && S_ISREG(facts.st_mode))
            out += static_cast<std::uint64_t>(facts.st_blocks) * 512;
    }
    return out;
}

double mebi(std::uint64_t bytes)
{
    return static_cast<double>(bytes) / static_cast<double>(kMebi);
}

void print_head(const std::string& what)
{
    std::printf("\n%s\n  %-16s %8s %9s %10s %11s %10s\n", what.c_str(), "", "time s", "on disk s",
                "CPU s/GiB", "wire MiB", "peak MiB");
    std::fflush(stdout);
}

void print_row(const Tool& tool, const Cost& cost, std::uint64_t content, const std::string& more = {})
{
    std::printf("  %-16s %8.2f %9.2f %10.2f %11.1f %10.1f%s\n", tool.name().c_str(), cost.seconds, cost.safe,
                cost.cpu * 1024 / mebi(content), mebi(cost.wire) / tool.hops(), mebi(cost.memory),
                more.c_str());
    std::fflush(stdout);
}

void print_verdict(const char* goal, bool met)
{
    std::printf("  %s: %s\n", goal, met ? "met" : "MISSED");
    std::fflush(stdout);
}

using Costs = std::map<std::string, Cost>;

/// The better of ours, and of those named; nothing when one was not measured.
std::optional<double> least(const Costs& costs, const std::vector<std::string>& names,
                            double (*of)(const Cost&))
{
    std::optional<double> out;
    for (const auto& name : names)
        if (const auto found = costs.find(name); found != costs.end())
            out = std::min(out.value_or(of(found->second)), of(found->second));
    return out;
}

double time_of(const Cost& cost)
{
    return cost.seconds;
}
double wire_of(const Cost& cost)
{
    return static_cast<double>(cost.wire);
}

void judge(const char* goal, const std::string& ours, std::optional<double> a, std::optional<double> b,
           double most)
{
    if (!a || !b)
        return;
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "%s, %s: %.2f of it, goal %.2f", goal, ours.c_str(), *a / *b,
                  most);
    print_verdict(text.data(), *a <= most * *b);
}

class Bench {
public:
    explicit Bench(Options options) : options_{std::move(options)}, place_{options_.folder}
    {
        for (const auto& key : options_.tools)
            tools_[key] = make_tool(key, place_.tools() / key, place_.files());
    }
    void run()
    {
        if (options_.only.contains("large") || options_.only.contains("resume"))
            large();
        if (options_.only.contains("small"))
            small();
        if (options_.only.contains("changed"))
            changed();
    }

private:
    void large();
    void small();
    void changed();
    void resume(const fs::path& file);
    Cost send(Tool& tool, const Job& job);
    void judge_both(const char* goal, const Costs& costs, const std::vector<std::string>& others,
                    double (*of)(const Cost&), double most);

    template <class Each>
    void for_each_tool(const Each& each)
    {
        for (const auto& key : options_.tools)
            each(key, *tools_.at(key));
    }

    Options options_;
    Place place_;
    std::map<std::string, std::unique_ptr<Tool>> tools_;
    Costs large_;
};

Cost Bench::send(Tool& tool, const Job& job)
{
    const auto transfer = tool.prepare(job);
    Watch watch;
    transfer->begin();
    transfer->wait();
    const auto cost = watch.end(job.to);
    require_equal(job.from, job.to);
    return cost;
}

void Bench::judge_both(const char* goal, const Costs& costs, const std::vector<std::string>& others,
                       double (*of)(const Cost&), double most)
{
    for (const char* ours : {"relay", "direct"})
        judge(goal, ours, least(costs, {ours}, of), least(costs, others, of), most);
}

void Bench::large()
{
    const auto file = place_.from() / "large";
    make_file(file, options_.size, 1);
    print_head("one file of " + std::to_string(options_.size / kMebi) + " MiB");
    for_each_tool([&](const std::string& key, Tool& tool) {
        large_[key] = send(tool, {file, place_.fresh()});
        print_row(tool, large_[key], options_.size);
    });
    judge_both("time, to scp's", large_, {"scp"}, time_of, 0.5);
    if (options_.only.contains("resume"))
        resume(file);
    fs::remove(file);
}

void Bench::resume(const fs::path& file)
{
    print_head(
        "the same, killed at half and sent again; time and wire of the second, part of all sent again");
    for_each_tool([&](const std::string& key, Tool& tool) {
        if (!tool.can_resume())
            return;
        const Job job{file, place_.fresh(), true};
        Watch all;
        auto first = tool.prepare(job);
        first->begin();
        if (!cordee::test::eventually([&] { return bytes_on_disk(job.to) >= options_.size / 2; },
                                      std::chrono::minutes{10}))
            throw std::runtime_error{tool.name() + " does not get to half"};
        first->kill();
        first.reset();
        const auto cost = send(tool, job);
        const auto sum = all.end(job.to).wire;
        const auto again = (static_cast<double>(sum) - static_cast<double>(large_.at(key).wire)) /
                           static_cast<double>(large_.at(key).wire);
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "  %5.2f %% again", again * 100);
        print_row(tool, cost, options_.size, text.data());
        if (tool.is_ours())
            print_verdict("under 1 % sent again", again < 0.01);
    });
}

void Bench::small()
{
    const auto tree = place_.from() / "small";
    make_tree(tree, options_.files, kSmall);
    print_head(std::to_string(options_.files) + " files of 4 KiB");
    Costs costs;
    for_each_tool([&](const std::string& key, Tool& tool) {
        costs[key] = send(tool, {tree, place_.fresh()});
        print_row(tool, costs[key], options_.files * kSmall);
    });
    judge_both("time, to the quicker rsync's", costs, {"rsync", "daemon"}, time_of, 1);
    fs::remove_all(tree);
}

void Bench::changed()
{
    const auto size = options_.size / 2;
    const auto older = place_.from() / "older";
    const auto file = place_.from() / "changed";
    make_file(older, size, 2);
    fs::copy_file(older, file);
    change_file(file);
    print_head("one file of " + std::to_string(size / kMebi) + " MiB, of which 1 % has changed");
    Costs costs;
    for_each_tool([&](const std::string& key, Tool& tool) {
        const auto to = place_.fresh();
        fs::copy_file(older, to / "changed");
        sync();
        costs[key] = send(tool, {file, to});
        costs[key].wire = static_cast<std::uint64_t>(wire_of(costs[key]) / tool.hops());
        print_row(tool, costs[key], size);
    });
    judge_both("bytes, to rsync's", costs, {"rsync", "daemon"}, wire_of, 1.05);
    fs::remove(older);
    fs::remove(file);
}

} // namespace

int main(int argc, char** argv)
try {
    const auto options = read_options(argc, argv);
    enter_own_network();
    Bench bench{options};
    bench.run();
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_file-transfer: %s\n", error.what());
    return 1;
}
