#include "controlling/cursor.hpp"

namespace cordee::remote {
namespace {

const PointerShape& dot()
{
    constexpr std::uint32_t kBlack = 0xff000000;
    constexpr std::uint32_t kWhite = 0xffffffff;
    static const PointerShape shape{0,
                                    {4, 4},
                                    {1, 1},
                                    {kWhite, kWhite, kWhite, kWhite, //
                                     kWhite, kBlack, kBlack, kWhite, //
                                     kWhite, kBlack, kBlack, kWhite, //
                                     kWhite, kWhite, kWhite, kWhite}};
    return shape;
}

/// SDL hands the pixels to the X server as they are, and there they have their alpha multiplied in, as ours.
SDL_Cursor* make_cursor(const PointerShape& shape)
{
    auto pixels = shape.pixels; // SDL wants them writable
    SDL_Surface* const surface =
        SDL_CreateRGBSurfaceWithFormatFrom(pixels.data(), shape.size.width, shape.size.height, 32,
                                           shape.size.width * 4, SDL_PIXELFORMAT_ARGB8888);
    if (surface == nullptr)
        return nullptr;
    SDL_Cursor* const cursor = SDL_CreateColorCursor(surface, shape.hotspot.x, shape.hotspot.y);
    SDL_FreeSurface(surface);
    return cursor;
}

} // namespace

void Cursor::set(const std::shared_ptr<const PointerShape>& shape)
{
    if (shape == shape_)
        return;
    shape_ = shape;
    std::unique_ptr<SDL_Cursor, Free> next;
    if (shape_)
        next.reset(make_cursor(shape_->pixels.empty() ? dot() : *shape_));
    SDL_SetCursor(next ? next.get() : SDL_GetDefaultCursor());
    cursor_ = std::move(next);
}

} // namespace cordee::remote
