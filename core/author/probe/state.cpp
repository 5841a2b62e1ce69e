#include "core/author/probe/state.hpp"

#include "core/author/probe/report.hpp"

#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fstream>
#include <malloc.h>
#include <unistd.h>

namespace cordee::probe {
namespace {

std::size_t count_entries(const char* path)
{
    DIR* folder = opendir(path);
    if (folder == nullptr)
        return 0;
    std::size_t out = 0;
    while (const dirent* entry = readdir(folder))
        out += entry->d_name[0] != '.' ? 1 : 0;
    closedir(folder);
    return out;
}

/// Memory of its own that is with the process now, in KiB.
std::string resident()
{
    std::ifstream in{"/proc/self/status"};
    for (std::string line; std::getline(in, line);)
        if (line.rfind("RssAnon:", 0) == 0)
            return std::to_string(std::strtoull(line.c_str() + std::strlen("RssAnon:"), nullptr, 10));
    return "0";
}

void write_line(const std::string& text)
{
    const auto line = kPrefix + text + "\n";
    [[maybe_unused]] const auto written = write(STDOUT_FILENO, line.data(), line.size());
}

} // namespace

State& state()
{
    static State* const one = new State; // outlives every thread of the plugin
    return *one;
}

void report(const std::string& text)
{
    auto& self = state();
    if (self.channel != nullptr && self.phase == Phase::active &&
        self.channel->send(self.real, self.channels, reinterpret_cast<const std::uint8_t*>(text.data()),
                           text.size()) == CORDEE_OK)
        return;
    write_line(text);
}

void report_once(const std::string& text)
{
    auto& self = state();
    {
        const std::lock_guard lock{self.mutex};
        if (self.said.size() > 1000 || !self.said.insert(text).second)
            return;
    }
    report(text);
}

void breach(const std::string& rule, const std::string& text)
{
    report_once(std::string{kBreach} + " " + rule + " " + text);
}

std::size_t count_threads()
{
    return count_entries("/proc/self/task");
}

std::string facts()
{
    const auto heap = mallinfo2();
    const auto& self = state();
    return std::string{kFacts} + " " + std::to_string(count_entries("/proc/self/fd")) + " " +
           std::to_string((heap.uordblks + heap.hblkhd) / 1024) + " " + resident() + " " +
           std::to_string(count_threads()) + " " + std::to_string(self.sends) + " " +
           std::to_string(self.full);
}

} // namespace cordee::probe
