#include "apps/broker/relays/relay_report.hpp"

#include "core/base/printable.hpp"
#include "core/transport/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cordee::broker {
namespace {

constexpr double kMostReported = 1e12;
constexpr double kPlaceUnits = 10'000; ///< in a degree: some ten metres
constexpr std::size_t kMaxReportedVersion = 32;

bool read_figure(const json::Object& object, const char* key, double most, double& into)
{
    const auto number = json::get_number(object, key);
    if (!number || *number < 0 || *number > most)
        return false;
    into = *number;
    return true;
}

Result<ReportedLoad> load_from_json(const json::Object& object)
{
    ReportedLoad out;
    out.version = json::get_string(object, "version").value_or("");
    const auto draining = json::get_bool(object, "draining");
    if (out.version.size() > kMaxReportedVersion || printable(out.version) != out.version || !draining ||
        !read_figure(object, "sessions", kMostReported, out.sessions) ||
        !read_figure(object, "capacity", kMostReported, out.capacity) ||
        !read_figure(object, "entries", kMostReported, out.entries) ||
        !read_figure(object, "bytes_per_second", kMostReported, out.bytes_per_second) ||
        !read_figure(object, "loop_lag_ms", kMostReported, out.loop_lag_ms) ||
        !read_figure(object, "cpu", kMostReported, out.cpu) || !read_figure(object, "index", 1, out.index))
        return Errc::malformed;
    out.draining = *draining;
    return out;
}

bool read_reported_ports(const json::Object& object, std::vector<std::uint16_t>& into)
{
    const auto listed = json::get_integers(object, "ports");
    if (!listed || listed->empty() || listed->size() > kMaxPorts)
        return false;
    into.clear();
    for (const auto number : *listed) {
        const auto port = static_cast<std::uint16_t>(number);
        if (number < 1 || number > 65535 || std::ranges::count(into, port) != 0)
            return false;
        into.push_back(port);
    }
    return true;
}

bool read_reported_encapsulations(const json::Object& object, std::vector<transport::Encapsulation>& into)
{
    const auto names = json::get_strings(object, "encapsulations");
    if (!names || names->empty() || names->size() > 3)
        return false;
    into.clear();
    for (const auto& name : *names) {
        const auto known = transport::parse_encapsulation(name);
        if (!known || std::ranges::count(into, *known) != 0)
            return false;
        into.push_back(*known);
    }
    return true;
}

bool read_where(const json::Object& object, RelayReport& into)
{
    if (object.has("region")) {
        into.region = json::get_string(object, "region").value_or("");
        if (!is_region(into.region))
            return false;
    }
    if (object.has("at")) {
        into.place = place_from_text(json::get_string(object, "at").value_or(""));
        return into.place.has_value();
    }
    return true;
}

} // namespace

bool is_same_registration(const RelayReport& one, const RelayReport& other)
{
    return one.spec == other.spec && one.region == other.region && one.interval == other.interval &&
           place_to_text(one.place) == place_to_text(other.place);
}

Result<RelayReport> relay_report_from_json(const json::Object& object)
{
    RelayReport out;
    out.spec.host = json::get_string(object, "host").value_or("");
    const auto udp = json::get_bool(object, "udp");
    const auto interval = json::get_integer(object, "interval_ms");
    if (!transport::is_host(out.spec.host) || !read_reported_ports(object, out.spec.ports) ||
        !read_reported_encapsulations(object, out.spec.encapsulations) || !udp || !interval ||
        !read_where(object, out))
        return Errc::malformed;
    out.spec.udp = *udp;
    out.interval = std::chrono::milliseconds{std::clamp<std::int64_t>(*interval, 0, 1'000'000)};
    if (out.interval < kLeastInterval || out.interval > kMostInterval)
        return Errc::malformed;
    if (!object.has("load"))
        return out;
    const auto load = json::get_object(object, "load");
    if (load.isNull())
        return Errc::malformed;
    auto read = load_from_json(*load);
    if (read.has_error())
        return read.error();
    out.load = std::move(*read);
    return out;
}

std::optional<Coordinates> place_from_text(std::string_view text)
{
    const auto comma = text.find(',');
    if (comma == std::string_view::npos || text.size() > 64)
        return std::nullopt;
    double numbers[2]{};
    const std::string_view parts[2]{text.substr(0, comma), text.substr(comma + 1)};
    for (int i = 0; i < 2; ++i) {
        const auto end = parts[i].data() + parts[i].size();
        const auto [stopped, error] =
            std::from_chars(parts[i].data(), end, numbers[i], std::chars_format::fixed);
        if (error != std::errc{} || stopped != end || !(std::abs(numbers[i]) <= 180))
            return std::nullopt;
        numbers[i] = std::round(numbers[i] * kPlaceUnits) / kPlaceUnits;
    }
    return make_coordinates(numbers[0], numbers[1]);
}

std::string place_to_text(const std::optional<Coordinates>& place)
{
    return place ? fmt::format("{},{}", place->latitude, place->longitude) : std::string{};
}

bool is_region(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && text.find(' ') == std::string_view::npos &&
           printable(std::string{text}) == text;
}

} // namespace cordee::broker
