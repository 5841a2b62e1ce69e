#include "bench/relay_load/sockets.hpp"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>

namespace cordee::bench {
namespace {

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

sockaddr_in loopback(std::uint8_t last, std::uint16_t port)
{
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(0x7f000000U | last);
    return out;
}

const sockaddr* generic(const sockaddr_in& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

void tune(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Descriptor connecting(std::uint16_t port, std::uint8_t from, int flags)
{
    Descriptor out{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0)};
    if (!out)
        fail("socket");
    tune(out.get());
    if (from != 1) {
        const int on = 1;
        ::setsockopt(out.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        const auto source = loopback(from, 0);
        if (::bind(out.get(), generic(source), sizeof source) != 0)
            fail("bind");
    }
    const auto address = loopback(1, port);
    if (::connect(out.get(), generic(address), sizeof address) != 0 && errno != EINPROGRESS)
        fail("connect");
    return out;
}

} // namespace

Descriptor listen_anywhere(std::uint16_t& port)
{
    Descriptor out{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    auto address = loopback(1, 0);
    socklen_t size = sizeof address;
    if (!out || ::bind(out.get(), generic(address), size) != 0 || ::listen(out.get(), 4096) != 0 ||
        ::getsockname(out.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        fail("listen");
    port = ntohs(address.sin_port);
    return out;
}

Descriptor connect_to(std::uint16_t port, std::uint8_t from)
{
    return connecting(port, from, 0);
}

Descriptor begin_to_connect(std::uint16_t port, std::uint8_t from)
{
    return connecting(port, from, SOCK_NONBLOCK);
}

Descriptor accept_from(int listener)
{
    Descriptor out{::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)};
    if (!out)
        fail("accept");
    tune(out.get());
    return out;
}

void send_all(int socket, View bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            fail("send");
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
}

void receive_all(int socket, MutableView bytes)
{
    while (!bytes.empty()) {
        const auto got = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (got == 0)
            errno = ECONNRESET;
        if (got <= 0)
            fail("recv");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

void set_blocking(int socket, bool blocking)
{
    const int flags = ::fcntl(socket, F_GETFL);
    ::fcntl(socket, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

void reset(Descriptor& socket)
{
    const linger now{1, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket.reset();
}

std::uint64_t now_ns()
{
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

} // namespace cordee::bench
