// Places on the earth, and what light and cables make of the distance between two of them.
#pragma once

#include <optional>

namespace cordee::broker {

/// Degrees; `radius_km` says how far off it may be.
struct Coordinates {
    double latitude = 0;
    double longitude = 0;
    double radius_km = 0;
};

/// Empty for what is no place on the earth, NaN included. A radius that makes no sense becomes the half
/// earth.
std::optional<Coordinates> make_coordinates(double latitude, double longitude, double radius_km = 0);

/// Along the great circle. The radii do not count.
double distance_km(const Coordinates& one, const Coordinates& other);

/// No round trip over that distance is quicker: light in glass goes 200,000 km in a second.
double least_round_trip_ms(double km);
/// What it mostly is, with the detours of cables, without what the last mile adds.
double likely_round_trip_ms(double km);

} // namespace cordee::broker
