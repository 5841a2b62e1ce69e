// The HTTP proxy that a network demands: where it is written down, and for whom it is used.
#pragma once

#include "core/transport/address.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::transport {

/// The password is wiped when the last copy goes, and nothing here prints it.
struct Proxy {
    Address address;
    std::string user;     ///< empty: the proxy is asked without a name
    std::string password; ///< both as they are, without percent signs

    Proxy() = default;
    Proxy(Address at, std::string name = {}, std::string secret = {});
    Proxy(const Proxy&) = default;
    Proxy& operator=(const Proxy&) = default;
    ~Proxy();
};

struct ProxySettings {
    std::optional<Proxy> proxy;
    /// Whom it is not used for: "example.org" with everything under it, "192.0.2.7", "10.0.0.0/8", "*".
    std::vector<std::string> except;
};

/// "http://user:password@host:port"; user and password may be absent, the port (80) and a last "/" too.
/// Special characters in name and password are percent-encoded. Errc::unsupported for another kind of proxy,
/// Errc::malformed for what is none.
Result<Proxy> parse_proxy(std::string_view text);
/// A list as in no_proxy: separated by commas or spaces.
std::vector<std::string> parse_proxy_exceptions(std::string_view text);

/// From https_proxy, HTTPS_PROXY, http_proxy, all_proxy, ALL_PROXY (the first that is set) and no_proxy,
/// NO_PROXY. `get` returns nullptr for a variable that is not set. A proxy that cannot be used is an error,
/// so that a person learns of it.
Result<ProxySettings> proxy_of_environment(const std::function<const char*(const char*)>& get);
/// Of this process.
Result<ProxySettings> proxy_of_environment();

/// Whether an exception fits the host: a name, or an address without brackets.
bool is_excepted(const std::vector<std::string>& except, std::string_view host);

} // namespace cordee::transport
