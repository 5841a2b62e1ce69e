// The plugin's connect(2). Libraries that open a display call it themselves; here it asks the core for the
// connection instead. The kernel refuses the real one.
#include "core/plugin/host/core_requests.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

/// "/tmp/.X11-unix/X0" for DISPLAY=:0.0, which the core has set.
std::string display_socket()
{
    const char* display = std::getenv("DISPLAY");
    if (display == nullptr || *display != ':')
        return {};
    const std::string_view text{display + 1};
    return "/tmp/.X11-unix/X" + std::string{text.substr(0, text.find('.'))};
}

bool is_display(const sockaddr* address, socklen_t size)
{
    sockaddr_un to{};
    if (address == nullptr || size <= offsetof(sockaddr_un, sun_path) || size > sizeof to)
        return false;
    __builtin_memcpy(&to, address, size);
    if (to.sun_family != AF_UNIX)
        return false;
    const std::string_view all{to.sun_path, size - offsetof(sockaddr_un, sun_path)};
    const bool abstract = all.front() == '\0';
    const auto path = abstract ? all.substr(1) : all.substr(0, all.find('\0'));
    return !path.empty() && path == display_socket();
}

int replace(int socket, int connection)
{
    const int status = fcntl(socket, F_GETFL);
    const int flags = fcntl(socket, F_GETFD);
    if (status < 0 || flags < 0)
        return -1;
    fcntl(connection, F_SETFL, status & O_NONBLOCK);
    return dup3(connection, socket, (flags & FD_CLOEXEC) != 0 ? O_CLOEXEC : 0) < 0 ? -1 : 0;
}

int connect_by_core(int socket, const sockaddr* address, socklen_t size)
{
    if (!is_display(address, size)) {
        errno = EACCES;
        return -1;
    }
    const auto given = CoreRequests::of_this_process().ask({RequestKind::display});
    if (given.descriptor < 0) {
        errno = given.status == CORDEE_DENIED ? EACCES : ECONNREFUSED;
        return -1;
    }
    const int done = replace(socket, given.descriptor);
    close(given.descriptor);
    return done;
}

} // namespace
} // namespace cordee::plugin::host

// Exported, so that it comes before the one of libc for every library that is loaded later.
extern "C" __attribute__((visibility("default"))) int connect(int socket, const sockaddr* address,
                                                              socklen_t size)
{
    return cordee::plugin::host::connect_by_core(socket, address, size);
}
