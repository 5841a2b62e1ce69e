#include "core/plugin/host/core_link.hpp"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace cordee::plugin::host {

bool CoreLink::read_exactly(MutableView out)
{
    while (!out.empty()) {
        const auto n = ::recv(socket_, out.data(), out.size(), MSG_WAITALL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        out = out.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

Result<Frame> CoreLink::read()
{
    ByteArray<kFrameHeader> bytes;
    if (!read_exactly(bytes))
        return Errc::closed;
    const auto header = decode_header(bytes);
    if (!header)
        return header.error();
    Frame frame{*header, Bytes(header->length)};
    if (!read_exactly(frame.payload))
        return Errc::closed;
    return frame;
}

bool CoreLink::write(FrameType type, std::uint16_t channel, View payload)
{
    auto header = encode_header({type, channel, static_cast<std::uint32_t>(payload.size())});
    std::array<iovec, 2> parts{iovec{header.data(), header.size()},
                               iovec{const_cast<std::uint8_t*>(payload.data()), payload.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const std::lock_guard lock{writing_};
    while (message.msg_iovlen != 0) {
        const auto sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return false;
        auto left = static_cast<std::size_t>(sent);
        while (message.msg_iovlen != 0 && left >= message.msg_iov->iov_len) {
            left -= message.msg_iov->iov_len;
            ++message.msg_iov;
            --message.msg_iovlen;
        }
        if (message.msg_iovlen != 0) {
            message.msg_iov->iov_base = static_cast<std::uint8_t*>(message.msg_iov->iov_base) + left;
            message.msg_iov->iov_len -= left;
        }
    }
    return true;
}

} // namespace cordee::plugin::host
