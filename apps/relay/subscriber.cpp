#include "apps/relay/subscriber.hpp"

#include <algorithm>
#include <cstdint>

namespace cordee::relay {

namespace ip = boost::asio::ip;

ip::address subscriber(const ip::address& address)
{
    if (address.is_v4())
        return address;
    const auto six = address.to_v6();
    if (six.is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, six);
    auto bytes = six.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6{bytes};
}

} // namespace cordee::relay
