#include "core/plugin/capabilities.hpp"

#include <cordee/base.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::plugin {

namespace asio = boost::asio;

namespace {

/// Connections to the display that a plugin may have at a time.
constexpr std::size_t kMostDisplays = 16;
constexpr std::size_t kMostMemories = 64;

/// Of this size for good: nobody can make it larger, and the core can take its bytes back.
UniqueFd make_memory(std::uint64_t size)
{
    UniqueFd out{memfd_create("cordee-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (out.get() >= 0 && (ftruncate(out.get(), static_cast<off_t>(size)) != 0 ||
                           fcntl(out.get(), F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SEAL) != 0))
        out.reset();
    return out;
}

bool hung_up(int descriptor)
{
    pollfd look{descriptor, 0, 0};
    return poll(&look, 1, 0) == 1 && (look.revents & (POLLHUP | POLLERR)) != 0;
}

HostAnswer refusal(cordee_status status)
{
    return {static_cast<std::uint32_t>(status), 0};
}

} // namespace

Capabilities::Capabilities(const asio::any_io_executor& executor, UniqueFd requests, Offer offer)
    : offer_{std::move(offer)}, requests_{executor, requests.release()}
{}

asio::awaitable<void> Capabilities::run()
{
    for (;;) {
        const auto [error] = co_await requests_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                           asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        const auto request = next();
        if (!request)
            co_return;
        co_await handle(*request);
    }
}

/// Empty: the process is gone, or speaks another language than ours.
std::optional<HostRequest> Capabilities::next()
{
    ByteArray<kHostRequest + 1> packet;
    // Descriptors that come along are not taken.
    const auto size = recv(requests_.native_handle(), packet.data(), packet.size(), MSG_DONTWAIT);
    if (size <= 0)
        return std::nullopt;
    const auto request = decode_request(View{packet}.first(static_cast<std::size_t>(size)));
    return request ? std::optional{*request} : std::nullopt;
}

asio::awaitable<void> Capabilities::handle(HostRequest request)
{
    switch (request.kind) {
    case RequestKind::display:
        co_await connect_display();
        break;
    case RequestKind::memory:
        create_memory(request.value);
        break;
    case RequestKind::release:
        release_memory(request.value);
        break;
    case RequestKind::violation:
        violation_ = request.value;
        break;
    }
}

asio::awaitable<void> Capabilities::connect_display()
{
    forget_ended();
    if (!display_permitted_)
        co_return answer(refusal(CORDEE_DENIED));
    if (!offer_.display || displays_.size() >= kMostDisplays)
        co_return answer(refusal(CORDEE_FAILED));
    auto connection = co_await plugin::connect_display(*offer_.display);
    if (!connection)
        co_return answer(refusal(CORDEE_FAILED));
    if (!display_permitted_) // it ended meanwhile
        co_return answer(refusal(CORDEE_DENIED));
    displays_.push_back(std::move(*connection));
    answer({CORDEE_OK, 0}, displays_.back().get());
}

void Capabilities::permit_display(bool permitted)
{
    display_permitted_ = permitted;
    if (permitted)
        return;
    for (const auto& display : displays_)
        shutdown(display.get(), SHUT_RDWR);
    displays_.clear();
}

/// A plugin that closes its display shuts it down first, as xcb and Xlib do.
void Capabilities::forget_ended()
{
    std::erase_if(displays_, [](const UniqueFd& display) {
        const bool ended = hung_up(display.get());
        if (ended) // for good: from here on nobody could take it back
            shutdown(display.get(), SHUT_RDWR);
        return ended;
    });
}

void Capabilities::create_memory(std::uint64_t size)
{
    if (size == 0 || size > offer_.memory - memory_used_)
        return answer(refusal(size == 0 ? CORDEE_INVALID : CORDEE_TOO_LARGE));
    if (memory_.size() >= kMostMemories) // each is a descriptor of the core's
        return answer(refusal(CORDEE_AGAIN));
    Memory memory{++last_handle_, size, make_memory(size)};
    if (memory.descriptor.get() < 0)
        return answer(refusal(CORDEE_FAILED));
    memory_used_ += size;
    answer({CORDEE_OK, memory.handle}, memory.descriptor.get());
    memory_.push_back(std::move(memory));
}

void Capabilities::release_memory(std::uint64_t handle)
{
    const auto found = std::find_if(memory_.begin(), memory_.end(),
                                    [&](const Memory& memory) { return memory.handle == handle; });
    if (found == memory_.end())
        return;
    // The plugin may have kept a descriptor.
    if (ftruncate(found->descriptor.get(), 0) != 0)
        return;
    memory_used_ -= found->size;
    memory_.erase(found);
}

void Capabilities::answer(const HostAnswer& answer, int descriptor)
{
    auto bytes = encode_answer(answer);
    iovec part{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptor)> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (descriptor >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    // It asks for one thing at a time; one that does not read has asked for nothing.
    [[maybe_unused]] const auto sent =
        sendmsg(requests_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::optional<std::string> Capabilities::violation()
{
    for (auto request = next(); request; request = next())
        if (request->kind == RequestKind::violation)
            violation_ = request->value;
    if (!violation_ || *violation_ > 1'000'000)
        return std::nullopt;
    char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(*violation_));
    std::string out = name == nullptr ? "system call " + std::to_string(*violation_) : name;
    std::free(name);
    return out;
}

} // namespace cordee::plugin
