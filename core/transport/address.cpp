#include "core/transport/address.hpp"

#include <algorithm>
#include <charconv>

namespace cordee::transport {
namespace {

constexpr std::size_t kMaxHost = 253; // RFC 1035, as text

bool is_one_of(char c, std::string_view others)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
}

bool has_form(std::string_view host, std::string_view others)
{
    return !host.empty() && host.size() <= kMaxHost &&
           std::all_of(host.begin(), host.end(), [&](char c) { return is_one_of(c, others); });
}

} // namespace

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0 || text.front() == '0')
        return std::nullopt;
    return port;
}

Result<Address> parse_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return Errc::malformed;
    auto host = text.substr(0, colon);
    const auto port = parse_port(text.substr(colon + 1));
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (!port || !has_form(host, bracketed ? ":." : "-._"))
        return Errc::malformed;
    return Address{std::string{host}, *port};
}

bool is_host(std::string_view text)
{
    if (std::count(text.begin(), text.end(), ':') < 2)
        return has_form(text, "-._");
    return text.size() <= kMaxHost && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
                      c == ':' || c == '.';
           });
}

std::string to_string(const Address& address)
{
    const bool brackets = address.host.find(':') != std::string::npos;
    return (brackets ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

} // namespace cordee::transport
