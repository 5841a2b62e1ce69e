#include "core/plugin/host/core_requests.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

bool send_packet(const HostRequest& request)
{
    const auto packet = encode_request(request);
    ssize_t sent = 0;
    do
        sent = send(kRequestSocket, packet.data(), packet.size(), MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(packet.size());
}

int descriptor_of(msghdr& message)
{
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    int out = -1;
    if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof out))
        std::memcpy(&out, CMSG_DATA(header), sizeof out);
    return out;
}

Given receive()
{
    ByteArray<kHostAnswer> packet;
    iovec part{packet.data(), packet.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t size = 0;
    do
        size = recvmsg(kRequestSocket, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size <= 0)
        return {};
    const int descriptor = descriptor_of(message);
    const auto answer = decode_answer(View{packet}.first(static_cast<std::size_t>(size)));
    if (!answer || (answer->status == CORDEE_OK) != (descriptor >= 0)) // no more descriptors fit in, say
        return {CORDEE_FAILED, -1, 0};
    return {static_cast<cordee_status>(answer->status), descriptor, answer->handle};
}

} // namespace

Given CoreRequests::ask(HostRequest request)
{
    const std::lock_guard lock{asking_};
    return send_packet(request) ? receive() : Given{};
}

void CoreRequests::tell(HostRequest request)
{
    const std::lock_guard lock{asking_};
    send_packet(request);
}

CoreRequests& CoreRequests::of_this_process()
{
    static CoreRequests requests;
    return requests;
}

} // namespace cordee::plugin::host
