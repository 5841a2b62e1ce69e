#include "core/plugin/plain_text.hpp"

#include <algorithm>
#include <vector>

namespace cordee::plugin {
namespace {

constexpr std::size_t kMostName = 64;
constexpr std::size_t kMostDigits = 15;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Of the character at the front; 0 when it is none.
std::size_t utf8_size(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size)
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    const bool bad = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                     (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
    return bad ? 0 : size;
}

/// Takes from the front as long as it fits; every function says whether it did.
class FlatReader {
public:
    explicit FlatReader(std::string_view text) : rest_{text} {}

    bool object()
    {
        if (!mark('{'))
            return false;
        if (mark('}'))
            return end();
        do
            if (!member())
                return false;
        while (mark(','));
        return mark('}') && end();
    }

private:
    bool member() { return key() && mark(':') && value(); }

    bool key()
    {
        if (!mark('"'))
            return false;
        const auto plain = [](char c) {
            return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        };
        const auto name = run(plain);
        const bool fresh = std::find(keys_.begin(), keys_.end(), name) == keys_.end();
        keys_.push_back(name);
        return !name.empty() && name.size() <= kMostName && fresh && next('"');
    }

    bool value()
    {
        space();
        if (next('"'))
            return text();
        return word("true") || word("false") || number();
    }

    bool text()
    {
        while (!rest_.empty()) {
            if (next('"'))
                return true;
            if (!character())
                return false;
        }
        return false;
    }

    bool character()
    {
        if (next('\\'))
            return escape();
        const auto size = utf8_size(rest_);
        const bool good = size != 0 && static_cast<unsigned char>(rest_.front()) >= 0x20;
        rest_.remove_prefix(good ? size : 0);
        return good;
    }

    /// Halves of pairs of UTF-16 are refused: readers differ about them.
    bool escape()
    {
        if (rest_.empty())
            return false;
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (c != 'u')
            return std::string_view{"\"\\/bfnrt"}.find(c) != std::string_view::npos;
        const auto digits = rest_.substr(0, 4);
        rest_.remove_prefix(digits.size());
        if (digits.size() != 4 || !std::all_of(digits.begin(), digits.end(), is_hex))
            return false;
        const bool half = (digits[0] == 'd' || digits[0] == 'D') && digits[1] > '7';
        return !half && digits != "0000";
    }

    bool number()
    {
        next('-');
        const auto whole = run(is_digit);
        if (whole.empty() || whole.size() > kMostDigits || (whole.size() > 1 && whole.front() == '0'))
            return false;
        if (next('.') && !digits(kMostDigits))
            return false;
        if (!next('e') && !next('E'))
            return true;
        if (!next('+'))
            next('-');
        return digits(2);
    }
    bool digits(std::size_t most)
    {
        const auto found = run(is_digit);
        return !found.empty() && found.size() <= most;
    }

    bool end()
    {
        space();
        return rest_.empty();
    }
    bool mark(char c)
    {
        space();
        return next(c);
    }
    void space()
    {
        run([](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    }
    bool next(char c)
    {
        const bool found = !rest_.empty() && rest_.front() == c;
        rest_.remove_prefix(found ? 1 : 0);
        return found;
    }
    bool word(std::string_view text)
    {
        const bool found = rest_.substr(0, text.size()) == text;
        rest_.remove_prefix(found ? text.size() : 0);
        return found;
    }
    template <class Belongs>
    std::string_view run(Belongs belongs)
    {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
        const auto out = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(out.size());
        return out;
    }

    std::string_view rest_;
    std::vector<std::string_view> keys_;
};

} // namespace

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto size = utf8_size(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

bool is_plain_name(std::string_view text)
{
    return !text.empty() && text.size() <= kMostName && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_flat_object(std::string_view text)
{
    return FlatReader{text}.object();
}

} // namespace cordee::plugin
