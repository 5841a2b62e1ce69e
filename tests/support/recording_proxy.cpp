#include "tests/support/recording_proxy.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <poll.h>
#include <set>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace cordee::test {

namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool send_all(int fd, const char* data, std::size_t size)
{
    while (size > 0) {
        const auto n = send(fd, data, size, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        data += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

void no_delay(int fd)
{
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace

RecordingProxy::RecordingProxy(std::uint16_t target)
    : target_{target}, listener_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}, wake_{
                                                                                      eventfd(0, EFD_CLOEXEC)}
{
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, generic, &size) != 0)
        throw std::system_error{errno, std::generic_category(), "proxy"};
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { run(); }};
}

RecordingProxy::~RecordingProxy()
{
    stop_ = true;
    eventfd_write(wake_, 1);
    thread_.join();
    std::set<int> open{listener_, wake_};
    for (const auto& line : lines_)
        open.insert(line.from);
    for (const int fd : open)
        close(fd);
}

std::vector<std::string> RecordingProxy::captured() const
{
    const std::lock_guard lock{mutex_};
    std::vector<std::string> out;
    for (const auto& line : lines_)
        out.push_back(line.seen);
    return out;
}

std::size_t RecordingProxy::bytes() const
{
    const std::lock_guard lock{mutex_};
    std::size_t sum = 0;
    for (const auto& line : lines_)
        sum += line.seen.size();
    return sum;
}

void RecordingProxy::cut()
{
    cut_ = true;
    eventfd_write(wake_, 1);
}

void RecordingProxy::run()
{
    while (!stop_) {
        std::vector<pollfd> waiting{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const auto& line : lines_)
            waiting.push_back({line.open ? line.from : -1, POLLIN, 0});
        if (poll(waiting.data(), waiting.size(), -1) < 0)
            continue;
        if (waiting[0].revents != 0) {
            eventfd_t ignored = 0;
            eventfd_read(wake_, &ignored);
        }
        if (cut_.exchange(false))
            for (const auto& line : lines_)
                shutdown(line.from, SHUT_RDWR);
        std::size_t index = 2;
        const auto known = waiting.size();
        for (auto line = lines_.begin(); index < known; ++line, ++index)
            if (waiting[index].revents != 0)
                forward(*line);
        if (waiting[1].revents != 0)
            accept_one();
    }
}

void RecordingProxy::accept_one()
{
    const int near = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (near < 0)
        return;
    const int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(target_);
    if (connect(far, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(near);
        close(far);
        return;
    }
    no_delay(near);
    no_delay(far);
    const std::lock_guard lock{mutex_};
    lines_.push_back({near, far, {}});
    lines_.push_back({far, near, {}});
}

void RecordingProxy::forward(Line& line)
{
    std::array<char, 65536> buffer{};
    const auto n = read(line.from, buffer.data(), buffer.size());
    if (n > 0) {
        if (spoil_.exchange(false))
            buffer[static_cast<std::size_t>(n) / 2] ^= 1;
        const std::lock_guard lock{mutex_};
        line.seen.append(buffer.data(), static_cast<std::size_t>(n));
    }
    // Blocking on a slow receiver is the backpressure that a network would give.
    if (n <= 0 || !send_all(line.to, buffer.data(), static_cast<std::size_t>(n))) {
        line.open = false;
        shutdown(line.to, n < 0 ? SHUT_RDWR : SHUT_WR);
    }
}

} // namespace cordee::test
