#include "core/endpoint/broker_address.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kDefaultPort = ":443";

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool has_port(std::string_view text)
{
    const auto bracket = text.rfind(']');
    return text.find(':', bracket == std::string_view::npos ? 0 : bracket) != std::string_view::npos;
}

} // namespace

Result<BrokerAddress> parse_authority(std::string_view text)
{
    std::string complete{text};
    if (!has_port(text))
        complete += kDefaultPort;
    auto address = transport::parse_address(complete);
    if (address)
        std::transform(address->host.begin(), address->host.end(), address->host.begin(), lower);
    return address;
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
    return std::string{kScheme} + transport::to_string(address);
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
