// The relay beside the best that others have: nothing in between, haproxy in TCP mode without and with
// splice, nginx's stream module, ours with real tickets. All on loopback, in turns, with as many threads
// each.
//
//     bench_relay [--rounds N] [--seconds S] [--threads N] [--only ROW]
//
// The middle one of the rounds counts. Memory is that of the programs (proportional set size); what the
// kernel holds for sockets is the same for all and told apart.
#include "bench/relay_load/measure.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

namespace {

using namespace cordee::bench;

struct Options {
    int rounds = 3;
    double seconds = 2;
    std::size_t threads = 2;
    std::string only;
};

constexpr std::size_t kTalking = 100;
constexpr double kMessagesPerSecond = 5000; ///< each of 100 pairs says something every 20 ms

Options parse(int argc, char** argv)
{
    Options out;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string key = argv[i];
        const std::string value = argv[i + 1];
        if (key == "--rounds")
            out.rounds = std::stoi(value);
        else if (key == "--seconds")
            out.seconds = std::stod(value);
        else if (key == "--threads")
            out.threads = std::stoul(value);
        else if (key == "--only")
            out.only = value;
        else
            throw std::runtime_error{"no such option: " + key};
    }
    return out;
}

std::size_t most_pairs()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return std::min<std::size_t>(10'000, (limit.rlim_max - 200) / 2);
}

using Make = std::function<std::unique_ptr<Rig>()>;
using Values = std::map<std::string, std::vector<double>>; ///< by rig

class Table {
public:
    /// Direct is shown and not compared with.
    void print(const std::string& row, const char* unit, double scale, bool more_is_better, Values& values)
    {
        std::printf("%-44s %-9s", row.c_str(), unit);
        double best = 0;
        double ours = 0;
        for (const auto* name : {"direct", "haproxy", "haproxy splice", "nginx stream", "cordee"}) {
            auto& each = values[name];
            if (each.empty()) {
                std::printf(" %10s", "-");
                continue;
            }
            std::sort(each.begin(), each.end());
            const auto middle = each[each.size() / 2] * scale;
            std::printf(" %10.3f", middle);
            if (name == std::string{"cordee"})
                ours = middle;
            else if (name != std::string{"direct"} && (best == 0 || (middle > best) == more_is_better))
                best = middle;
        }
        const bool ahead = more_is_better ? ours >= best : ours <= best;
        std::printf("   %5.2f of the best, %s\n", ours / best, ahead ? "ahead" : "BEHIND");
        std::fflush(stdout);
    }
    static void head()
    {
        std::printf("%-44s %-9s %10s %10s %10s %10s %10s\n", "", "", "direct", "haproxy", "h. splice",
                    "nginx", "cordee");
    }
};

class Bench {
public:
    explicit Bench(Options options) : options_{std::move(options)}
    {
        settings_.folder = folder_.path();
        settings_.threads = options_.threads;
        makes_ = {[] { return make_direct(); }, [this] { return make_haproxy(settings_, false); },
                  [this] { return make_haproxy(settings_, true); }, [this] { return make_nginx(settings_); },
                  [this] { return make_cordee(settings_); }};
    }

    void run()
    {
        Table::head();
        if (wants("idle"))
            for (const std::size_t pairs : {std::size_t{1000}, most_})
                idle(pairs);
        for (const auto& make : makes_)
            rigs_.push_back(make());
        if (wants("bulk"))
            for (const std::size_t pairs : {1, 16})
                bulk(pairs);
        if (wants("latency")) {
            latency(false);
            latency(true);
        }
        if (wants("churn"))
            churn();
    }

private:
    [[nodiscard]] bool wants(const char* row) const { return options_.only.empty() || options_.only == row; }

    /// In turns, so that what else the machine does is nobody's bad luck.
    void in_turns(const std::function<void(Rig&)>& measure)
    {
        for (int round = 0; round < options_.rounds; ++round)
            for (auto& rig : rigs_) {
                measure(*rig);
                rest(0.2);
            }
    }

    void idle(std::size_t pairs)
    {
        Values memory;
        double kernel = 0;
        for (const auto& make : makes_) {
            const auto rig = make(); // what others left behind would be taken for its own
            if (rig->processes().empty())
                continue;
            const auto measured = measure_idle(*rig, pairs);
            memory[rig->name()].push_back(measured.bytes_per_pair);
            kernel = measured.kernel_bytes_per_pair;
        }
        Table{}.print("memory of an idle pair, " + std::to_string(pairs) + " pairs", "KiB", 1.0 / 1024, false,
                      memory);
        std::printf("    (and %.1f KiB of the kernel's for data waiting in TCP, of all four sockets)\n",
                    kernel / 1024);
    }

    void bulk(std::size_t pairs)
    {
        Values speed;
        Values cpu;
        in_turns([&](Rig& rig) {
            const auto measured = measure_throughput(rig, pairs, options_.seconds);
            speed[rig.name()].push_back(measured.bytes_per_second);
            if (!rig.processes().empty())
                cpu[rig.name()].push_back(measured.cpu_per_gigabyte);
        });
        const auto row = "bulk, " + std::to_string(pairs) + (pairs == 1 ? " pair" : " pairs");
        Table{}.print(row, "GB/s", 1e-9, true, speed);
        Table{}.print("    processor time of it", "s/GB", 1, false, cpu);
    }

    void latency(bool beside_bulk)
    {
        Values half;
        Values most;
        in_turns([&](Rig& rig) {
            const auto measured =
                measure_latency(rig, kTalking, kMessagesPerSecond, options_.seconds, beside_bulk);
            half[rig.name()].push_back(measured.p50);
            most[rig.name()].push_back(measured.p99);
        });
        const std::string where = beside_bulk ? "64 bytes beside one bulk pair" : "64 bytes over 100 pairs";
        Table{}.print(where + ", p50", "us", 1e6, false, half);
        Table{}.print(where + ", p99", "us", 1e6, false, most);
    }

    void churn()
    {
        Values speed;
        Values cpu;
        in_turns([&](Rig& rig) {
            const auto measured = measure_churn(rig, options_.seconds);
            speed[rig.name()].push_back(measured.pairs_per_second);
            if (!rig.processes().empty())
                cpu[rig.name()].push_back(measured.cpu_per_pair);
        });
        Table{}.print("new pairs", "1/s", 1, true, speed);
        Table{}.print("    processor time of one", "us", 1e6, false, cpu);
    }

    Options options_;
    std::size_t most_ = most_pairs();
    cordee::TemporaryFolder folder_;
    RigSettings settings_;
    std::vector<Make> makes_;
    std::vector<std::unique_ptr<Rig>> rigs_;
};

} // namespace

int main(int argc, char** argv)
try {
    Bench{parse(argc, argv)}.run();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_relay: %s\n", error.what());
    return 1;
}
