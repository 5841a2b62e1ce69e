// 10,000 people and devices that are connected and wait, sessions that are set up beside them, and how long a
// call takes meanwhile.
//
//     bench_broker [--waiters N] [--rate SESSIONS_PER_SECOND] [--seconds N] [--kept 1] [--postgresql 1]
//
// One process is everybody else, so both share the machine: its time on a processor is printed beside the
// broker's. With --kept, clients come by connections that are open already.
#include "bench/broker_load/session_rate.hpp"
#include "bench/broker_load/waiters.hpp"
#include "tests/support/run_awaitable.hpp"

#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <sys/resource.h>

namespace {

using namespace cordee;
using namespace cordee::bench;
namespace asio = boost::asio;

struct Options {
    std::size_t waiters = 10'000;
    double rate = 500;
    double seconds = 20;
    bool kept = false;
    bool postgresql = false;
};

Options parse(int argc, char** argv)
{
    Options out;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string key = argv[i];
        const std::string value = argv[i + 1];
        if (key == "--waiters")
            out.waiters = std::stoul(value);
        else if (key == "--rate")
            out.rate = std::stod(value);
        else if (key == "--seconds")
            out.seconds = std::stod(value);
        else if (key == "--kept")
            out.kept = value == "1";
        else if (key == "--postgresql")
            out.postgresql = value == "1";
        else
            throw std::runtime_error{"no such option: " + key};
    }
    return out;
}

void allow_many_connections()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

double own_cpu()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

class Bench {
public:
    explicit Bench(const Options& options) : options_{options}, broker_{loop_, options.postgresql} {}

    void run()
    {
        // Each may have 100 open invitations, and their passwords take a while to make.
        const auto operators = options_.waiters / 600 + 4;
        people_ = run_awaitable(loop_, make_people(broker_, operators), std::chrono::minutes{10});
        std::printf("broker alone: %.1f MB\n", megabytes());
        all_ = kinds(broker_, people_);
        for (const auto& kind : all_)
            gather_kind(kind);
        measure("nobody sets up a session", {1, options_.seconds / 2, !options_.kept});
        measure("sessions", {options_.rate, options_.seconds, !options_.kept});
        std::printf("in the end: %.1f MB; the waiters asked %zu times more\n", megabytes(), asked_again());
    }

private:
    [[nodiscard]] double megabytes() const { return static_cast<double>(broker_.memory()) / 1e6; }

    void gather_kind(const Kind& kind)
    {
        const auto before = broker_.memory();
        const auto count = static_cast<std::size_t>(kind.share * static_cast<double>(options_.waiters));
        auto& waiters = *waiters_.emplace_back(std::make_unique<Waiters>());
        run_awaitable(loop_, gather(kind, count, waiters), std::chrono::minutes{10});
        if (waiters.failures > 0)
            throw std::runtime_error{kind.name + ": " + waiters.failure + "\n" + broker_.log()};
        std::printf("%6zu %-32s %8.1f MB, %5.1f KB for each\n", count, kind.name.c_str(), megabytes(),
                    static_cast<double>(broker_.memory() - before) / static_cast<double>(count) / 1e3);
    }

    void measure(const char* what, SessionRate rate)
    {
        const auto cpu = broker_.cpu();
        const auto own = own_cpu();
        const auto times =
            run_awaitable(loop_, set_up_sessions(broker_, people_.operators, rate), std::chrono::minutes{10});
        std::printf("%s: %.0f wanted, %.0f set up per second, %zu failed %s\n", what, rate.per_second,
                    static_cast<double>(times.sessions) / times.seconds, times.failures,
                    times.failure.c_str());
        std::printf("    processor: broker %.0f %%, everybody else %.0f %%\n",
                    (broker_.cpu() - cpu) / times.seconds * 100, (own_cpu() - own) / times.seconds * 100);
        for (const auto& [name, call] : times.calls)
            std::printf("    %-40s %7llu  p50 %6.1f ms  p99 %6.1f ms\n", name.c_str(),
                        static_cast<unsigned long long>(call.count()), call.at(0.5) * 1e3,
                        call.at(0.99) * 1e3);
    }

    [[nodiscard]] std::size_t asked_again() const
    {
        std::size_t out = 0;
        for (const auto& waiters : waiters_) {
            if (waiters->failures > 0)
                throw std::runtime_error{"a waiter was lost: " + waiters->failure};
            out += waiters->questions;
        }
        return out;
    }

    Options options_;
    asio::io_context loop_;
    BrokerUnderLoad broker_;
    People people_;
    std::vector<Kind> all_;
    std::vector<std::unique_ptr<Waiters>> waiters_;
};

} // namespace

int main(int argc, char** argv)
try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    allow_many_connections();
    Bench{parse(argc, argv)}.run();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_broker: %s\n", error.what());
    return 1;
}
