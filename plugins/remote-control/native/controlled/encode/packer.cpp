#include "controlled/encode/packer.hpp"

#include <algorithm>
#include <new>
#include <zstd.h>

namespace cordee::remote {
namespace {

constexpr int kPaletteLevel = 3;
constexpr int kRawLevel = 1;

void write_colour(Bytes& out, std::uint32_t colour)
{
    out.push_back(static_cast<std::uint8_t>(colour >> 16));
    out.push_back(static_cast<std::uint8_t>(colour >> 8));
    out.push_back(static_cast<std::uint8_t>(colour));
}

/// Photographs gain by differences, drawn things lose: those have many equal neighbours.
bool looks_drawn(const Picture& picture, const Rect& area)
{
    std::size_t same = 0;
    for (std::size_t y = area.y; y < area.bottom(); ++y) {
        const std::uint32_t* row = picture.row(y) + area.x;
        for (std::size_t x = 1; x < area.width; ++x)
            same += row[x] == row[x - 1] ? 1 : 0;
    }
    return same * 3 > area.pixels();
}

/// Each component minus that of `left`.
std::uint32_t difference(std::uint32_t pixel, std::uint32_t left)
{
    const std::uint32_t red = ((pixel >> 16) - (left >> 16)) & 0xff;
    const std::uint32_t green = ((pixel >> 8) - (left >> 8)) & 0xff;
    return red << 16 | green << 8 | ((pixel - left) & 0xff);
}

} // namespace

bool includes(const std::vector<std::uint8_t>& encodings, Encoding encoding)
{
    return std::find(encodings.begin(), encodings.end(), static_cast<std::uint8_t>(encoding)) !=
           encodings.end();
}

void Packer::Free::operator()(ZSTD_CCtx_s* context) const
{
    ZSTD_freeCCtx(context);
}

Packer::Packer() : zstd_{ZSTD_createCCtx()}
{
    if (!zstd_)
        throw std::bad_alloc{};
}

void Packer::allow(const std::vector<std::uint8_t>& encodings)
{
    solid_ = includes(encodings, Encoding::solid);
    palette_ = includes(encodings, Encoding::palette);
}

Encoding Packer::pack(const Picture& picture, const Rect& area, Bytes& out)
{
    const bool few = collect(picture, area, table_);
    if (few && solid_ && table_.colours().size() == 1) {
        write_colour(out, table_.colours()[0]);
        return Encoding::solid;
    }
    if (few && palette_) {
        palette(picture, area, out);
        return Encoding::palette;
    }
    raw(picture, area, out);
    return Encoding::raw;
}

void Packer::palette(const Picture& picture, const Rect& area, Bytes& out)
{
    const auto& colours = table_.colours();
    out.push_back(static_cast<std::uint8_t>(colours.size() - 1));
    for (const auto colour : colours)
        write_colour(out, colour);
    const unsigned bits = std::max(bits_for(colours.size()), 1u);
    const std::size_t stride = (area.width * bits + 7) / 8;
    scratch_.assign(stride * area.height, 0);
    std::uint8_t* line = scratch_.data();
    for (std::size_t y = area.y; y < area.bottom(); ++y, line += stride) {
        const std::uint32_t* row = picture.row(y) + area.x;
        for (std::size_t x = 0; x < area.width; ++x) {
            const unsigned index = table_.add(row[x]).value_or(0);
            const std::size_t bit = x * bits;
            line[bit / 8] = static_cast<std::uint8_t>(line[bit / 8] | index << (8 - bits - bit % 8));
        }
    }
    squeeze(scratch_, kPaletteLevel, out);
}

void Packer::raw(const Picture& picture, const Rect& area, Bytes& out)
{
    const bool filter = !looks_drawn(picture, area);
    out.push_back(filter ? 1 : 0);
    scratch_.clear();
    scratch_.reserve(area.pixels() * 3);
    for (std::size_t y = area.y; y < area.bottom(); ++y) {
        const std::uint32_t* row = picture.row(y) + area.x;
        std::uint32_t left = filter && y > area.y ? picture.row(y - 1)[area.x] : 0;
        for (std::size_t x = 0; x < area.width; ++x) {
            write_colour(scratch_, difference(row[x], left));
            if (filter)
                left = row[x];
        }
    }
    squeeze(scratch_, kRawLevel, out);
}

void Packer::squeeze(View bytes, int level, Bytes& out)
{
    const std::size_t method = out.size();
    const std::size_t bound = ZSTD_compressBound(bytes.size());
    out.resize(method + 1 + bound);
    const std::size_t got =
        ZSTD_compressCCtx(zstd_.get(), out.data() + method + 1, bound, bytes.data(), bytes.size(), level);
    if (!ZSTD_isError(got) && got < bytes.size()) {
        out[method] = 1;
        out.resize(method + 1 + got);
        return;
    }
    out[method] = 0;
    out.resize(method + 1);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

} // namespace cordee::remote
