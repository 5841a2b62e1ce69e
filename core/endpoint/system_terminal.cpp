#include "core/endpoint/system_terminal.hpp"

#include "core/base/printable.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxLine = 1024;

/// While it lives Ctrl-C only interrupts the read, so that echo comes back before the program ends.
class InterruptRead {
public:
    InterruptRead()
    {
        struct sigaction action = {};
        action.sa_handler = [](int) {};
        ::sigaction(SIGINT, &action, &before_);
    }
    InterruptRead(const InterruptRead&) = delete;
    InterruptRead& operator=(const InterruptRead&) = delete;
    ~InterruptRead() { ::sigaction(SIGINT, &before_, nullptr); }

private:
    struct sigaction before_ = {};
};

/// Switches echo off for its life, and on again whatever happens in between.
class NoEcho {
public:
    explicit NoEcho(int tty) : tty_{tty}
    {
        changed_ = ::tcgetattr(tty_, &before_) == 0;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = changed_ && ::tcsetattr(tty_, TCSAFLUSH, &quiet) == 0;
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    ~NoEcho()
    {
        if (changed_)
            ::tcsetattr(tty_, TCSAFLUSH, &before_);
    }
    [[nodiscard]] bool works() const { return changed_; }

private:
    int tty_;
    termios before_{};
    bool changed_ = false;
};

constexpr std::string_view kEraseLine = "\r\x1b[K";

/// Knows how to erase a line.
bool is_capable(const char* terminal)
{
    return terminal != nullptr && std::string_view{terminal} != "dumb";
}

/// For its life nothing is drawn below a question.
class Asking {
public:
    explicit Asking(bool& flag) : flag_{flag} { flag_ = true; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() { flag_ = false; }

private:
    bool& flag_;
};

Result<std::string> read_answer(int tty)
{
    std::string line;
    for (char c = 0; line.size() < kMaxLine;) {
        const auto n = ::read(tty, &c, 1);
        if (n <= 0)
            return Errc::closed;
        if (c == '\n')
            return line;
        line += c;
    }
    return Errc::too_large;
}

/// Where lines come from that nobody asked for; -1 when there is nothing. Opened anew, since non-blocking
/// mode would reach whoever else has it open. A program in the background leaves the terminal alone.
int open_input(int tty)
{
    struct stat input {};
    if (::fstat(STDIN_FILENO, &input) == 0 && S_ISFIFO(input.st_mode))
        return ::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (tty < 0 || ::isatty(STDIN_FILENO) == 0 || ::tcgetpgrp(tty) != ::getpgrp())
        return -1;
    return ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
}

} // namespace

SystemTerminal::SystemTerminal(std::string program)
    : program_{std::move(program)}, tty_{::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)},
      shows_status_{::isatty(STDERR_FILENO) != 0 && is_capable(std::getenv("TERM"))}
{}

SystemTerminal::~SystemTerminal()
{
    hide_status();
    if (tty_ >= 0)
        ::close(tty_);
}

void SystemTerminal::print(std::string_view line)
{
    hide_status();
    std::cout << line << std::endl;
    draw_status();
}

void SystemTerminal::say(std::string_view line)
{
    write_line(program_ + ": " + std::string{line});
}

void SystemTerminal::show(std::string_view module, std::string_view lines)
{
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        write_line(fmt::format("[{}] {}", module, lines.substr(0, end)));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
}

void SystemTerminal::status(std::string_view line)
{
    if (!shows_status_)
        return;
    hide_status();
    status_ = line;
    draw_status();
}

void SystemTerminal::write_line(std::string_view line) const
{
    hide_status();
    std::cerr << line << std::endl;
    draw_status();
}

void SystemTerminal::hide_status() const
{
    if (!status_.empty() && !asking_)
        std::cerr << kEraseLine << std::flush;
}

void SystemTerminal::draw_status() const
{
    if (status_.empty() || asking_)
        return;
    winsize size = {};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    std::cerr << kEraseLine << printable(status_, known ? size.ws_col - 2U : 78U) << std::flush;
}

void SystemTerminal::write(std::string_view text) const
{
    while (!text.empty()) {
        const auto n = ::write(tty_, text.data(), text.size());
        if (n <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

asio::awaitable<Result<std::string>> SystemTerminal::ask(std::string question)
{
    if (!interactive())
        co_return Errc::unsupported;
    const int copy =
        ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC); // non-blocking mode stays with this copy
    if (copy < 0)
        co_return Errc::unsupported;
    asio::posix::stream_descriptor input{co_await asio::this_coro::executor, copy};
    ::tcflush(tty_, TCIFLUSH); // what was typed before the question is no answer to it
    hide_status();
    const Asking asking{asking_};
    write(question);
    std::string line;
    const auto [error, n] = co_await asio::async_read_until(input, asio::dynamic_buffer(line, kMaxLine), '\n',
                                                            asio::as_tuple(asio::use_awaitable));
    if (error) {
        write("\n"); // the question stays without an answer
        co_return Errc::closed;
    }
    line.resize(n - 1);
    co_return line;
}

asio::awaitable<Result<std::string>> SystemTerminal::read_line()
{
    const int file = open_input(tty_);
    if (file < 0)
        co_return Errc::unsupported;
    asio::posix::stream_descriptor input{co_await asio::this_coro::executor, file};
    const auto [error, n] = co_await asio::async_read_until(input, asio::dynamic_buffer(piped_, kMaxLine),
                                                            '\n', asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::closed;
    auto line = piped_.substr(0, n - 1);
    piped_.erase(0, n);
    co_return line;
}

Result<std::string> SystemTerminal::ask_secret(std::string_view question)
{
    if (!interactive())
        return Errc::unsupported;
    const InterruptRead interruptible;
    const NoEcho quiet{tty_};
    if (!quiet.works())
        return Errc::unsupported;
    write(question);
    auto line = read_answer(tty_);
    write("\n");
    return line;
}

} // namespace cordee::endpoint
