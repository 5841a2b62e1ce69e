#include "core/plugin/host_request.hpp"

#include <algorithm>

namespace cordee::plugin {
namespace {

void put_number(MutableView to, std::uint64_t value) noexcept
{
    for (auto at = to.rbegin(); at != to.rend(); ++at, value >>= 8)
        *at = static_cast<std::uint8_t>(value);
}

std::uint64_t get_number(View from) noexcept
{
    std::uint64_t value = 0;
    for (const auto byte : from)
        value = value << 8 | byte;
    return value;
}

} // namespace

ByteArray<kHostRequest> encode_request(const HostRequest& request) noexcept
{
    ByteArray<kHostRequest> out{static_cast<std::uint8_t>(request.kind)};
    put_number(MutableView{out}.subspan(8), request.value);
    return out;
}

Result<HostRequest> decode_request(View bytes)
{
    if (bytes.size() != kHostRequest || get_number(bytes.subspan(1, 7)) != 0)
        return Errc::malformed;
    const auto kind = static_cast<RequestKind>(bytes[0]);
    if (kind < RequestKind::display || kind > RequestKind::violation)
        return Errc::malformed;
    return HostRequest{kind, get_number(bytes.subspan(8))};
}

ByteArray<kHostAnswer> encode_answer(const HostAnswer& answer) noexcept
{
    ByteArray<kHostAnswer> out{};
    put_number(MutableView{out}.first(4), answer.status);
    put_number(MutableView{out}.subspan(4), answer.handle);
    return out;
}

Result<HostAnswer> decode_answer(View bytes)
{
    if (bytes.size() != kHostAnswer)
        return Errc::malformed;
    return HostAnswer{static_cast<std::uint32_t>(get_number(bytes.first(4))),
                      static_cast<std::uint32_t>(get_number(bytes.subspan(4)))};
}

} // namespace cordee::plugin
