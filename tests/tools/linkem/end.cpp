#include "tests/tools/linkem/end.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace linkem {
namespace {

constexpr const char* kDevice = "link";

ifreq request_for(const char* device)
{
    ifreq out{};
    std::strncpy(out.ifr_name, device, IFNAMSIZ - 1);
    return out;
}

void control(int socket, unsigned long what, void* argument, const char* name)
{
    if (ioctl(socket, what, argument) != 0)
        die("%s: %s", name, std::strerror(errno));
}

void bring_up(int socket, const char* device)
{
    auto request = request_for(device);
    control(socket, SIOCGIFFLAGS, &request, device);
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    control(socket, SIOCSIFFLAGS, &request, device);
}

void set_address(int socket, unsigned long what, const std::string& text)
{
    auto request = request_for(kDevice);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, text.c_str(), &address.sin_addr);
    std::memcpy(&request.ifr_addr, &address, sizeof address);
    control(socket, what, &request, "address");
}

void set_ipv6_address(const char* text)
{
    const int socket = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    auto request = request_for(kDevice);
    control(socket, SIOCGIFINDEX, &request, "interface index");
    in6_ifreq address{};
    inet_pton(AF_INET6, text, &address.ifr6_addr);
    address.ifr6_prefixlen = 64;
    address.ifr6_ifindex = request.ifr_ifindex;
    control(socket, SIOCSIFADDR, &address, "IPv6 address");
    close(socket);
}

int make_device()
{
    const int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0)
        die("/dev/net/tun: %s", std::strerror(errno));
    auto request = request_for(kDevice);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    control(device, TUNSETIFF, &request, "TUN device");
    return device;
}

void configure(const Options& options, Side side)
{
    // Without --ipv6 nothing but the programs' own packets is on the link, so that a seed repeats.
    write_file("/proc/sys/net/ipv6/conf/link/disable_ipv6", options.ipv6 ? "0" : "1", false);
    if (!options.congestion_control.empty())
        write_file("/proc/sys/net/ipv4/tcp_congestion_control", options.congestion_control, true);
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bring_up(socket, "lo");
    set_address(socket, SIOCSIFADDR, options.address(side));
    set_address(socket, SIOCSIFNETMASK, "255.255.255.0");
    auto mtu = request_for(kDevice);
    mtu.ifr_mtu = options.mtu;
    control(socket, SIOCSIFMTU, &mtu, "MTU");
    bring_up(socket, kDevice);
    if (options.ipv6)
        set_ipv6_address(side == kLeft ? "fd77::1" : "fd77::2");
    close(socket);
}

} // namespace

End make_end(const Options& options, Side side)
{
    const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (home < 0 || unshare(CLONE_NEWNET) != 0)
        die("new network namespace: %s (root needed)", std::strerror(errno));
    End end;
    end.network = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    end.device = make_device();
    configure(options, side);
    if (setns(home, CLONE_NEWNET) != 0)
        die("back to the first namespace: %s", std::strerror(errno));
    close(home);
    return end;
}

bool write_file(const std::string& path, const std::string& text, bool must)
{
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const bool done = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (!done && must)
        std::fprintf(stderr, "linkem: warning: cannot write '%s' to %s: %s\n", text.c_str(), path.c_str(),
                     std::strerror(errno));
    if (file >= 0)
        close(file);
    return done;
}

} // namespace linkem
