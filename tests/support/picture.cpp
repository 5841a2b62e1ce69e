#include "tests/support/picture.hpp"

#include <xcb/xcb.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace cordee::test {

namespace {

struct Free {
    void operator()(void* reply) const { std::free(reply); }
};
template <class T>
using Reply = std::unique_ptr<T, Free>;

} // namespace

std::size_t differences(const Picture& one, const Picture& other)
{
    if (one.width != other.width || one.height != other.height)
        return std::max(one.pixels.size(), other.pixels.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < one.pixels.size(); ++i)
        count += one.pixels[i] != other.pixels[i];
    return count;
}

void Looker::Close::operator()(xcb_connection_t* connection) const
{
    xcb_disconnect(connection);
}

Looker::Looker(const std::string& display) : connection_{xcb_connect(display.c_str(), nullptr)}
{
    auto* connection = connection_.get();
    if (xcb_connection_has_error(connection))
        throw std::runtime_error{"no display " + display};
    const auto* screen = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
    root_ = screen->root;
    width_ = screen->width_in_pixels;
    height_ = screen->height_in_pixels;
}

Looker::~Looker() = default;

Looker::Rectangle Looker::whole() const
{
    return {0, 0, width_, height_};
}

Picture Looker::screen() const
{
    return part(whole());
}

Picture Looker::part(const Rectangle& where) const
{
    auto* connection = connection_.get();
    const auto cookie =
        xcb_get_image(connection, XCB_IMAGE_FORMAT_Z_PIXMAP, root_, static_cast<std::int16_t>(where.x),
                      static_cast<std::int16_t>(where.y), static_cast<std::uint16_t>(where.width),
                      static_cast<std::uint16_t>(where.height), ~0U);
    xcb_generic_error_t* error = nullptr;
    const Reply<xcb_get_image_reply_t> image{xcb_get_image_reply(connection, cookie, &error)};
    std::free(error);
    Picture out;
    if (!image)
        return out;
    out.width = where.width;
    out.height = where.height;
    out.pixels.resize(static_cast<std::size_t>(where.width) * static_cast<std::size_t>(where.height));
    // Depth 24 on a server of this machine: four bytes a pixel, in this machine's order.
    if (static_cast<std::size_t>(xcb_get_image_data_length(image.get())) < out.pixels.size() * 4)
        throw std::runtime_error{"the display has not 24 bits"};
    std::memcpy(out.pixels.data(), xcb_get_image_data(image.get()), out.pixels.size() * 4);
    for (auto& pixel : out.pixels)
        pixel &= 0xffffff;
    return out;
}

std::vector<std::uint32_t> Looker::windows(const std::string& property) const
{
    auto* connection = connection_.get();
    const Reply<xcb_intern_atom_reply_t> atom{xcb_intern_atom_reply(
        connection,
        xcb_intern_atom(connection, 0, static_cast<std::uint16_t>(property.size()), property.c_str()),
        nullptr)};
    if (!atom)
        return {};
    const Reply<xcb_get_property_reply_t> list{xcb_get_property_reply(
        connection, xcb_get_property(connection, 0, root_, atom->atom, XCB_ATOM_WINDOW, 0, 1024), nullptr)};
    const auto bytes = list ? static_cast<std::size_t>(xcb_get_property_value_length(list.get())) : 0;
    std::vector<std::uint32_t> out(bytes / 4);
    if (!out.empty())
        std::memcpy(out.data(), xcb_get_property_value(list.get()), out.size() * 4);
    return out;
}

std::optional<Looker::Rectangle> Looker::newest_window() const
{
    auto* connection = connection_.get();
    const auto all = windows("_NET_CLIENT_LIST");
    if (all.empty())
        return std::nullopt;
    const auto size_cookie = xcb_get_geometry(connection, all.back());
    const auto place_cookie = xcb_translate_coordinates(connection, all.back(), root_, 0, 0);
    const Reply<xcb_get_geometry_reply_t> size{xcb_get_geometry_reply(connection, size_cookie, nullptr)};
    const Reply<xcb_translate_coordinates_reply_t> place{
        xcb_translate_coordinates_reply(connection, place_cookie, nullptr)};
    if (!size || !place)
        return std::nullopt;
    return Rectangle{place->dst_x, place->dst_y, size->width, size->height};
}

} // namespace cordee::test
