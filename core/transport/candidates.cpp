#include "core/transport/candidates.hpp"

#include "core/transport/address.hpp"
#include "core/transport/direct_listener.hpp"

#include <algorithm>
#include <array>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>

namespace cordee::transport {
namespace {

namespace ip = boost::asio::ip;
using ip::tcp;

/// Of one interface, so that a computer with many temporary IPv6 addresses names others too.
constexpr std::size_t kMaxPerInterface = 3;

ip::address plain(const ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

bool is_usable(const ip::address_v4& address, bool allow_loopback)
{
    if (address.is_loopback())
        return allow_loopback;
    const auto bytes = address.to_bytes();
    const bool this_network = bytes[0] == 0;
    const bool link_local = bytes[0] == 169 && bytes[1] == 254;
    const bool multicast_reserved_or_broadcast = bytes[0] >= 224;
    return !this_network && !link_local && !multicast_reserved_or_broadcast;
}

bool is_usable(const ip::address_v6& address, bool allow_loopback)
{
    if (address.is_loopback())
        return allow_loopback;
    const auto bytes = address.to_bytes();
    const bool first_half_zero = std::all_of(bytes.begin(), bytes.begin() + 8, [](auto b) { return b == 0; });
    const bool site_local = bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0xc0;
    // Forms that hide an IPv4 address are not for dialling.
    return !first_half_zero && !address.is_link_local() && !site_local && !address.is_multicast() &&
           address.scope_id() == 0;
}

/// The first of the ports that systems give to who asks for none; here and there they begin higher.
constexpr std::uint16_t kFirstGivenOut = 32'768;

/// The private networks of IPv4, carriers' included, numbered; 0 is none of them.
int private_range(const ip::address_v4& address)
{
    const auto bytes = address.to_bytes();
    if (bytes[0] == 10)
        return 1;
    if (bytes[0] == 172 && (bytes[1] & 0xf0U) == 16)
        return 2;
    if (bytes[0] == 192 && bytes[1] == 168)
        return 3;
    return bytes[0] == 100 && (bytes[1] & 0xc0U) == 64 ? 4 : 0;
}

bool is_private(const ip::address& address)
{
    return address.is_v4() ? private_range(address.to_v4()) != 0
                           : (address.to_v6().to_bytes()[0] & 0xfeU) == 0xfc;
}

/// Of two private addresses. A site has one prefix of 48 bits of IPv6 (RFC 4193).
bool in_the_same_range(const ip::address& a, const ip::address& b)
{
    if (a.is_v4() != b.is_v4())
        return false;
    if (a.is_v4())
        return private_range(a.to_v4()) == private_range(b.to_v4());
    const auto bytes = a.to_v6().to_bytes();
    const auto others = b.to_v6().to_bytes();
    return std::equal(bytes.begin(), bytes.begin() + 6, others.begin());
}

/// Bridges of containers and virtual machines: nobody outside this computer is there.
bool is_inside(std::string_view interface)
{
    constexpr auto kPrefixes =
        std::to_array<std::string_view>({"docker", "br-", "virbr", "veth", "lxc", "lxd"});
    return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](auto prefix) { return interface.starts_with(prefix); });
}

int rank(const InterfaceAddress& each)
{
    if (is_inside(each.interface))
        return 3;
    if (each.address.is_v6())
        return 2;
    return is_private(each.address) ? 0 : 1;
}

std::optional<ip::address> address_of(const sockaddr* from)
{
    if (from == nullptr)
        return std::nullopt;
    if (from->sa_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(from);
        return ip::make_address_v4(ntohl(v4->sin_addr.s_addr));
    }
    if (from->sa_family != AF_INET6)
        return std::nullopt;
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(from);
    ip::address_v6::bytes_type bytes;
    std::copy(std::begin(v6->sin6_addr.s6_addr), std::end(v6->sin6_addr.s6_addr), bytes.begin());
    return ip::make_address_v6(bytes, v6->sin6_scope_id);
}

std::vector<InterfaceAddress> addresses_of_interfaces()
{
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0)
        return {};
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner{list, &freeifaddrs};
    std::vector<InterfaceAddress> out;
    for (const auto* each = list; each != nullptr; each = each->ifa_next) {
        const auto address = address_of(each->ifa_addr);
        if (address && (each->ifa_flags & IFF_UP) != 0 && (each->ifa_flags & IFF_RUNNING) != 0)
            out.push_back({each->ifa_name, *address});
    }
    return out;
}

} // namespace

bool is_usable_address(const ip::address& address, bool allow_loopback)
{
    const auto judged = plain(address);
    return judged.is_v4() ? is_usable(judged.to_v4(), allow_loopback)
                          : is_usable(judged.to_v6(), allow_loopback);
}

std::vector<tcp::endpoint> judge_candidates(const std::vector<std::string>& texts, bool allow_loopback)
{
    std::vector<tcp::endpoint> out;
    for (const auto& text : texts) {
        if (out.size() == kMaxCandidates)
            break;
        const auto place = parse_address(text);
        if (!place)
            continue;
        boost::system::error_code is_a_name;
        const auto address = ip::make_address(place->host, is_a_name);
        if (is_a_name || !is_usable_address(address, allow_loopback))
            continue;
        const tcp::endpoint endpoint{plain(address), place->port};
        if (std::find(out.begin(), out.end(), endpoint) == out.end())
            out.push_back(endpoint);
    }
    return out;
}

bool leads_to_a_side(const ip::address& address, std::uint16_t port, const std::vector<ip::address>& own)
{
    if (port != kDirectPort && port < kFirstGivenOut)
        return false;
    const auto named = plain(address);
    return !is_private(named) || std::any_of(own.begin(), own.end(), [&](const auto& each) {
        return in_the_same_range(named, each);
    });
}

bool is_inner_address(const ip::address& address)
{
    const auto named = plain(address);
    if (named.is_v6())
        return named.to_v6().is_link_local() || named.is_loopback() || is_private(named);
    const auto bytes = named.to_v4().to_bytes();
    return is_private(named) || named.is_loopback() || (bytes[0] == 169 && bytes[1] == 254);
}

std::vector<ip::address> own_addresses()
{
    std::vector<ip::address> out;
    for (const auto& each : addresses_of_interfaces())
        if (!is_inside(each.interface) && is_usable_address(each.address))
            out.push_back(each.address);
    return out;
}

std::vector<ip::address> choose_candidates(std::vector<InterfaceAddress> all, bool allow_loopback)
{
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    std::vector<ip::address> out;
    std::vector<std::string> interfaces;
    for (const auto& each : all) {
        if (out.size() == kMaxCandidates || !is_usable_address(each.address, allow_loopback) ||
            std::find(out.begin(), out.end(), each.address) != out.end() ||
            std::count(interfaces.begin(), interfaces.end(), each.interface) >=
                static_cast<std::ptrdiff_t>(kMaxPerInterface))
            continue;
        out.push_back(each.address);
        interfaces.push_back(each.interface);
    }
    return out;
}

std::vector<std::string> own_candidates(std::uint16_t port, bool allow_loopback)
{
    std::vector<std::string> out;
    for (const auto& each : choose_candidates(addresses_of_interfaces(), allow_loopback))
        out.push_back(to_string(Address{each.to_string(), port}));
    return out;
}

} // namespace cordee::transport
