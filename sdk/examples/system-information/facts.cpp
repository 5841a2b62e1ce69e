#include "facts.hpp"

#include <ctime>
#include <fstream>
#include <sched.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

namespace system_information {
namespace {

std::string mebibytes(unsigned long long bytes)
{
    return std::to_string(bytes >> 20) + " MiB";
}

/// The rest of the first line that begins like this; empty when there is none.
std::string rest_of_line(const char* path, const std::string& beginning)
{
    std::ifstream in{path};
    for (std::string line; std::getline(in, line);)
        if (line.compare(0, beginning.size(), beginning) == 0)
            return line.substr(beginning.size());
    return {};
}

void add(Facts& facts, const char* key, const std::string& value)
{
    if (!value.empty())
        facts[key] = value;
}

void add_system(Facts& facts)
{
    auto name = rest_of_line("/etc/os-release", "PRETTY_NAME=");
    if (name.empty())
        name = rest_of_line("/usr/lib/os-release", "PRETTY_NAME=");
    if (name.size() > 2 && name.front() == '"')
        name = name.substr(1, name.size() - 2);
    add(facts, "system", name);
    utsname kernel{};
    if (uname(&kernel) != 0)
        return;
    add(facts, "kernel", std::string{kernel.sysname} + " " + kernel.release + " " + kernel.machine);
    add(facts, "name", kernel.nodename);
}

void add_processor(Facts& facts)
{
    const auto model = rest_of_line("/proc/cpuinfo", "model name");
    const auto begin = model.find_first_not_of(" \t:");
    add(facts, "processor", begin == std::string::npos ? std::string{} : model.substr(begin));
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) == 0)
        add(facts, "processors", std::to_string(CPU_COUNT(&processors)));
}

void add_memory(Facts& facts)
{
    struct sysinfo now {};
    if (sysinfo(&now) != 0)
        return;
    const auto bytes = [&](unsigned long units) { return mebibytes(1ull * units * now.mem_unit); };
    add(facts, "memory", bytes(now.totalram) + ", " + bytes(now.freeram + now.bufferram) + " free");
    add(facts, "swap", bytes(now.totalswap) + ", " + bytes(now.freeswap) + " free");
    constexpr double kScale = 1 << SI_LOAD_SHIFT;
    add(facts, "load",
        std::to_string(static_cast<int>(static_cast<double>(now.loads[0]) / kScale * 100)) + " %");
    add(facts, "up",
        std::to_string(now.uptime / 3600) + " h " + std::to_string(now.uptime / 60 % 60) + " min");
}

void add_disk(Facts& facts)
{
    struct statvfs disk {};
    if (statvfs("/", &disk) != 0)
        return;
    add(facts, "disk",
        mebibytes(1ull * disk.f_blocks * disk.f_frsize) + ", " +
            mebibytes(1ull * disk.f_bavail * disk.f_frsize) + " free");
}

void add_time(Facts& facts)
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    char text[64];
    if (localtime_r(&now, &local) != nullptr &&
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %Z (UTC%z)", &local) != 0)
        add(facts, "time", text);
}

} // namespace

Facts look_around()
{
    Facts out;
    add_system(out);
    add_processor(out);
    add_memory(out);
    add_disk(out);
    add_time(out);
    return out;
}

} // namespace system_information
