#include "core/transport/proxy_answer.hpp"

#include <algorithm>

namespace cordee::transport {
namespace {

constexpr std::string_view kVersion = "HTTP/1.";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kStatusAt = kVersion.size() + 2; // behind "HTTP/1.1 "
constexpr std::size_t kStatusSize = 3;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::string lower_case(std::string_view text)
{
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string base64(std::string_view text)
{
    auto out = to_base64url(as_view(text));
    std::replace(out.begin(), out.end(), '-', '+');
    std::replace(out.begin(), out.end(), '_', '/');
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

void wipe_credentials(std::string& text)
{
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

bool offers_basic(std::string_view head)
{
    const auto lines = lower_case(head);
    for (auto at = lines.find("\r\nproxy-authenticate:"); at != std::string::npos;
         at = lines.find("\r\nproxy-authenticate:", at + 1)) {
        const auto line = std::string_view{lines}.substr(at + 2, lines.find("\r\n", at + 2) - at - 2);
        if (line.find("basic") != std::string_view::npos)
            return true;
    }
    return false;
}

} // namespace

Result<std::optional<ProxyAnswer>> parse_proxy_answer(std::string_view received)
{
    if (received.substr(0, kVersion.size()) != kVersion.substr(0, received.size()))
        return Errc::malformed;
    const auto end = received.substr(0, kMaxProxyAnswer).find(kHeadEnd);
    if (end == std::string_view::npos) {
        if (received.size() >= kMaxProxyAnswer)
            return Errc::too_large;
        return std::optional<ProxyAnswer>{};
    }
    const auto head = received.substr(0, end + kHeadEnd.size());
    const auto status = head.substr(std::min(kStatusAt, head.size()), kStatusSize);
    const bool well_formed = status.size() == kStatusSize && is_digit(head[kVersion.size()]) &&
                             head[kVersion.size() + 1] == ' ' &&
                             std::all_of(status.begin(), status.end(), is_digit) && status[0] != '0' &&
                             !is_digit(head[kStatusAt + kStatusSize]);
    if (!well_formed)
        return Errc::malformed;
    ProxyAnswer out;
    for (const char digit : status)
        out.status = out.status * 10 + static_cast<unsigned>(digit - '0');
    out.offers_basic = offers_basic(head);
    out.size = head.size();
    return std::optional{out};
}

std::string proxy_request(const Proxy& proxy, const Address& to)
{
    const auto place = to_string(to);
    auto out = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\nUser-Agent: cordee\r\n";
    if (!proxy.user.empty()) {
        auto plain = proxy.user + ":" + proxy.password;
        auto coded = base64(plain);
        out += "Proxy-Authorization: Basic " + coded + "\r\n";
        wipe_credentials(plain);
        wipe_credentials(coded);
    }
    out += "\r\n";
    return out;
}

} // namespace cordee::transport
