#include "apps/relay/pass_descriptor.hpp"

#include "core/base/language.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <vector>

namespace cordee::relay {
namespace {

/// Room for one descriptor, where the system puts it.
struct Enclosure {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> bytes{};
};

bool fill_address(const std::string& path, sockaddr_un& out)
{
    out.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof out.sun_path)
        return false;
    std::memcpy(out.sun_path, path.data(), path.size());
    return true;
}

Result<void> send_to(int from, const sockaddr_un* to, View message, int passed)
{
    iovec part{const_cast<std::uint8_t*>(message.data()), message.size()};
    Enclosure enclosure;
    msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    head.msg_name = const_cast<sockaddr_un*>(to);
    head.msg_namelen = to != nullptr ? sizeof *to : 0;
    if (passed >= 0) {
        head.msg_control = enclosure.bytes.data();
        head.msg_controllen = enclosure.bytes.size();
        auto* const item = CMSG_FIRSTHDR(&head);
        item->cmsg_level = SOL_SOCKET;
        item->cmsg_type = SCM_RIGHTS;
        item->cmsg_len = CMSG_LEN(sizeof passed);
        std::memcpy(CMSG_DATA(item), &passed, sizeof passed);
    }
    if (::sendmsg(from, &head, MSG_NOSIGNAL) >= 0)
        return {};
    if (errno == ENOENT || errno == ECONNREFUSED)
        return Errc::not_found;
    if (errno == EPIPE || errno == ECONNRESET)
        return Errc::closed;
    return errno == EAGAIN || errno == EWOULDBLOCK ? Errc::timed_out : Errc::io_error;
}

/// All that came, as the system has opened them here already: the padding behind one has room for another.
std::vector<Descriptor> enclosed(msghdr& head)
{
    std::vector<Descriptor> out;
    for (auto* item = CMSG_FIRSTHDR(&head); item != nullptr; item = CMSG_NXTHDR(&head, item)) {
        if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS)
            continue;
        for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= item->cmsg_len; at += sizeof(int)) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(item) + at, sizeof number);
            out.emplace_back(number);
        }
    }
    return out;
}

} // namespace

std::pair<Descriptor, Descriptor> make_channel()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::system_error{errno, std::generic_category(), "socketpair"};
    return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

Result<void> send_message(int channel, View message, int passed)
{
    return send_to(channel, nullptr, message, passed);
}

Result<PassedMessage> receive_message(int channel)
{
    PassedMessage out;
    out.bytes.resize(kMaxMessage);
    iovec part{out.bytes.data(), out.bytes.size()};
    Enclosure enclosure;
    msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    head.msg_control = enclosure.bytes.data();
    head.msg_controllen = enclosure.bytes.size();
    const auto size = ::recvmsg(channel, &head, MSG_CMSG_CLOEXEC);
    if (size < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? Errc::timed_out
               : errno == ECONNRESET                   ? Errc::closed
                                                       : Errc::io_error;
    auto passed = enclosed(head);
    if ((head.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || passed.size() > 1)
        return Errc::too_large;
    if (!passed.empty())
        out.passed = std::move(passed.front());
    if (size == 0)
        return Errc::closed;
    out.bytes.resize(static_cast<std::size_t>(size));
    return out;
}

void set_patience(int channel, std::chrono::milliseconds time)
{
    timeval value{};
    value.tv_sec = time.count() / 1000;
    value.tv_usec = time.count() % 1000 * 1000;
    ::setsockopt(channel, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
    ::setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value);
}

Descriptor open_mailbox(const std::string& path)
{
    sockaddr_un address{};
    Descriptor out{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    bool opened = out && fill_address(path, address);
    if (opened) {
        struct stat before {};
        if (::lstat(path.c_str(), &before) == 0 && S_ISSOCK(before.st_mode))
            ::unlink(path.c_str());
        const auto mask = ::umask(0177);
        opened = ::bind(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::umask(mask);
    }
    if (!opened)
        throw UserError{
            trf("{} cannot be made: {}", path, std::strerror(errno)),
            std::string{tr("let upgrade.socket be a short path in a folder that is the relay's")}};
    return out;
}

Result<void> post_message(const std::string& path, View message, int passed)
{
    sockaddr_un address{};
    const Descriptor from{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!from || !fill_address(path, address))
        return Errc::io_error;
    return send_to(from.get(), &address, message, passed);
}

} // namespace cordee::relay
