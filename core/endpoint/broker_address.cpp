#include "core/endpoint/broker_address.hpp"

#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <charconv>

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxHost = 253;
constexpr std::string_view kScheme = "https://";

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool is_host_name(std::string_view host)
{
    return !host.empty() && host.size() <= kMaxHost && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string_view::npos &&
           std::all_of(host.begin(), host.end(), is_host_character);
}

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    if (text.empty() || text.size() > 5 || text.front() == '0')
        return std::nullopt;
    std::uint32_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(port);
}

/// Takes the host off the front of the text; empty when there is none.
std::string take_host(std::string_view& text)
{
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos)
            return {};
        const auto inside = std::string{text.substr(1, close - 1)};
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address_v6(inside, error);
        if (error || address.scope_id() != 0)
            return {};
        text.remove_prefix(close + 1);
        return address.to_string();
    }
    std::string host{text.substr(0, text.find(':'))};
    text.remove_prefix(host.size());
    std::transform(host.begin(), host.end(), host.begin(), lower);
    return is_host_name(host) ? host : std::string{};
}

} // namespace

Result<BrokerAddress> parse_authority(std::string_view text)
{
    BrokerAddress out;
    out.host = take_host(text);
    if (out.host.empty())
        return Errc::malformed;
    if (text.empty())
        return out;
    const auto port = text.front() == ':' ? parse_port(text.substr(1)) : std::nullopt;
    if (!port)
        return Errc::malformed;
    out.port = *port;
    return out;
}

std::string format_authority(const BrokerAddress& address)
{
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

Result<BrokerAddress> parse_broker_url(std::string_view text)
{
    if (!text.starts_with(kScheme))
        return Errc::malformed;
    text.remove_prefix(kScheme.size());
    if (text.ends_with('/'))
        text.remove_suffix(1);
    return parse_authority(text);
}

std::string format_broker_url(const BrokerAddress& address)
{
    return std::string{kScheme} + format_authority(address);
}

std::optional<Pin> parse_pin(std::string_view text)
{
    const auto bytes = from_base64url(text);
    return bytes ? to_array<16>(*bytes) : std::nullopt;
}

std::string format_pin(const Pin& pin)
{
    return to_base64url(pin);
}

} // namespace cordee::endpoint
