#include "apps/broker/relays/coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cordee::broker {
namespace {

constexpr double kEarthRadiusKm = 6371;
constexpr double kHalfEarthKm = 20'038;
constexpr double kRadian = std::numbers::pi / 180;
constexpr double kLightKmPerMs = 200;
/// Cables are half as long again as the great circle, as a rule.
constexpr double kDetour = 1.5;

} // namespace

std::optional<Coordinates> make_coordinates(double latitude, double longitude, double radius_km)
{
    // Written so that NaN fails too.
    if (!(std::abs(latitude) <= 90 && std::abs(longitude) <= 180))
        return std::nullopt;
    const bool sensible = radius_km >= 0 && radius_km <= kHalfEarthKm;
    return Coordinates{latitude, longitude, sensible ? radius_km : kHalfEarthKm};
}

double distance_km(const Coordinates& one, const Coordinates& other)
{
    const auto up = std::sin((other.latitude - one.latitude) * kRadian / 2);
    const auto along = std::sin((other.longitude - one.longitude) * kRadian / 2);
    const auto chord =
        up * up + std::cos(one.latitude * kRadian) * std::cos(other.latitude * kRadian) * along * along;
    return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::min(1.0, chord)));
}

double least_round_trip_ms(double km)
{
    return 2 * std::max(0.0, km) / kLightKmPerMs;
}

double likely_round_trip_ms(double km)
{
    return least_round_trip_ms(km) * kDetour;
}

} // namespace cordee::broker
