#include "apps/relay-reporter/load.hpp"

#include "core/base/json.hpp"
#include "core/base/printable.hpp"

namespace cordee::reporter {
namespace {

constexpr double kMostNumber = 1e12;
constexpr std::size_t kMaxVersion = 32;

/// False when it is not there, negative or absurd.
bool read_number(const json::Object& object, const char* key, double most, double& into)
{
    const auto number = json::get_number(object, key);
    if (!number || *number < 0 || *number > most)
        return false;
    into = *number;
    return true;
}

bool read_count(const json::Object& object, const char* key, std::int64_t& into)
{
    double number = 0;
    if (!read_number(object, key, kMostNumber, number))
        return false;
    into = static_cast<std::int64_t>(number);
    return true;
}

} // namespace

Result<Load> read_load(std::string_view text, std::string_view id)
{
    if (text.size() > kMaxLoadText)
        return Errc::too_large;
    const auto object = json::parse(text);
    if (!object)
        return Errc::malformed;
    if (json::get_string(**object, "id") != std::string{id})
        return Errc::not_permitted;
    Load out;
    out.version = printable(json::get_string(**object, "version").value_or(""), kMaxVersion);
    const auto draining = json::get_bool(**object, "draining");
    if (!read_count(**object, "sessions", out.sessions) || !read_count(**object, "capacity", out.capacity) ||
        !read_count(**object, "entries", out.entries) ||
        !read_number(**object, "bytes_per_second", kMostNumber, out.bytes_per_second) ||
        !read_number(**object, "loop_lag_ms", kMostNumber, out.loop_lag_ms) ||
        !read_number(**object, "cpu", kMostNumber, out.cpu) ||
        !read_number(**object, "index", 1, out.index) || !draining)
        return Errc::malformed;
    out.draining = *draining;
    return out;
}

} // namespace cordee::reporter
