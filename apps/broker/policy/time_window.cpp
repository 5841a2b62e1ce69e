#include "apps/broker/policy/time_window.hpp"

#include <date/tz.h>
#include <stdexcept>

namespace cordee::broker {
namespace {

const date::time_zone* find_zone(const std::string& name)
{
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

bool has_day(const TimeWindow& window, unsigned iso_day)
{
    return (window.days >> (iso_day - 1) & 1U) != 0;
}

} // namespace

std::optional<bool> is_within(const TimeWindow& window, WallTime time)
{
    const auto* zone = find_zone(window.zone);
    if (zone == nullptr)
        return std::nullopt;
    const auto local = zone->to_local(time);
    const auto day = date::floor<date::days>(local);
    const auto minute = static_cast<int>(date::floor<std::chrono::minutes>(local - day).count());
    const auto today = date::weekday{day}.iso_encoding();
    const auto yesterday = date::weekday{day - date::days{1}}.iso_encoding();
    if (window.from < window.until)
        return has_day(window, today) && minute >= window.from && minute < window.until;
    return (has_day(window, today) && minute >= window.from) ||
           (has_day(window, yesterday) && minute < window.until);
}

bool is_known_zone(const std::string& zone)
{
    return find_zone(zone) != nullptr;
}

} // namespace cordee::broker
