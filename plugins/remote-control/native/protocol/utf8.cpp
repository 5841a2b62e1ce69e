#include "protocol/utf8.hpp"

namespace cordee::remote {

std::optional<char32_t> next_code_point(View& text)
{
    if (text.empty())
        return std::nullopt;
    const std::uint8_t first = text[0];
    if (first < 0x80) {
        text = text.subspan(1);
        return first;
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return std::nullopt;
    char32_t out = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((text[i] & 0xc0) != 0x80)
            return std::nullopt;
        out = out << 6 | (text[i] & 0x3fu);
    }
    static constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (out < kSmallest[length] || out > 0x10ffff || (out >= 0xd800 && out <= 0xdfff))
        return std::nullopt;
    text = text.subspan(length);
    return out;
}

bool valid_utf8(View text)
{
    while (!text.empty())
        if (!next_code_point(text))
            return false;
    return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t max)
{
    if (text.size() <= max)
        return text;
    while (max > 0 && (static_cast<std::uint8_t>(text[max]) & 0xc0) == 0x80)
        --max;
    return text.substr(0, max);
}

} // namespace cordee::remote
