#include "protocol/decoder.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <zstd.h>

namespace cordee::remote {
namespace {

/// Window that a frame may ask for; rectangles are at most 3 MiB.
constexpr int kMaxWindowLog = 23;

std::uint32_t read_colour(Reader& in)
{
    const std::uint32_t red = in.u8();
    const std::uint32_t green = in.u8();
    return red << 16 | green << 8 | in.u8();
}

} // namespace

void UpdateDecoder::Free::operator()(ZSTD_DCtx_s* context) const
{
    ZSTD_freeDCtx(context);
}

UpdateDecoder::UpdateDecoder() : zstd_{ZSTD_createDCtx()}
{
    if (!zstd_)
        throw std::bad_alloc{};
    ZSTD_DCtx_setParameter(zstd_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
}

std::vector<std::uint8_t> UpdateDecoder::encodings()
{
    return {static_cast<std::uint8_t>(Encoding::solid), static_cast<std::uint8_t>(Encoding::palette),
            static_cast<std::uint8_t>(Encoding::raw), static_cast<std::uint8_t>(Encoding::copy)};
}

void UpdateDecoder::reset()
{
    picture_ = Picture{};
    changed_.clear();
    resized_ = false;
    incomplete_ = false;
}

bool UpdateDecoder::apply(const Update& update)
{
    changed_.clear();
    resized_ = update.size != picture_.size();
    if (resized_) {
        if (!update.size.valid())
            return false;
        picture_ = Picture{update.size};
        changed_.push_back(whole(update.size));
    }
    for (const auto& rect : update.rects) {
        if (!rect.area.inside(update.size) || rect.area.pixels() > kMaxRectPixels || !apply_rect(rect))
            return false;
        changed_.push_back(rect.area);
    }
    return true;
}

bool UpdateDecoder::apply_rect(const UpdateRect& rect)
{
    Reader in{rect.data};
    switch (static_cast<Encoding>(rect.encoding)) {
    case Encoding::solid:
        return solid(rect.area, in);
    case Encoding::palette:
        return palette(rect.area, in);
    case Encoding::raw:
        return raw(rect.area, in);
    case Encoding::copy:
        return copy(rect.area, in);
    }
    incomplete_ = true;
    return true;
}

View UpdateDecoder::unpack(Reader& in, std::size_t size)
{
    const auto method = in.u8();
    const View packed = in.rest();
    if (method == 0)
        return packed.size() == size ? packed : View{};
    if (method != 1)
        return {};
    unpacked_.resize(size);
    const std::size_t got =
        ZSTD_decompressDCtx(zstd_.get(), unpacked_.data(), size, packed.data(), packed.size());
    return !ZSTD_isError(got) && got == size ? View{unpacked_} : View{};
}

bool UpdateDecoder::solid(const Rect& area, Reader& in)
{
    const auto colour = read_colour(in);
    if (!in.finished())
        return false;
    for (std::size_t y = area.y; y < area.bottom(); ++y)
        std::fill_n(picture_.row(y) + area.x, area.width, colour);
    return true;
}

bool UpdateDecoder::palette(const Rect& area, Reader& in)
{
    std::array<std::uint32_t, 256> colours{};
    const std::size_t count = in.u8() + std::size_t{1};
    for (std::size_t i = 0; i < count; ++i)
        colours[i] = read_colour(in);
    const unsigned bits = count <= 2 ? 1 : count <= 4 ? 2 : count <= 16 ? 4 : 8;
    const std::size_t stride = (area.width * bits + 7) / 8;
    const View indexes = unpack(in, stride * area.height);
    if (!in.ok() || indexes.empty())
        return false;
    const unsigned mask = (1u << bits) - 1;
    for (std::size_t y = 0; y < area.height; ++y) {
        const View line = indexes.subspan(y * stride, stride);
        std::uint32_t* out = picture_.row(area.y + y) + area.x;
        for (std::size_t x = 0; x < area.width; ++x) {
            const std::size_t bit = x * bits;
            const unsigned index = (line[bit / 8] >> (8 - bits - bit % 8)) & mask;
            if (index >= count)
                return false;
            out[x] = colours[index];
        }
    }
    return true;
}

bool UpdateDecoder::raw(const Rect& area, Reader& in)
{
    const auto filter = in.u8();
    const View bytes = unpack(in, area.pixels() * 3);
    if (filter > 1 || bytes.empty())
        return false;
    const std::uint8_t* from = bytes.data();
    for (std::size_t y = 0; y < area.height; ++y) {
        std::uint32_t* out = picture_.row(area.y + y) + area.x;
        // The first pixel of a row stands on the one above it.
        std::uint32_t left = filter == 1 && y > 0 ? picture_.row(area.y + y - 1)[area.x] : 0;
        for (std::size_t x = 0; x < area.width; ++x, from += 3) {
            const std::uint32_t red = (from[0] + (left >> 16)) & 0xff;
            const std::uint32_t green = (from[1] + (left >> 8)) & 0xff;
            const std::uint32_t blue = (from[2] + left) & 0xff;
            out[x] = red << 16 | green << 8 | blue;
            if (filter == 1)
                left = out[x];
        }
    }
    return true;
}

bool UpdateDecoder::copy(const Rect& area, Reader& in)
{
    const auto x = in.u16();
    const auto y = in.u16();
    if (!in.finished() || !Rect{x, y, area.width, area.height}.inside(picture_.size()))
        return false;
    picture_.copy({x, y}, area);
    return true;
}

} // namespace cordee::remote
