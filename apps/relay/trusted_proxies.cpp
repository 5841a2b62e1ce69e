#include "apps/relay/trusted_proxies.hpp"

#include "core/base/language.hpp"
#include "core/base/options.hpp"

#include <algorithm>

namespace cordee::relay {
namespace {

namespace ip = boost::asio::ip;

/// What is of IPv4 is so however it is written: contains() looks for it there.
void add(const ip::network_v6& network, std::vector<ip::network_v4>& four, std::vector<ip::network_v6>& six)
{
    constexpr unsigned short kMapped = 96; // bits of ::ffff:0:0
    if (network.prefix_length() >= kMapped && network.address().is_v4_mapped())
        four.emplace_back(ip::make_address_v4(ip::v4_mapped, network.address()),
                          static_cast<unsigned short>(network.prefix_length() - kMapped));
    else
        six.push_back(network);
}

/// A network has to be written without bits behind its prefix, so that a slip is not taken for another one.
bool add_network(const std::string& text, std::vector<ip::network_v4>& four, std::vector<ip::network_v6>& six)
{
    boost::system::error_code not_four;
    boost::system::error_code not_six;
    const auto as_four = ip::make_network_v4(text, not_four);
    if (!not_four && as_four == as_four.canonical())
        four.push_back(as_four);
    const auto as_six = ip::make_network_v6(text, not_six);
    if (!not_six && as_six == as_six.canonical())
        add(as_six, four, six);
    return (!not_four && as_four == as_four.canonical()) || (!not_six && as_six == as_six.canonical());
}

bool add_address(const std::string& text, std::vector<ip::network_v4>& four, std::vector<ip::network_v6>& six)
{
    boost::system::error_code none;
    const auto address = ip::make_address(text, none);
    if (none || (address.is_v6() && address.to_v6().scope_id() != 0))
        return false;
    if (address.is_v4())
        four.emplace_back(address.to_v4(), static_cast<unsigned short>(32));
    else
        add(ip::network_v6{address.to_v6(), 128}, four, six);
    return true;
}

} // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& list)
{
    for (const auto& text : list) {
        const bool network = text.find('/') != std::string::npos;
        if (network ? !add_network(text, four_, six_) : !add_address(text, four_, six_))
            throw UsageError{trf("'{}' is neither an address nor a network", text),
                             std::string{tr("listen.trusted_proxies = [\"192.0.2.7\", \"2001:db8::/32\"]")}};
    }
}

bool TrustedProxies::contains(const ip::address& address) const
{
    const auto in_four = [&](ip::address_v4 one) {
        return std::any_of(four_.begin(), four_.end(), [&](const auto& network) {
            return ip::network_v4{one, network.prefix_length()}.canonical() == network.canonical();
        });
    };
    if (address.is_v4())
        return in_four(address.to_v4());
    auto six = address.to_v6();
    if (six.is_v4_mapped())
        return in_four(ip::make_address_v4(ip::v4_mapped, six));
    six.scope_id(0);
    return std::any_of(six_.begin(), six_.end(), [&](const auto& network) {
        return ip::network_v6{six, network.prefix_length()}.canonical() == network.canonical();
    });
}

} // namespace cordee::relay
