#include "protocol/paths.hpp"

#include <cordee/ext/files.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace cordee::transfer {
namespace {

constexpr std::size_t kNameMost = 255;

/// One code point off the front of strict UTF-8; nothing, and nothing taken, where it is none.
std::optional<char32_t> next_code_point(std::string_view& text)
{
    const auto first = static_cast<std::uint8_t>(text[0]);
    if (first < 0x80) {
        text.remove_prefix(1);
        return first;
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return std::nullopt;
    char32_t out = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if ((byte & 0xc0) != 0x80)
            return std::nullopt;
        out = out << 6 | (byte & 0x3fu);
    }
    static constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (out < kSmallest[length] || out > 0x10ffff || (out >= 0xd800 && out <= 0xdfff))
        return std::nullopt;
    text.remove_prefix(length);
    return out;
}

/// Controls, separators of lines, marks of direction, and what has no width.
bool misleads(char32_t point)
{
    static constexpr struct {
        char32_t first, last;
    } kRanges[] = {{0, 0x1f},        {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},    {0x115f, 0x1160},
                   {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},  {0x3164, 0x3164},
                   {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};
    return std::any_of(std::begin(kRanges), std::end(kRanges),
                       [point](const auto& range) { return point >= range.first && point <= range.last; });
}

template <class Value>
void write_out(std::string& out, const char* form, Value value)
{
    char text[16];
    std::snprintf(text, sizeof text, form, static_cast<unsigned>(value));
    out += text;
}

} // namespace

bool is_path(std::string_view path)
{
    if (path.empty() || path.size() > CORDEE_PATH_MOST || path.find('\0') != std::string_view::npos)
        return false;
    unsigned depth = 0;
    for (std::size_t from = 0; from <= path.size();) {
        const auto slash = std::min(path.find('/', from), path.size());
        const auto part = path.substr(from, slash - from);
        if (part.empty() || part == "." || part == ".." || part.size() > kNameMost ||
            ++depth > CORDEE_PATH_DEPTH)
            return false;
        from = slash + 1;
    }
    return true;
}

std::string joined(std::string_view folder, std::string_view name)
{
    std::string out{folder};
    if (!folder.empty() && !name.empty())
        out += '/';
    out += name;
    return out;
}

std::string_view last_part(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string numbered(std::string_view path, unsigned number)
{
    const auto name = last_part(path);
    const auto dot = name.rfind('.');
    const bool has_end = dot != std::string_view::npos && dot > 0 && name.size() - dot <= 16;
    std::string_view stem = has_end ? name.substr(0, dot) : name;
    const std::string_view end = has_end ? name.substr(dot) : std::string_view{};
    const std::string mark = " (" + std::to_string(number) + ")";
    stem = stem.substr(0, kNameMost - mark.size() - end.size());
    return joined(folder_of(path), std::string{stem} + mark + std::string{end});
}

std::string shown(std::string_view name)
{
    std::string out;
    while (!name.empty()) {
        const auto before = name;
        const auto point = next_code_point(name);
        if (!point) {
            write_out(out, "\\x%02x", static_cast<std::uint8_t>(name[0]));
            name.remove_prefix(1);
        } else if (misleads(*point)) {
            write_out(out, "\\u{%x}", *point);
        } else {
            out += before.substr(0, before.size() - name.size());
        }
    }
    return out;
}

} // namespace cordee::transfer
