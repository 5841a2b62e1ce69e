// Who may say for whom it speaks: load balancers in front of this relay.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <string>
#include <vector>

namespace cordee::relay {

class TrustedProxies {
public:
    TrustedProxies() = default;
    /// Each is an address or a network, "192.0.2.7" or "2001:db8::/32". Throws UsageError that names the one
    /// that is neither.
    explicit TrustedProxies(const std::vector<std::string>& list);

    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

private:
    std::vector<boost::asio::ip::network_v4> four_;
    std::vector<boost::asio::ip::network_v6> six_;
};

} // namespace cordee::relay
