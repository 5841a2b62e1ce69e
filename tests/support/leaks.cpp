#include "tests/support/leaks.hpp"

#include <cstring>
#include <unordered_set>

namespace cordee::test {

namespace {

constexpr std::size_t kRun = 32;
constexpr std::size_t kPixels = kRun / 4;

std::string as_bytes(const Picture& picture, bool red_first)
{
    std::string out;
    out.reserve(picture.pixels.size() * 4);
    for (const auto pixel : picture.pixels) {
        const auto red = static_cast<char>(pixel >> 16);
        const auto blue = static_cast<char>(pixel);
        out += {red_first ? red : blue, static_cast<char>(pixel >> 8), red_first ? blue : red, '\0'};
    }
    return out;
}

} // namespace

std::optional<std::size_t> find_text(std::string_view bytes, std::string_view text)
{
    for (std::size_t distance = 1; distance <= 64; ++distance) {
        const auto span = (text.size() - 1) * distance + 1;
        for (std::size_t at = 0; at + span <= bytes.size(); ++at) {
            std::size_t equal = 0;
            while (equal < text.size() && bytes[at + equal * distance] == text[equal])
                ++equal;
            if (equal == text.size())
                return at;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> find_pixels(std::string_view bytes, const std::vector<Picture>& pictures)
{
    std::vector<std::string> drawn;
    for (const auto& picture : pictures)
        for (const bool red_first : {false, true})
            drawn.push_back(as_bytes(picture, red_first));
    std::unordered_set<std::string_view> runs;
    for (const auto& picture : drawn)
        for (std::size_t at = 0; at + kRun <= picture.size(); at += 4) {
            const std::string_view run{picture.data() + at, kRun};
            if (run.substr(4) != run.substr(0, kRun - 4))
                runs.insert(run);
        }
    static_assert(kPixels == 8);
    for (std::size_t at = 0; at + kRun <= bytes.size(); ++at)
        if (runs.contains(bytes.substr(at, kRun)))
            return at;
    return std::nullopt;
}

} // namespace cordee::test
