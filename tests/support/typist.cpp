#include "tests/support/typist.hpp"

#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::test {
namespace {

std::string quoted(const std::string& word)
{
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string{R"('\'')"} : std::string{c};
    return out + "'";
}

} // namespace

Launch in_terminal(Launch launch)
{
    std::string line = "exec";
    for (const auto& word : launch.command)
        line += " " + quoted(word);
    launch.command = {"script", "--quiet", "--return", "--flush", "--command", line, "/dev/null"};
    return launch;
}

Launch without_terminal(Launch launch)
{
    const std::vector<std::string> alone{"setsid", "--wait"};
    launch.command.insert(launch.command.begin(), alone.begin(), alone.end());
    return launch;
}

Typist::Typist()
{
    if (::mkfifo(file().c_str(), 0600) != 0 || (pipe_ = ::open(file().c_str(), O_RDWR | O_CLOEXEC)) < 0)
        throw std::runtime_error{"no fifo"};
}

Typist::~Typist()
{
    ::close(pipe_);
}

Launch Typist::listening(Launch launch) const
{
    std::vector<std::string> command{"/bin/sh", "-c", R"(exec "$@" < "$0")", file()};
    command.insert(command.end(), launch.command.begin(), launch.command.end());
    launch.command = std::move(command);
    return launch;
}

void Typist::type(const std::string& line) const
{
    const auto text = line + "\n";
    if (::write(pipe_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error{"the fifo is full"};
}

} // namespace cordee::test
