#include "xvfb.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cordee::remote::test {

namespace {

/// Up to the end of the line; empty when none comes in time.
std::string line_from(int descriptor)
{
    std::string out;
    pollfd wait{descriptor, POLLIN, 0};
    char next = 0;
    while (poll(&wait, 1, 20'000) == 1 && read(descriptor, &next, 1) == 1) {
        if (next == '\n')
            return out;
        out += next;
    }
    return {};
}

} // namespace

Xvfb::Xvfb(const std::string& size)
{
    int ends[2] = {-1, -1};
    if (pipe(ends) != 0)
        throw std::runtime_error{"no pipe"};
    const std::string descriptor = std::to_string(ends[1]);
    const std::string screen = size + "x24";
    process_ = fork();
    if (process_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        // It tells of every display that is taken already.
        [[maybe_unused]] const auto quiet = freopen("/dev/null", "w", stderr);
        execlp("Xvfb", "Xvfb", "-displayfd", descriptor.c_str(), "-screen", "0", screen.c_str(), "-nolisten",
               "tcp", "-noreset", nullptr);
        _exit(127);
    }
    close(ends[1]);
    const std::string number = line_from(ends[0]);
    close(ends[0]);
    if (number.empty()) {
        kill();
        throw std::runtime_error{"Xvfb does not start: is it installed?"};
    }
    name_ = ":" + number;
}

Xvfb::~Xvfb()
{
    kill();
}

void Xvfb::run(const std::string& program, const std::string& arguments) const
{
    const std::string command = program + " -display " + name_ + " " + arguments;
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error{"failed: " + command};
}

void Xvfb::kill()
{
    if (process_ <= 0)
        return;
    ::kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    process_ = -1;
}

} // namespace cordee::remote::test
