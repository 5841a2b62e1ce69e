#include "tests/support/process.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace cordee::test {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe()
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error{errno, std::generic_category(), "pipe"};
        read = ends[0];
        write = ends[1];
    }
};

std::vector<char*> pointers(std::vector<std::string>& strings)
{
    std::vector<char*> out;
    for (auto& string : strings)
        out.push_back(string.data());
    out.push_back(nullptr);
    return out;
}

std::vector<std::string> environment_of(const Launch& launch)
{
    std::map<std::string, std::string> all{{"PATH", getenv("PATH")}, {"LANG", "C.UTF-8"}};
    for (const auto& [key, value] : launch.environment)
        all[key] = value;
    std::vector<std::string> out;
    for (const auto& [key, value] : all)
        out.push_back(key + "=" + value);
    return out;
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(const Launch& launch, char* const* arguments, char* const* environment, int in,
                         int out, int err)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (launch.largest_file) {
        const rlimit limit{*launch.largest_file, *launch.largest_file};
        setrlimit(RLIMIT_FSIZE, &limit);
        ::signal(SIGXFSZ, SIG_IGN); // so that write() fails with EFBIG
    }
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    close_range(3, ~0U, 0);
    execvpe(arguments[0], arguments, environment);
    constexpr std::string_view message = "cannot be executed\n";
    [[maybe_unused]] const auto ignored = write(2, message.data(), message.size());
    _exit(127);
}

} // namespace

/// What the child wrote. A thread of its own reads, so that the child never waits for the test.
struct Process::Streams {
    mutable std::mutex mutex;
    std::condition_variable grown;
    std::array<std::string, 2> text;
    std::array<int, 2> ends{-1, -1};
    bool finished = false;
    std::thread reader;

    void read_all()
    {
        std::array<pollfd, 2> waiting{{{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}}};
        while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
            if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
                break;
            for (std::size_t i = 0; i < 2; ++i) {
                if (waiting[i].fd < 0 || waiting[i].revents == 0)
                    continue;
                std::array<char, 16384> buffer{};
                const auto n = read(waiting[i].fd, buffer.data(), buffer.size());
                if (n <= 0) {
                    waiting[i].fd = -1;
                    continue;
                }
                const std::lock_guard lock{mutex};
                text[i].append(buffer.data(), static_cast<std::size_t>(n));
                grown.notify_all();
            }
        }
        const std::lock_guard lock{mutex};
        finished = true;
        grown.notify_all();
    }

    [[nodiscard]] std::optional<std::string> find(std::string_view wanted) const
    {
        for (const auto& stream : text) {
            const auto at = stream.find(wanted);
            const auto end = stream.find('\n', at);
            if (at == std::string::npos || (end == std::string::npos && !finished))
                continue;
            const auto line = stream.rfind('\n', at);
            const auto from = line == std::string::npos ? 0 : line + 1;
            return stream.substr(from, end == std::string::npos ? end : end - from);
        }
        return std::nullopt;
    }
};

Process::Process(Launch launch) : launch_{std::move(launch)}, streams_{std::make_unique<Streams>()}
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    Pipe in;
    Pipe out;
    Pipe err;
    auto environment = environment_of(launch_);
    const auto arguments = pointers(launch_.command);
    const auto variables = pointers(environment);
    pid_ = fork();
    if (pid_ < 0)
        throw std::system_error{errno, std::generic_category(), "fork"};
    if (pid_ == 0)
        become(launch_, arguments.data(), variables.data(), in.read, out.write, err.write);
    setpgid(pid_, pid_); // whoever is first; a kill() right after this must find the group
    for (const int end : {in.read, out.write, err.write})
        close(end);
    [[maybe_unused]] const auto ignored = write(in.write, launch_.input.data(), launch_.input.size());
    close(in.write);
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    streams_->ends = {out.read, err.read};
    streams_->reader = std::thread{[streams = streams_.get()] { streams->read_all(); }};
}

Process::~Process()
{
    kill();
    streams_->reader.join();
    for (const int end : streams_->ends)
        close(end);
    close(pidfd_);
}

std::string Process::out() const
{
    const std::lock_guard lock{streams_->mutex};
    return streams_->text[0];
}

std::string Process::err() const
{
    const std::lock_guard lock{streams_->mutex};
    return streams_->text[1];
}

std::string Process::line_with(std::string_view text, milliseconds deadline)
{
    std::unique_lock lock{streams_->mutex};
    std::optional<std::string> line;
    streams_->grown.wait_for(lock, deadline,
                             [&] { return (line = streams_->find(text)) || streams_->finished; });
    if (line)
        return *line;
    lock.unlock();
    throw std::runtime_error{failure("did not say \"" + std::string{text} + "\"")};
}

int Process::wait(milliseconds deadline)
{
    if (status_)
        return *status_;
    pollfd ended{pidfd_, POLLIN, 0};
    const auto until = Clock::now() + deadline;
    for (;;) {
        const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now()).count();
        const int ready = poll(&ended, 1, static_cast<int>(std::max<long>(left, 0)));
        if (ready > 0)
            break;
        if (ready == 0)
            throw std::runtime_error{failure("is still running")};
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    reap(status);
    return *status_;
}

void Process::reap(int status)
{
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    // Its last words may still be in the pipe, unless a descendant holds that open.
    std::unique_lock lock{streams_->mutex};
    streams_->grown.wait_for(lock, 200ms, [&] { return streams_->finished; });
}

bool Process::running()
{
    int status = 0;
    if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_)
        reap(status);
    return !status_;
}

void Process::signal(int number) const
{
    if (!status_)
        ::kill(pid_, number);
}

int Process::stop(milliseconds deadline)
{
    signal(SIGTERM);
    return wait(deadline);
}

void Process::kill()
{
    ::kill(-pid_, SIGKILL);
    if (!status_)
        wait();
}

std::string Process::failure(const std::string& what) const
{
    return launch_.name + " " + what + "; it wrote:\n" + everything();
}

} // namespace cordee::test
