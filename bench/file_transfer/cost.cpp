#include "bench/file_transfer/cost.hpp"

#include "tests/support/processes.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace cordee::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kBetweenSamples{50};

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string text_of(const fs::path& file)
{
    std::ifstream in{file};
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

/// Of the process and of those of its children that have ended and were waited for.
double cpu_of(pid_t process)
{
    const auto text = text_of("/proc/" + std::to_string(process) + "/stat");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos)
        return 0; // gone
    std::istringstream in{text.substr(name_end + 1)};
    std::string passed_over;
    for (int i = 0; i < 11; ++i)
        in >> passed_over;
    double ticks = 0;
    for (int i = 0; i < 4; ++i) {
        double more = 0;
        in >> more;
        ticks += more;
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double seconds_of(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_of_descendants()
{
    rusage ended{};
    getrusage(RUSAGE_CHILDREN, &ended);
    double out = seconds_of(ended.ru_utime) + seconds_of(ended.ru_stime);
    for (const auto process : test::descendants(getpid()))
        out += cpu_of(process);
    return out;
}

/// What two processes share counts half for each.
std::uint64_t memory_of(pid_t process)
{
    std::istringstream in{text_of("/proc/" + std::to_string(process) + "/smaps_rollup")};
    std::uint64_t out = 0;
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("Pss_Anon:") || line.starts_with("Pss_Shmem:"))
            out += std::stoull(line.substr(line.find(':') + 1)) * 1024;
    return out;
}

/// Bytes through the loopback of this network.
std::uint64_t bytes_on_wire()
{
    std::istringstream in{text_of("/proc/self/net/dev")};
    for (std::string line; std::getline(in, line);)
        if (const auto at = line.find("lo:"); at != std::string::npos)
            return std::stoull(line.substr(at + 3));
    return 0;
}

void write_to_disk(const fs::path& folder)
{
    const int place = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place < 0 || syncfs(place) != 0)
        throw std::runtime_error{"the disk takes nothing: " + folder.string()};
    close(place);
}

} // namespace

void enter_own_network()
{
    if (unshare(CLONE_NEWNET) != 0)
        throw std::runtime_error{"no network of its own can be made; run it as root"};
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"link", "set", "lo", "up"},
          {"address", "add", std::string{kOwnAddress} + "/24", "dev", "lo"}}) {
        auto command = words;
        command.insert(command.begin(), "ip");
        if (const auto done = test::run({"ip", std::move(command), {}, {}, {}}); done.status != 0)
            throw std::runtime_error{"ip: " + done.err};
    }
}

Watch::Watch()
    : begun_{now()}, cpu_{cpu_of_descendants()}, wire_{bytes_on_wire()}, sampler_{[this] { sample(); }}
{}

Watch::~Watch()
{
    over_ = true;
    if (sampler_.joinable())
        sampler_.join();
}

void Watch::sample()
{
    while (!over_) {
        std::uint64_t all = 0;
        for (const auto process : test::descendants(getpid()))
            all += memory_of(process);
        memory_ = std::max(memory_.load(), all);
        std::this_thread::sleep_for(kBetweenSamples);
    }
}

Cost Watch::end(const fs::path& written)
{
    Cost out;
    out.seconds = now() - begun_;
    out.cpu = cpu_of_descendants() - cpu_;
    out.wire = bytes_on_wire() - wire_;
    write_to_disk(written);
    out.safe = now() - begun_;
    over_ = true;
    sampler_.join();
    out.memory = memory_;
    return out;
}

} // namespace cordee::bench
