#include "rules.hpp"

#include "protocol/paths.hpp"

#include <algorithm>
#include <fnmatch.h>

namespace cordee::transfer {
namespace {

/// Upper and lower case are one: "*.exe" is also meant for "SETUP.EXE".
bool one_fits(const std::vector<std::string>& list, const std::string& name)
{
    return std::any_of(list.begin(), list.end(), [&](const std::string& pattern) {
        return fnmatch(pattern.c_str(), name.c_str(), FNM_CASEFOLD | FNM_NOESCAPE) == 0;
    });
}

} // namespace

Trouble Rules::check(std::string_view path, std::uint64_t size) const
{
    if (max_size != 0 && size > max_size)
        return Trouble::too_large;
    const std::string name{last_part(path)};
    if ((!allowed.empty() && !one_fits(allowed, name)) || one_fits(refused, name))
        return Trouble::bad_name;
    return Trouble::none;
}

std::vector<std::string> patterns(std::string_view text)
{
    std::vector<std::string> out;
    constexpr std::string_view kBetween = ", \t\n";
    for (;;) {
        const auto begin = text.find_first_not_of(kBetween);
        if (begin == std::string_view::npos)
            return out;
        const auto end = std::min(text.find_first_of(kBetween, begin), text.size());
        out.emplace_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
}

} // namespace cordee::transfer
