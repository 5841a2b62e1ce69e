#include "core/endpoint/connection_choice.hpp"

#include "core/base/language.hpp"

#include <charconv>

namespace cordee::endpoint {
namespace {

UsageError does_not_fit(const char* key, std::string hint)
{
    return UsageError{trf("the value of '{}' does not fit", key), std::move(hint)};
}

std::uint16_t port_of(const std::string& text, const char* key)
{
    std::uint16_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size() || out == 0)
        throw does_not_fit(key, R"(["443", "80"])");
    return out;
}

transport::ProxySettings proxy_of(const EndpointSettings& settings)
{
    if (settings.proxy->empty()) {
        auto found = transport::proxy_of_environment();
        if (!found)
            throw UsageError{std::string{tr("the proxy that the environment names cannot be used")},
                             std::string{tr("https_proxy has the form http://user:password@host:port")}};
        return std::move(*found);
    }
    transport::ProxySettings out;
    if (*settings.proxy == "none")
        return out;
    auto proxy = transport::parse_proxy(*settings.proxy);
    if (!proxy)
        throw does_not_fit("connection.proxy", "http://user:password@host:port | none");
    out.proxy = std::move(*proxy);
    return out;
}

} // namespace

ConnectionChoice connection_choice(const EndpointSettings& settings)
{
    ConnectionChoice out;
    for (const auto& text : *settings.ports)
        out.ports.push_back(port_of(text, "connection.ports"));
    for (const auto& text : *settings.encapsulations) {
        const auto encapsulation = transport::parse_encapsulation(text);
        if (!encapsulation)
            throw does_not_fit("connection.encapsulations", R"(["native", "https", "http"])");
        out.encapsulations.push_back(*encapsulation);
    }
    out.network.proxy = proxy_of(settings);
    out.network.direct = *settings.direct;
    out.patience = *settings.patience;
    return out;
}

} // namespace cordee::endpoint
