#include "core/plugin/host/core_link.hpp"

#include "core/plugin/stream_io.hpp"

#include <array>

namespace cordee::plugin::host {

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
    auto header = encode_header({type, channel, static_cast<std::uint32_t>(payload.size())});
    std::array<iovec, 2> parts{iovec{header.data(), header.size()},
                               iovec{const_cast<std::uint8_t*>(payload.data()), payload.size()}};
    const std::lock_guard lock{writing_};
    return write_exactly(socket_, parts);
}

} // namespace cordee::plugin::host
