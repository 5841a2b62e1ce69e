#include "core/wire/proxy_header.hpp"

#include "core/wire/reader.hpp"

#include <algorithm>
#include <array>

namespace cordee::wire {
namespace {

constexpr auto kProxySignature =
    std::to_array<std::uint8_t>({0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a});
constexpr std::uint8_t kLocal = 0x20;
constexpr std::uint8_t kProxied = 0x21;
constexpr std::uint8_t kUnspecified = 0x00;
constexpr std::uint8_t kTcpOverIpv4 = 0x11;
constexpr std::uint8_t kTcpOverIpv6 = 0x21;

/// Source address, destination address, source port, destination port.
ProxiedClient read_client(Reader& in, std::size_t address_size)
{
    ProxiedClient out;
    out.address = to_bytes(in.bytes(address_size));
    in.bytes(address_size);
    out.port = in.u16();
    in.u16();
    return out;
}

/// What they say is of no interest here, but their lengths have to fit.
bool are_extensions(Reader& in)
{
    while (!in.failed() && !in.finished()) {
        in.u8();
        in.bytes(in.u16());
    }
    return !in.failed();
}

} // namespace

Result<std::size_t> decode_proxy_header_size(View prefix)
{
    if (prefix.size() != kProxyPrefixSize ||
        !std::equal(kProxySignature.begin(), kProxySignature.end(), prefix.begin()))
        return Errc::malformed;
    Reader in{prefix.subspan(kProxySignature.size())};
    const auto command = in.u8();
    if (command != kLocal && command != kProxied)
        return Errc::unsupported;
    in.u8();
    const auto size = kProxyPrefixSize + in.u16();
    if (size > kMaxProxyHeader)
        return Errc::too_large;
    return size;
}

Result<ProxiedClient> decode_proxy_header(View header)
{
    if (header.size() < kProxyPrefixSize)
        return Errc::malformed;
    const auto size = decode_proxy_header_size(header.first(kProxyPrefixSize));
    if (!size)
        return size.error();
    if (header.size() != *size)
        return Errc::malformed;
    const auto command = header[12];
    const auto family = header[13];
    if (command == kLocal || family == kUnspecified) // then what follows has no meaning
        return ProxiedClient{};
    if (family != kTcpOverIpv4 && family != kTcpOverIpv6)
        return Errc::unsupported;
    Reader in{header.subspan(kProxyPrefixSize)};
    auto client = read_client(in, family == kTcpOverIpv4 ? 4 : 16);
    if (in.failed() || !are_extensions(in))
        return Errc::malformed;
    return client;
}

} // namespace cordee::wire
