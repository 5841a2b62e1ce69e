#include "core/base/printable.hpp"

#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>

namespace cordee {
namespace {

constexpr int kReplacement = 0xfffd;

/// What moves the cursor, starts an escape sequence or turns the reading direction round.
bool deceives(int c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff;
}

void append_utf8(std::string& to, int c)
{
    unsigned char bytes[4];
    const int n = Poco::UTF8Encoding{}.convert(c, bytes, sizeof bytes);
    to.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(n));
}

} // namespace

std::string printable(std::string_view untrusted, std::size_t max)
{
    // More bytes than this cannot be needed for max characters.
    const std::string text{untrusted.substr(0, max * 4 + 4)};
    const Poco::UTF8Encoding utf8;
    Poco::TextIterator it{text, utf8};
    const Poco::TextIterator end{text};
    std::string out;
    std::size_t count = 0;
    for (; it != end; ++it) {
        if (count++ == max)
            return out + "…";
        const int c = *it;
        append_utf8(out, deceives(c) ? kReplacement : c);
    }
    return out;
}

} // namespace cordee
