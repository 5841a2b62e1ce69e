#include "core/plugin/message_memory.hpp"

#include "core/plugin/frame_codec.hpp"
#include "core/plugin/host_frame.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <utility>

namespace cordee::plugin {

Bytes encode_placement(const Placement& placement)
{
    Bytes out;
    put_number(out, placement.offset, 4);
    put_number(out, placement.size, 4);
    return out;
}

Result<Placement> decode_placement(View payload)
{
    Cursor in{payload};
    const Placement out{in.number32(), in.number32()};
    if (!in.complete() || out.size > kMaxMessage || out.offset > kMessageMemory - out.size)
        return Errc::malformed;
    return out;
}

MappedMemory::MappedMemory(int descriptor, Use use)
{
    if (descriptor < 0)
        return;
    const int rights = use == Use::read ? PROT_READ : PROT_READ | PROT_WRITE;
    void* const at = mmap(nullptr, kMessageMemory, rights, MAP_SHARED, descriptor, 0);
    at_ = at == MAP_FAILED ? nullptr : static_cast<std::uint8_t*>(at);
}

MappedMemory::MappedMemory(MappedMemory&& other) noexcept : at_{std::exchange(other.at_, nullptr)} {}

MappedMemory& MappedMemory::operator=(MappedMemory&& other) noexcept
{
    std::swap(at_, other.at_);
    return *this;
}

MappedMemory::~MappedMemory()
{
    if (at_ != nullptr)
        munmap(at_, kMessageMemory);
}

Descriptor make_message_memory()
{
    Descriptor out{memfd_create("cordee-messages", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (out && (ftruncate(out.get(), kMessageMemory) != 0 ||
                fcntl(out.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0))
        out.reset();
    return out;
}

void forbid_writing(int descriptor)
{
    constexpr int future_write = 0x0010; // F_SEAL_FUTURE_WRITE
    fcntl(descriptor, F_ADD_SEALS, future_write);
}

std::optional<Placement> Ring::take(std::size_t size)
{
    if (size > kMaxMessage)
        return std::nullopt;
    Placement out{0, static_cast<std::uint32_t>(size)};
    if (!taken_.empty()) {
        const auto first = taken_.front().offset;
        const auto end = taken_.back().offset + taken_.back().size;
        const bool around =
            taken_.back().offset < first; // what is taken goes over the end and on at the front
        out.offset = end;
        if (!around && kMessageMemory - end < size)
            out.offset = 0;
        const bool before = around || out.offset == 0;
        // One byte stays free, so that a full ring is not taken for one that goes around.
        if (before && out.offset + size >= first)
            return std::nullopt;
    }
    taken_.push_back(out);
    return out;
}

std::optional<Placement> Ring::give_back()
{
    if (taken_.empty())
        return std::nullopt;
    const auto out = taken_.front();
    taken_.pop_front();
    return out;
}

} // namespace cordee::plugin
