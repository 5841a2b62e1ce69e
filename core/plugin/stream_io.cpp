#include "core/plugin/stream_io.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace cordee::plugin {

bool read_exactly(int socket, MutableView out)
{
    while (!out.empty()) {
        const auto n = ::recv(socket, out.data(), out.size(), MSG_WAITALL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        out = out.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

bool write_exactly(int socket, std::span<iovec> parts)
{
    while (!parts.empty()) {
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const auto sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return false;
        auto left = static_cast<std::size_t>(sent);
        while (!parts.empty() && left >= parts.front().iov_len) {
            left -= parts.front().iov_len;
            parts = parts.subspan(1);
        }
        if (!parts.empty()) {
            parts.front().iov_base = static_cast<std::uint8_t*>(parts.front().iov_base) + left;
            parts.front().iov_len -= left;
        }
    }
    return true;
}

} // namespace cordee::plugin
