#include "controlled/x11/capture.hpp"

#include <cstring>
#include <utility>

namespace cordee::remote {
namespace {

constexpr std::uint32_t kAllPlanes = ~0u;
constexpr std::size_t kPixelBytes = 4;

/// 32 bits a pixel, little-endian, 8 bits a component: what every usual server has.
bool known_pixels(const xcb_connection_t* connection, const xcb_screen_t& screen)
{
    const auto* setup = xcb_get_setup(const_cast<xcb_connection_t*>(connection));
    if (setup->image_byte_order != XCB_IMAGE_ORDER_LSB_FIRST)
        return false;
    bool wide = false;
    for (auto format = xcb_setup_pixmap_formats_iterator(setup); format.rem > 0; xcb_format_next(&format))
        wide = wide || (format.data->depth == screen.root_depth && format.data->bits_per_pixel == 32);
    for (auto depth = xcb_screen_allowed_depths_iterator(&screen); depth.rem > 0; xcb_depth_next(&depth))
        for (auto visual = xcb_depth_visuals_iterator(depth.data); visual.rem > 0;
             xcb_visualtype_next(&visual))
            if (visual.data->visual_id == screen.root_visual)
                return wide && visual.data->red_mask == 0xff0000 && visual.data->green_mask == 0xff00 &&
                       visual.data->blue_mask == 0xff;
    return false;
}

std::uint8_t start_extensions(Display& display)
{
    display.require(xcb_xfixes_id, "XFIXES");
    const auto event = display.require(xcb_damage_id, "DAMAGE");
    // The server speaks the version it was asked for; before that it refuses all else.
    const auto fixes = xcb_xfixes_query_version(display.get(), 5, 0);
    const auto damage = xcb_damage_query_version(display.get(), 1, 1);
    Reply<xcb_xfixes_query_version_reply_t>{xcb_xfixes_query_version_reply(display.get(), fixes, nullptr)};
    Reply<xcb_damage_query_version_reply_t>{xcb_damage_query_version_reply(display.get(), damage, nullptr)};
    return event;
}

/// Horizontal runs of tiles, and equal ones below each other as one.
std::vector<Rect> runs(const TileSet& tiles)
{
    std::vector<Rect> out;
    for (std::size_t row = 0; row < tiles.rows(); ++row) {
        const std::size_t first = out.size();
        for (std::size_t column = 0; column < tiles.columns(); ++column) {
            if (!tiles.has(column, row))
                continue;
            const Rect area = tiles.area(column, row);
            if (out.size() > first && out.back().right() == area.x)
                out.back() = bounds(out.back(), area);
            else
                out.push_back(area);
        }
        if (out.size() == first + 1 && first > 0) {
            Rect& above = out[first - 1];
            if (above.x == out[first].x && above.width == out[first].width &&
                above.bottom() == out[first].y) {
                above = bounds(above, out[first]);
                out.pop_back();
            }
        }
    }
    return out;
}

} // namespace

Capture::Capture(Display& display, MemorySource source)
    : display_{display}, source_{std::move(source)}, damage_event_{start_extensions(display)}
{
    if (!known_pixels(display.get(), display.screen()))
        throw DisplayError{"the X server's screen does not have 24 bits of colour in 32"};
    damage_ = xcb_generate_id(display.get());
    region_ = xcb_generate_id(display.get());
    xcb_damage_create(display.get(), damage_, display.root(), XCB_DAMAGE_REPORT_LEVEL_NON_EMPTY);
    xcb_xfixes_create_region(display.get(), region_, 0, nullptr);
}

Capture::~Capture()
{
    xcb_damage_destroy(display_.get(), damage_);
    xcb_xfixes_destroy_region(display_.get(), region_);
}

bool Capture::resize()
{
    const Size now = display_.size();
    if (!now.valid() || now == picture_.size())
        return false;
    picture_ = Picture{now};
    memory_.reset();
    if (source_)
        memory_ = std::make_unique<SharedMemory>(display_, source_, now.pixels() * kPixelBytes);
    if (memory_ && !memory_->attached())
        memory_.reset();
    return true;
}

bool Capture::is_damage(const xcb_generic_event_t& event) const
{
    return (event.response_type & 0x7f) == damage_event_ + XCB_DAMAGE_NOTIFY;
}

void Capture::take_damage(TileSet& to)
{
    xcb_damage_subtract(display_.get(), damage_, XCB_NONE, region_);
    const Reply<xcb_xfixes_fetch_region_reply_t> region{xcb_xfixes_fetch_region_reply(
        display_.get(), xcb_xfixes_fetch_region(display_.get(), region_), nullptr)};
    if (!region)
        return;
    const auto* rects = xcb_xfixes_fetch_region_rectangles(region.get());
    for (int i = 0; i < xcb_xfixes_fetch_region_rectangles_length(region.get()); ++i) {
        const auto edge = [](int value) { return static_cast<std::uint32_t>(value < 0 ? 0 : value); };
        to.add(rect_between(edge(rects[i].x), edge(rects[i].y), edge(rects[i].x + rects[i].width),
                            edge(rects[i].y + rects[i].height)));
    }
}

bool Capture::grab(const TileSet& tiles)
{
    const auto areas = runs(tiles);
    return memory_ ? grab_shared(areas) : grab_copied(areas);
}

bool Capture::grab_shared(const std::vector<Rect>& areas)
{
    // All are asked for before the first answer is awaited; together they fit, since they do not overlap.
    std::vector<xcb_shm_get_image_cookie_t> cookies;
    std::uint32_t offset = 0;
    for (const auto& area : areas) {
        cookies.push_back(xcb_shm_get_image(display_.get(), display_.root(),
                                            static_cast<std::int16_t>(area.x),
                                            static_cast<std::int16_t>(area.y), area.width, area.height,
                                            kAllPlanes, XCB_IMAGE_FORMAT_Z_PIXMAP, memory_->id(), offset));
        offset += static_cast<std::uint32_t>(area.pixels() * kPixelBytes);
    }
    bool complete = true;
    offset = 0;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const Reply<xcb_shm_get_image_reply_t> reply{
            xcb_shm_get_image_reply(display_.get(), cookies[i], nullptr)};
        if (reply)
            store(areas[i], memory_->data() + offset);
        complete = complete && reply;
        offset += static_cast<std::uint32_t>(areas[i].pixels() * kPixelBytes);
    }
    return complete;
}

bool Capture::grab_copied(const std::vector<Rect>& areas)
{
    for (const auto& area : areas) {
        const auto cookie = xcb_get_image(
            display_.get(), XCB_IMAGE_FORMAT_Z_PIXMAP, display_.root(), static_cast<std::int16_t>(area.x),
            static_cast<std::int16_t>(area.y), area.width, area.height, kAllPlanes);
        const Reply<xcb_get_image_reply_t> reply{xcb_get_image_reply(display_.get(), cookie, nullptr)};
        if (!reply ||
            static_cast<std::size_t>(xcb_get_image_data_length(reply.get())) < area.pixels() * kPixelBytes)
            return false;
        store(area, xcb_get_image_data(reply.get()));
    }
    return true;
}

void Capture::store(const Rect& area, const std::uint8_t* pixels)
{
    const std::size_t stride = area.width * kPixelBytes;
    for (std::size_t y = area.y; y < area.bottom(); ++y, pixels += stride) {
        std::uint32_t* row = picture_.row(y) + area.x;
        std::memcpy(row, pixels, stride);
        // The fourth byte may hold anything.
        for (std::size_t x = 0; x < area.width; ++x)
            row[x] &= 0xffffff;
    }
}

} // namespace cordee::remote
