#include "core/plugin/host/core_link.hpp"

#include "core/plugin/stream_io.hpp"

#include <array>
#include <cstring>
#include <unistd.h>

namespace cordee::plugin::host {

CoreLink::CoreLink(int socket, int to_core, int from_core)
    : socket_{socket}, to_core_{to_core, MappedMemory::Use::write}, from_core_{from_core,
                                                                               MappedMemory::Use::read}
{
    close(to_core);
    close(from_core);
}

Result<Frame> CoreLink::read()
{
    ByteArray<kFrameHeader> bytes;
    if (!read_exactly(socket_, bytes))
        return Errc::closed;
    const auto header = decode_header(bytes);
    if (!header)
        return header.error();
    Frame frame{*header, Bytes(header->length)};
    if (!read_exactly(socket_, frame.payload))
        return Errc::closed;
    return frame;
}

bool CoreLink::write(FrameType type, std::uint16_t channel, View payload)
{
    const std::lock_guard lock{writing_};
    return write_locked(type, channel, payload);
}

bool CoreLink::write_locked(FrameType type, std::uint16_t channel, View payload)
{
    auto header = encode_header({type, channel, static_cast<std::uint32_t>(payload.size())});
    std::array<iovec, 2> parts{iovec{header.data(), header.size()},
                               iovec{const_cast<std::uint8_t*>(payload.data()), payload.size()}};
    return write_exactly(socket_, parts);
}

bool CoreLink::write_message(std::uint16_t channel, View message)
{
    // The core gives places back in the order of the frames, so they are taken in that order.
    const std::lock_guard lock{writing_};
    std::optional<Placement> place;
    if (to_core_ && message.size() >= kLargeMessage) {
        const std::lock_guard taking{ring_mutex_};
        place = ring_.take(message.size());
    }
    if (!place)
        return write_locked(FrameType::message, channel, message);
    std::memcpy(to_core_.writable_at(*place).data(), message.data(), message.size());
    return write_locked(FrameType::placed, channel, encode_placement(*place));
}

bool CoreLink::memory_read(std::uint32_t count)
{
    const std::lock_guard lock{ring_mutex_};
    for (std::uint32_t i = 0; i < count; ++i)
        if (!ring_.give_back())
            return false;
    return true;
}

std::optional<View> CoreLink::placed(View payload) const
{
    const auto placement = decode_placement(payload);
    return placement && from_core_ ? std::optional{from_core_.at(*placement)} : std::nullopt;
}

bool CoreLink::done()
{
    return write(FrameType::credit, kMemoryCredit, encode_credit(1));
}

} // namespace cordee::plugin::host
