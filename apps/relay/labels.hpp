// By what a relay tells apart what it counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cordee::relay {

/// Why somebody was not served.
enum class Refusal : std::uint8_t {
    silent,  ///< said nothing, or not enough, in time
    garbage, ///< spoke what nobody here understands
    proxy,   ///< a trusted proxy did not say for whom it speaks
    ticket,  ///< ticket or proof is not right
    expired,
    used,
    full,     ///< no room for another one, from this address or at all
    shed,     ///< had to make room before it had shown a ticket
    absent,   ///< the other side did not come
    draining, ///< the relay is about to end
    count
};

/// What a side comes by.
enum class CarriedBy : std::uint8_t { native, http, https, http_poll, https_poll, count };

inline constexpr auto kRefusalKinds = static_cast<std::size_t>(Refusal::count);
inline constexpr auto kCarrierKinds = static_cast<std::size_t>(CarriedBy::count);

std::string_view to_string(Refusal refusal);
std::string_view to_string(CarriedBy carrier);
/// From what a leg calls it, "https long-poll".
CarriedBy carrier_named(std::string_view name);

} // namespace cordee::relay
