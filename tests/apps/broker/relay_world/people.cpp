#include "tests/apps/broker/relay_world/people.hpp"

#include "tests/apps/broker/relay_world/earth.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace cordee::world {
namespace {

using Engine = std::mt19937_64;

double even(Engine& engine, double from, double to)
{
    return std::uniform_real_distribution{from, to}(engine);
}

bool happens(Engine& engine, double chance)
{
    return even(engine, 0, 1) < chance;
}

std::size_t draw(Engine& engine, const std::vector<double>& weights)
{
    return std::discrete_distribution<std::size_t>{weights.begin(), weights.end()}(engine);
}

std::vector<double> people_everywhere()
{
    std::vector<double> out;
    for (const auto& city : cities())
        out.push_back(city.people);
    return out;
}

/// Mostly the neighbours of the operator's city.
std::vector<std::vector<double>> people_around()
{
    std::vector<std::vector<double>> out;
    for (const auto& centre : cities()) {
        auto& weights = out.emplace_back();
        for (const auto& city : cities())
            weights.push_back(city.people * std::exp(-broker::distance_km(centre.place, city.place) / 1000));
    }
    return out;
}

/// From 0.1 at night to 1 at two in the afternoon.
double activity(double utc_hour, double longitude)
{
    const auto local = utc_hour + longitude / 15;
    const auto wave = std::cos((local - 14) / 24 * 2 * 3.14159265358979);
    return 0.1 + 0.9 * std::pow((1 + wave) / 2, 2);
}

/// Mostly right; sometimes nothing, coarse, or the place of a provider far away.
std::optional<broker::Coordinates> as_a_database_says(Engine& engine, const City& city)
{
    const auto luck = even(engine, 0, 1);
    if (luck < 0.10)
        return std::nullopt;
    if (luck < 0.14) {
        const auto& wrong =
            cities()[static_cast<std::size_t>(even(engine, 0, 1) * static_cast<double>(cities().size()))];
        return broker::make_coordinates(wrong.place.latitude, wrong.place.longitude, 200);
    }
    const double off = luck < 0.20 ? 3 : 0;
    return broker::make_coordinates(city.place.latitude + even(engine, -off, off),
                                    city.place.longitude + even(engine, -off, off), off > 0 ? 500 : 50);
}

Person person_of(Engine& engine, std::size_t city)
{
    const auto& home = cities()[city];
    Person out{city, home.place};
    out.place.latitude += even(engine, -0.4, 0.4);
    out.place.longitude += even(engine, -0.4, 0.4);
    // Glass, copper, air.
    const auto luck = even(engine, 0, 1);
    out.last_mile_ms = luck < 0.4   ? even(engine, 1, 4)
                       : luck < 0.8 ? even(engine, 6, 18)
                                    : even(engine, 20, 50);
    out.believed_place = as_a_database_says(engine, home);
    return out;
}

} // namespace

std::vector<Help> sessions_of(const Demand& demand, std::uint64_t seed)
{
    Engine engine{seed};
    const auto everywhere = people_everywhere();
    const auto around = people_around();
    // Most are short, a few take hours; the mean of exp(normal) is exp(mu + sigma^2 / 2).
    constexpr double kSigma = 1;
    std::lognormal_distribution minutes{std::log(demand.mean_minutes) - kSigma * kSigma / 2, kSigma};
    std::vector<Help> out;
    while (out.size() < demand.sessions) {
        const auto hour = even(engine, 0, demand.hours);
        const auto city = draw(engine, everywhere);
        if (!happens(engine, activity(demand.first_hour + hour, cities()[city].place.longitude)))
            continue;
        const auto other = happens(engine, 0.8) ? draw(engine, around[city]) : draw(engine, everywhere);
        out.push_back({hour * 3600, 60 * std::clamp(minutes(engine), 0.5, 480.0), person_of(engine, city),
                       person_of(engine, other)});
    }
    std::ranges::sort(out, {}, &Help::begins);
    return out;
}

} // namespace cordee::world
