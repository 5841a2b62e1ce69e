#include "core/plugin/folder_path.hpp"

#include <cordee/ext/files.h>

#include <algorithm>
#include <array>
#include <vector>

namespace cordee::plugin {
namespace {

constexpr std::size_t kMostNameBytes = 255;

std::vector<std::string_view> names_of(std::string_view path)
{
    std::vector<std::string_view> out;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        out.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

bool is_entry_name(std::string_view name)
{
    return !name.empty() && name.size() <= kMostNameBytes && name != "." && name != "..";
}

/// FNV-1a. Two names with one hash are only in each other's way.
std::uint64_t hash_of(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text)
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    return hash;
}

std::string sixteen_digits(std::uint64_t number)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out(16, '0');
    for (auto at = out.rbegin(); at != out.rend(); ++at, number >>= 4)
        *at = digits[number & 15];
    return out;
}

/// At most so many bytes, and no half of a character: some file systems take UTF-8 only.
std::string_view cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    while (most > 0 && (static_cast<std::uint8_t>(text[most]) & 0xc0) == 0x80)
        --most;
    return text.substr(0, most);
}

} // namespace

bool is_inside_path(std::string_view path)
{
    if (path.empty() || path.size() > CORDEE_PATH_MOST || path.find('\0') != std::string_view::npos)
        return false;
    const auto names = names_of(path);
    return names.size() <= CORDEE_PATH_DEPTH && std::all_of(names.begin(), names.end(), is_entry_name);
}

bool is_part_name(std::string_view name)
{
    return name.starts_with('.') && name.ends_with(kPartEnding);
}

bool has_part_name(std::string_view path)
{
    const auto names = names_of(path);
    return std::any_of(names.begin(), names.end(), is_part_name);
}

bool is_given(std::string_view path, std::string_view entry)
{
    return entry.empty() || path.substr(0, path.find('/')) == entry;
}

SplitPath split(std::string_view path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return {{}, std::string{path}};
    return {std::string{path.substr(0, slash)}, std::string{path.substr(slash + 1)}};
}

std::string part_name(std::string_view name)
{
    const std::size_t room = kMostNameBytes - 1 - kPartEnding.size();
    std::string out{"."};
    if (name.size() <= room)
        return out.append(name).append(kPartEnding);
    const auto digits = "-" + sixteen_digits(hash_of(name));
    return out.append(cut(name, room - digits.size())).append(digits).append(kPartEnding);
}

bool link_stays_inside(std::string_view path, std::string_view target, std::string_view entry)
{
    if (target.empty() || target.size() > CORDEE_PATH_MOST || target.find('\0') != std::string_view::npos)
        return false;
    auto place = names_of(path);
    place.pop_back(); // the link itself
    auto names = names_of(target);
    while (!names.empty() && names.front() == "..") {
        if (place.empty())
            return false;
        place.pop_back();
        names.erase(names.begin());
    }
    if (!std::all_of(names.begin(), names.end(), is_entry_name) ||
        std::any_of(names.begin(), names.end(), is_part_name))
        return false;
    place.insert(place.end(), names.begin(), names.end());
    return entry.empty() || (!place.empty() && place.front() == entry);
}

} // namespace cordee::plugin
