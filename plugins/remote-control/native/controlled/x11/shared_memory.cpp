#include "controlled/x11/shared_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace cordee::remote {
namespace {

/// Descriptors can be handed over since 1.2.
bool takes_descriptors(Display& display)
{
    if (!display.local() || !display.has(xcb_shm_id))
        return false;
    const Reply<xcb_shm_query_version_reply_t> version{
        xcb_shm_query_version_reply(display.get(), xcb_shm_query_version(display.get()), nullptr)};
    return version &&
           (version->major_version > 1 || (version->major_version == 1 && version->minor_version >= 2));
}

} // namespace

SharedMemory::SharedMemory(Display& display, const MemorySource& source, std::size_t bytes)
    : display_{display}, bytes_{bytes}
{
    if (!takes_descriptors(display))
        return;
    auto given = source(bytes);
    if (!given)
        return;
    release_ = std::move(given->release);
    void* memory = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, given->descriptor, 0);
    if (memory == MAP_FAILED) {
        close(given->descriptor);
        return;
    }
    id_ = xcb_generate_id(display.get());
    // xcb closes the descriptor.
    const auto cookie = xcb_shm_attach_fd_checked(display.get(), id_, given->descriptor, 0);
    const Reply<xcb_generic_error_t> error{xcb_request_check(display.get(), cookie)};
    if (error)
        munmap(memory, bytes);
    else
        memory_ = static_cast<std::uint8_t*>(memory);
}

SharedMemory::~SharedMemory()
{
    if (attached()) {
        // The server has let go of it when it answers.
        const Reply<xcb_generic_error_t> done{
            xcb_request_check(display_.get(), xcb_shm_detach_checked(display_.get(), id_))};
        munmap(memory_, bytes_);
    }
    if (release_)
        release_();
}

} // namespace cordee::remote
