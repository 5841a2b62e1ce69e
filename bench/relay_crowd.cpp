// 10,000 idle pairs and 200 active ones, with every byte counted and checked; and beside them, in the same
// run, floods of garbage, of connections that say nothing, and of used tickets, one after the other and all
// at once.
//
//     bench_relay_crowd [--seconds N] [--idle N] [--active N] [--flood CONNECTIONS_PER_SECOND] [--threads N]
//
// A relay has two descriptors for each pair: where a process may not have as many, there are several relays.
#include "bench/relay_load/crowd.hpp"
#include "bench/relay_load/flood.hpp"
#include "bench/relay_load/measure.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

namespace {

using namespace cordee::bench;

struct Options {
    double seconds = 600;
    std::size_t idle = 10'000;
    std::size_t active = 200;
    double flood = 500;
    std::size_t threads = 2;
};

Options parse(int argc, char** argv)
{
    Options out;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string key = argv[i];
        const std::string value = argv[i + 1];
        if (key == "--seconds")
            out.seconds = std::stod(value);
        else if (key == "--idle")
            out.idle = std::stoul(value);
        else if (key == "--active")
            out.active = std::stoul(value);
        else if (key == "--flood")
            out.flood = std::stod(value);
        else if (key == "--threads")
            out.threads = std::stoul(value);
        else
            throw std::runtime_error{"no such option: " + key};
    }
    return out;
}

std::size_t relays_for(std::size_t pairs)
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const auto most = (limit.rlim_max - 1000) / 2;
    return (pairs + most - 1) / most;
}

struct Phase {
    const char* name;
    std::vector<Harm> harms;
};

const std::vector<Phase> kPhaseList{
    {"no flood", {}},
    {"garbage", {Harm::garbage}},
    {"half-open", {Harm::half_open}},
    {"used tickets", {Harm::used_tickets}},
    {"all three", {Harm::garbage, Harm::half_open, Harm::used_tickets}},
    {"no flood again", {}},
};

class Bench {
public:
    explicit Bench(const Options& options) : options_{options}
    {
        const auto count = relays_for(options_.idle + options_.active);
        for (std::size_t i = 0; i < count; ++i) {
            RigSettings settings{
                folder_.path() / std::to_string(i), options_.threads, {"limits.sessions=100000"}};
            relays_.push_back(make_cordee(settings)); // otherwise with the limits that it has by default
        }
        for (auto& relay : relays_)
            crowds_.push_back(std::make_unique<Crowd>(
                *relay, CrowdSettings{options_.idle / count, options_.active / count}));
        for (auto& crowd : crowds_)
            while (crowd->report().ready == 0)
                rest(0.1);
        std::printf("%zu relays hold %zu idle and %zu active pairs in %.1f MB together\n", count,
                    options_.idle / count * count, options_.active / count * count, memory() / 1e6);
        std::printf("%-16s %10s %10s %10s %10s %8s %14s\n", "", "messages", "p50 us", "p99 us", "p99.9 us",
                    "p99 is", "connections/s");
    }

    int run()
    {
        for (std::size_t i = 0; i < kPhaseList.size(); ++i)
            attempts_.push_back(phase(i));
        for (auto& crowd : crowds_)
            crowd->end();
        for (std::size_t i = 0; i < kPhaseList.size(); ++i)
            print(i);
        return total();
    }

private:
    double memory()
    {
        double out = 0;
        for (const auto& relay : relays_)
            out += static_cast<double>(memory_bytes(relay->processes()));
        return out;
    }

    double phase(std::size_t number)
    {
        std::vector<std::unique_ptr<Flood>> floods;
        for (const auto harm : kPhaseList[number].harms)
            for (auto& relay : relays_)
                floods.push_back(std::make_unique<Flood>(
                    *relay, harm, options_.flood / static_cast<double>(relays_.size())));
        for (auto& crowd : crowds_)
            crowd->report().phase = static_cast<std::uint32_t>(number);
        const auto time = options_.seconds / static_cast<double>(kPhaseList.size());
        rest(time);
        double connections = 0;
        for (const auto& flood : floods)
            connections += static_cast<double>(flood->connections());
        return connections / time;
    }

    Histogram times(std::size_t number)
    {
        Histogram out;
        for (auto& crowd : crowds_)
            out.add(crowd->report().times[number]);
        return out;
    }

    void print(std::size_t number)
    {
        const auto measured = times(number);
        std::printf("%-16s %10llu %10.0f %10.0f %10.0f %7.2fx %14.0f\n", kPhaseList[number].name,
                    static_cast<unsigned long long>(measured.count()), measured.at(0.5) * 1e6,
                    measured.at(0.99) * 1e6, measured.at(0.999) * 1e6, measured.at(0.99) / times(0).at(0.99),
                    attempts_[number]);
    }

    int total()
    {
        unsigned long long sent = 0;
        unsigned long long received = 0;
        unsigned long long wrong = 0;
        unsigned long long ended = 0;
        for (auto& crowd : crowds_) {
            sent += crowd->report().sent;
            received += crowd->report().received;
            wrong += crowd->report().wrong;
            ended += crowd->report().ended;
        }
        std::printf("%llu bytes sent, %llu received and right, %llu lost; %llu messages wrong, %llu "
                    "connections ended\n",
                    sent, received, sent - received, wrong, ended);
        std::printf("relays: %.1f MB in the end\n", memory() / 1e6);
        return sent == received && wrong == 0 && ended == 0 ? 0 : 1;
    }

    Options options_;
    cordee::TemporaryFolder folder_;
    std::vector<std::unique_ptr<RelayRig>> relays_;
    std::vector<std::unique_ptr<Crowd>> crowds_;
    std::vector<double> attempts_;
};

} // namespace

int main(int argc, char** argv)
try {
    return Bench{parse(argc, argv)}.run();
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_relay_crowd: %s\n", error.what());
    return 1;
}
