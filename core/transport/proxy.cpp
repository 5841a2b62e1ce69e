#include "core/transport/proxy.hpp"

#include "core/base/bytes.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <cstdlib>

namespace cordee::transport {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kMaxProxyText = 1024;
constexpr std::size_t kMaxExceptions = 256;

void wipe_text(std::string& text) noexcept
{
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_text(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char left, char right) { return lower(left) == lower(right); });
}

/// Empty for a percent sign without two digits, and for a control character: those would end a header line.
std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<std::uint8_t>(text[i]);
        if (text[i] == '%') {
            const auto value = from_hex(text.substr(i + 1, 2));
            if (!value || value->size() != 1)
                return std::nullopt;
            byte = value->front();
            i += 2;
        }
        if (byte < 0x20 || byte == 0x7f)
            return std::nullopt;
        out += static_cast<char>(byte);
    }
    return out;
}

/// Cuts the scheme off; only the one that is spoken here is accepted.
Result<std::string_view> without_scheme(std::string_view text)
{
    const auto end = text.find("://");
    if (end == std::string_view::npos)
        return text;
    if (!same_text(text.substr(0, end), "http"))
        return Errc::unsupported;
    return text.substr(end + 3);
}

Result<Address> parse_place(std::string_view text)
{
    if (text.ends_with('/'))
        text.remove_suffix(1);
    const auto colon = text.rfind(':');
    const bool has_port = colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos;
    return has_port ? parse_address(text) : parse_address(std::string{text} + ":80");
}

/// "10.0.0.0/8"
bool is_within(std::string_view network, const ip::address& address)
{
    boost::system::error_code error;
    if (address.is_v4()) {
        const auto whole = ip::make_network_v4(network, error);
        const auto host = ip::network_v4{address.to_v4(), 32};
        return !error && (host.is_subnet_of(whole) || host == whole);
    }
    const auto whole = ip::make_network_v6(network, error);
    const auto host = ip::network_v6{address.to_v6(), 128};
    return !error && (host.is_subnet_of(whole) || host == whole);
}

bool is_same_or_under(std::string_view host, std::string_view domain)
{
    while (domain.starts_with('.') || domain.starts_with('*'))
        domain.remove_prefix(1);
    if (domain.empty() || domain.size() > host.size() ||
        !same_text(host.substr(host.size() - domain.size()), domain))
        return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool fits(std::string_view exception, std::string_view host)
{
    if (exception == "*")
        return true;
    boost::system::error_code is_a_name;
    const auto address = ip::make_address(host, is_a_name);
    if (is_a_name)
        return is_same_or_under(host, exception);
    if (exception.starts_with('[') && exception.ends_with(']'))
        exception = exception.substr(1, exception.size() - 2);
    boost::system::error_code other;
    const auto excepted = ip::make_address(exception, other);
    return other ? is_within(exception, address) : excepted == address;
}

const char* first_of(const std::function<const char*(const char*)>& get,
                     std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (const char* value = get(name); value != nullptr && *value != '\0')
            return value;
    return nullptr;
}

} // namespace

Proxy::Proxy(Address at, std::string name, std::string secret)
    : address{std::move(at)}, user{std::move(name)}, password{std::move(secret)}
{}

Proxy::~Proxy()
{
    wipe_text(password);
}

Result<Proxy> parse_proxy(std::string_view text)
{
    if (text.size() > kMaxProxyText)
        return Errc::too_large;
    const auto rest = without_scheme(text);
    if (!rest)
        return rest.error();
    const auto at = rest->rfind('@');
    const auto place = parse_place(at == std::string_view::npos ? *rest : rest->substr(at + 1));
    if (!place)
        return place.error();
    Proxy out{*place};
    if (at == std::string_view::npos)
        return out;
    const auto who = rest->substr(0, at);
    const auto colon = who.find(':');
    auto user = percent_decoded(who.substr(0, colon));
    auto password = percent_decoded(colon == std::string_view::npos ? "" : who.substr(colon + 1));
    // A name with a colon cannot be said in Basic authentication (RFC 7617).
    if (!user || !password || user->find(':') != std::string::npos)
        return Errc::malformed;
    out.user = std::move(*user);
    out.password = std::move(*password);
    return out;
}

std::vector<std::string> parse_proxy_exceptions(std::string_view text)
{
    std::vector<std::string> out;
    std::string entry;
    for (const char c : text) {
        if (c != ',' && c != ' ' && c != '\t') {
            entry += c;
        } else if (!entry.empty() && out.size() < kMaxExceptions) {
            out.push_back(std::move(entry));
            entry.clear();
        }
    }
    if (!entry.empty() && out.size() < kMaxExceptions)
        out.push_back(std::move(entry));
    return out;
}

Result<ProxySettings> proxy_of_environment(const std::function<const char*(const char*)>& get)
{
    ProxySettings out;
    if (const char* except = first_of(get, {"no_proxy", "NO_PROXY"}))
        out.except = parse_proxy_exceptions(except);
    // Not HTTP_PROXY: in a CGI program a stranger sets it.
    const char* text = first_of(get, {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"});
    if (text == nullptr)
        return out;
    auto proxy = parse_proxy(text);
    if (!proxy)
        return proxy.error();
    out.proxy = std::move(*proxy);
    return out;
}

Result<ProxySettings> proxy_of_environment()
{
    return proxy_of_environment([](const char* name) -> const char* { return std::getenv(name); });
}

bool is_excepted(const std::vector<std::string>& except, std::string_view host)
{
    if (host.ends_with('.'))
        host.remove_suffix(1);
    return std::any_of(except.begin(), except.end(), [&](const auto& each) { return fits(each, host); });
}

} // namespace cordee::transport
