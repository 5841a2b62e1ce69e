#include "apps/broker/relays/relay_spec.hpp"

#include "apps/broker/policy/module_access.hpp"
#include "core/transport/address.hpp"

#include <algorithm>

namespace cordee::broker {

bool is_relay_id(std::string_view text)
{
    return is_plain_name(text) && text.front() != '.';
}

Result<void> read_place(std::string_view text, RelaySpec& into)
{
    const auto plus = std::min(text.find('+'), text.size());
    const auto first = transport::parse_address(text.substr(0, plus));
    if (first.has_error())
        return Errc::malformed;
    std::vector<std::uint16_t> ports{first->port};
    for (auto rest = text.substr(plus); !rest.empty();) {
        rest.remove_prefix(1);
        const auto end = std::min(rest.find('+'), rest.size());
        // The same rules for every port: those of an address.
        const auto next = transport::parse_address("x:" + std::string{rest.substr(0, end)});
        if (next.has_error() || ports.size() == kMaxPorts || std::ranges::count(ports, next->port) != 0)
            return Errc::malformed;
        ports.push_back(next->port);
        rest.remove_prefix(end);
    }
    into.host = first->host;
    into.ports = std::move(ports);
    return {};
}

Result<void> read_named_place(std::string_view text, RelaySpec& into)
{
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !is_plain_name(text.substr(0, equals)))
        return Errc::malformed;
    into.id = text.substr(0, equals);
    return read_place(text.substr(equals + 1), into);
}

} // namespace cordee::broker
