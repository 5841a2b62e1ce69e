#include "apps/relay/labels.hpp"

#include <array>

namespace cordee::relay {
namespace {

constexpr std::array<std::string_view, kRefusalKinds> kRefusalNames{
    "silent", "garbage", "proxy", "ticket", "expired", "used", "full", "shed", "absent", "draining"};
constexpr std::array<std::string_view, kCarrierKinds> kCarrierNames{"native", "http", "https",
                                                                    "http long-poll", "https long-poll"};

} // namespace

std::string_view to_string(Refusal refusal)
{
    return kRefusalNames.at(static_cast<std::size_t>(refusal));
}

std::string_view to_string(CarriedBy carrier)
{
    return kCarrierNames.at(static_cast<std::size_t>(carrier));
}

CarriedBy carrier_named(std::string_view name)
{
    std::size_t at = 0;
    while (at + 1 < kCarrierKinds && kCarrierNames.at(at) != name)
        ++at;
    return static_cast<CarriedBy>(at);
}

} // namespace cordee::relay
