#include "tests/support/processes.hpp"

#include <arpa/inet.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace cordee::test {

namespace fs = std::filesystem;

namespace {

struct Entry {
    pid_t pid;
    pid_t parent;
    char state;
    std::string name;
};

std::optional<Entry> entry_of(const fs::path& folder)
{
    std::ifstream in{folder / "stat"};
    std::string text;
    std::getline(in, text);
    // "pid (name) state parent ..."; the name may hold anything.
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    if (open == std::string::npos || close == std::string::npos)
        return std::nullopt;
    Entry entry{std::stoi(text), 0, '?', text.substr(open + 1, close - open - 1)};
    std::istringstream{text.substr(close + 1)} >> entry.state >> entry.parent;
    return entry;
}

std::vector<Entry> all_processes()
{
    std::vector<Entry> out;
    for (const auto& folder : fs::directory_iterator{"/proc"})
        if (folder.path().filename().string().find_first_not_of("0123456789") == std::string::npos)
            if (const auto entry = entry_of(folder.path()))
                out.push_back(*entry);
    return out;
}

void collect(const std::vector<Entry>& all, pid_t ancestor, std::vector<Entry>& out)
{
    for (const auto& entry : all)
        if (entry.parent == ancestor) {
            out.push_back(entry);
            collect(all, entry.pid, out);
        }
}

std::vector<Entry> living_descendants(pid_t ancestor)
{
    std::vector<Entry> out;
    collect(all_processes(), ancestor, out);
    std::erase_if(out, [](const Entry& entry) { return entry.state == 'Z' || entry.state == 'X'; });
    return out;
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Finished& finished)
{
    return out << "exit " << finished.status << "\n" << finished.out << finished.err;
}

Finished run(Launch launch, milliseconds deadline)
{
    Process process{std::move(launch)};
    const int status = process.wait(deadline);
    return {status, process.out(), process.err()};
}

bool is_explained(const Finished& finished)
{
    const auto count = [&](const std::string& word) {
        std::size_t lines = 0;
        for (auto at = finished.err.find(word); at != std::string::npos; at = finished.err.find(word, at + 1))
            ++lines;
        return lines;
    };
    return finished.status == 1 && count(": error: ") == 1 && count(": hint: ") == 1;
}

bool eventually(const std::function<bool()>& condition, milliseconds deadline)
{
    using Clock = std::chrono::steady_clock;
    for (const auto until = Clock::now() + deadline; Clock::now() < until;) {
        if (condition())
            return true;
        poll(nullptr, 0, 5);
    }
    return condition();
}

std::vector<pid_t> descendants(pid_t ancestor, std::string_view program)
{
    std::vector<pid_t> out;
    for (const auto& entry : living_descendants(ancestor))
        if (entry.name.find(program) != std::string::npos)
            out.push_back(entry.pid);
    return out;
}

std::vector<std::string> programs_left()
{
    std::vector<std::string> out;
    for (const auto& entry : living_descendants(getpid())) {
        std::error_code gone;
        const auto file = fs::read_symlink("/proc/" + std::to_string(entry.pid) + "/exe", gone);
        if (file.string().starts_with(CORDEE_BINARY_DIR "/bin/"))
            out.push_back(std::to_string(entry.pid) + " " + entry.name);
    }
    return out;
}

std::uint16_t free_port()
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(fd, generic, size) != 0 || getsockname(fd, generic, &size) != 0)
        throw std::system_error{errno, std::generic_category(), "free_port"};
    close(fd);
    return ntohs(address.sin_port);
}

} // namespace cordee::test
