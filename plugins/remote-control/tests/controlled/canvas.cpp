#include "canvas.hpp"

#include <random>
#include <vector>

namespace cordee::remote::test {

Canvas::Canvas(const std::string& display, const Rect& area)
    : display_{display}, area_{area}, window_{xcb_generate_id(display_.get())}, context_{xcb_generate_id(
                                                                                    display_.get())}
{
    const std::uint32_t values[] = {0x123456, 1};
    xcb_create_window(display_.get(), XCB_COPY_FROM_PARENT, window_, display_.root(),
                      static_cast<std::int16_t>(area.x), static_cast<std::int16_t>(area.y), area.width,
                      area.height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
    const std::uint32_t exposures = 0;
    xcb_create_gc(display_.get(), context_, window_, XCB_GC_GRAPHICS_EXPOSURES, &exposures);
    xcb_map_window(display_.get(), window_);
    (void)display_.size();
}

void Canvas::fill(const Rect& area, std::uint32_t colour)
{
    xcb_change_gc(display_.get(), context_, XCB_GC_FOREGROUND, &colour);
    const xcb_rectangle_t rect{static_cast<std::int16_t>(area.x), static_cast<std::int16_t>(area.y),
                               area.width, area.height};
    xcb_poly_fill_rectangle(display_.get(), window_, context_, 1, &rect);
    display_.flush();
}

void Canvas::noise(const Rect& area, unsigned seed)
{
    std::mt19937 random{seed};
    std::vector<std::uint32_t> row(area.width);
    for (std::uint16_t y = 0; y < area.height; ++y) {
        for (auto& pixel : row)
            pixel = static_cast<std::uint32_t>(random()) & 0xffffff;
        xcb_put_image(display_.get(), XCB_IMAGE_FORMAT_Z_PIXMAP, window_, context_, area.width, 1,
                      static_cast<std::int16_t>(area.x), static_cast<std::int16_t>(area.y + y), 0, 24,
                      static_cast<std::uint32_t>(row.size() * 4),
                      reinterpret_cast<const std::uint8_t*>(row.data()));
    }
    display_.flush();
}

void Canvas::scroll(std::uint16_t by)
{
    xcb_copy_area(display_.get(), window_, window_, context_, 0, static_cast<std::int16_t>(by), 0, 0,
                  area_.width, static_cast<std::uint16_t>(area_.height - by));
    fill({0, static_cast<std::uint16_t>(area_.height - by), area_.width, by}, 0xabcdef);
}

void Canvas::pointer(Point at)
{
    xcb_warp_pointer(display_.get(), XCB_NONE, display_.root(), 0, 0, 0, 0, static_cast<std::int16_t>(at.x),
                     static_cast<std::int16_t>(at.y));
    display_.flush();
}

Picture Canvas::screen()
{
    const Size size = display_.size();
    Picture out{size};
    const Reply<xcb_get_image_reply_t> reply{
        xcb_get_image_reply(display_.get(),
                            xcb_get_image(display_.get(), XCB_IMAGE_FORMAT_Z_PIXMAP, display_.root(), 0, 0,
                                          size.width, size.height, ~0u),
                            nullptr)};
    const auto* pixels = reinterpret_cast<const std::uint32_t*>(xcb_get_image_data(reply.get()));
    for (std::size_t y = 0; y < size.height; ++y)
        for (std::size_t x = 0; x < size.width; ++x)
            out.row(y)[x] = *pixels++ & 0xffffff;
    return out;
}

} // namespace cordee::remote::test
