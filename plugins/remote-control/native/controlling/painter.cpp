#include "controlling/painter.hpp"

namespace cordee::remote {
namespace {

Size size_of(const SDL_Surface& surface)
{
    return {static_cast<std::uint16_t>(surface.w), static_cast<std::uint16_t>(surface.h)};
}

/// 0x00RRGGBB in 4 bytes, as Picture has them; what the fourth byte holds does not matter.
bool our_form(const SDL_PixelFormat& format)
{
    return format.BytesPerPixel == 4 && format.Rmask == 0xff0000 && format.Gmask == 0x00ff00 &&
           format.Bmask == 0x0000ff;
}

std::uint32_t* pixel(SDL_Surface& surface, int x, int y)
{
    auto* const row = static_cast<std::uint8_t*>(surface.pixels) + std::ptrdiff_t{y} * surface.pitch;
    return reinterpret_cast<std::uint32_t*>(row) + x;
}

void dim(SDL_Surface& canvas, const Area& area)
{
    for (int y = area.y; y < area.bottom(); ++y)
        for (int x = area.x; x < area.right(); ++x)
            *pixel(canvas, x, y) = (*pixel(canvas, x, y) >> 1) & 0x7f7f7f;
}

/// `top` has its alpha multiplied in.
std::uint32_t over(std::uint32_t top, std::uint32_t bottom)
{
    const std::uint32_t through = 255 - (top >> 24);
    std::uint32_t out = 0;
    for (const unsigned shift : {0u, 8u, 16u}) {
        const std::uint32_t below = ((bottom >> shift & 0xff) * through + 127) / 255;
        out |= std::min<std::uint32_t>(255, (top >> shift & 0xff) + below) << shift;
    }
    return out;
}

} // namespace

void Painter::paint(SDL_Window& window, Scene& scene, bool dimmed, const std::optional<Overlay>& overlay)
{
    SDL_Surface* const pixels = SDL_GetWindowSurface(&window);
    if (pixels == nullptr)
        return;
    SDL_Surface& to = canvas(*pixels);
    scene.look([&](const Picture& picture, const Scene::Changes& changes) {
        fit(changes.size, size_of(*pixels), dimmed);
        const bool overlay_changes = overlay != overlay_;
        if (all_) {
            SDL_FillRect(&to, nullptr, 0);
            marked_.assign(1, {0, 0, to.w, to.h});
            draw_part(picture, {0, 0, viewport_.picture().width, viewport_.picture().height}, to);
        } else {
            draw_changes(picture, changes.areas, to);
            if (!covered_.empty() && (overlay_changes || !marked_.empty()))
                draw_part(picture, moved(covered_, -viewport_.picture().x, -viewport_.picture().y), to);
        }
        if (overlay_changes || !marked_.empty()) {
            covered_ = {};
            overlay_ = overlay;
            if (overlay_)
                draw_overlay(*overlay_, to);
        }
    });
    all_ = false;
    show(window, *pixels, to);
}

SDL_Surface& Painter::canvas(SDL_Surface& window_pixels)
{
    if (our_form(*window_pixels.format)) {
        own_canvas_.reset();
        return window_pixels;
    }
    if (!own_canvas_ || size_of(*own_canvas_) != size_of(window_pixels)) {
        own_canvas_.reset(
            SDL_CreateRGBSurfaceWithFormat(0, window_pixels.w, window_pixels.h, 32, SDL_PIXELFORMAT_RGB888));
        all_ = true;
    }
    return own_canvas_ ? *own_canvas_ : window_pixels;
}

void Painter::fit(Size remote, Size window, bool dimmed)
{
    if (remote == remote_ && window == window_ && dimmed == dimmed_)
        return;
    all_ = true;
    dimmed_ = dimmed;
    if (remote == remote_ && window == window_)
        return;
    remote_ = remote;
    window_ = window;
    viewport_ = Viewport{remote, window};
    const Area& shown = viewport_.picture();
    scaler_ =
        shown.empty()
            ? Scaler{}
            : Scaler{remote,
                     {static_cast<std::uint16_t>(shown.width), static_cast<std::uint16_t>(shown.height)}};
}

void Painter::draw_changes(const Picture& picture, const std::vector<Rect>& areas, SDL_Surface& canvas)
{
    for (const Rect& area : areas)
        draw_part(picture, scaler_.affected(area_of(area)), canvas);
}

/// `part` counts from the corner of the shown picture.
void Painter::draw_part(const Picture& picture, const Area& part, SDL_Surface& canvas)
{
    const Area& shown = viewport_.picture();
    const Area area = common(part, {0, 0, shown.width, shown.height});
    if (area.empty())
        return;
    const PixelSource source{reinterpret_cast<const std::uint8_t*>(picture.pixels().data()),
                             picture.size().width * sizeof(std::uint32_t)};
    scaler_.draw(source, area,
                 {reinterpret_cast<std::uint8_t*>(pixel(canvas, shown.x, shown.y)),
                  static_cast<std::size_t>(canvas.pitch)});
    const Area in_window = moved(area, shown.x, shown.y);
    if (dimmed_)
        dim(canvas, in_window);
    mark(in_window);
}

void Painter::draw_overlay(const Overlay& overlay, SDL_Surface& canvas)
{
    const PointerShape& shape = *overlay.shape;
    const WindowPoint tip = viewport_.to_window(overlay.at);
    const WindowPoint corner{tip.x - shape.hotspot.x, tip.y - shape.hotspot.y};
    covered_ = common({corner.x, corner.y, shape.size.width, shape.size.height}, viewport_.picture());
    for (int y = covered_.y; y < covered_.bottom(); ++y)
        for (int x = covered_.x; x < covered_.right(); ++x) {
            const auto index = static_cast<std::size_t>((y - corner.y) * shape.size.width + (x - corner.x));
            std::uint32_t* const below = pixel(canvas, x, y);
            *below = over(shape.pixels[index], *below);
        }
    mark(covered_);
}

void Painter::mark(const Area& window_area)
{
    if (!window_area.empty())
        marked_.push_back({window_area.x, window_area.y, window_area.width, window_area.height});
}

void Painter::show(SDL_Window& window, SDL_Surface& window_pixels, SDL_Surface& canvas)
{
    if (marked_.empty())
        return;
    if (&canvas != &window_pixels)
        SDL_BlitSurface(&canvas, nullptr, &window_pixels, nullptr);
    SDL_UpdateWindowSurfaceRects(&window, marked_.data(), static_cast<int>(marked_.size()));
    marked_.clear();
}

} // namespace cordee::remote
