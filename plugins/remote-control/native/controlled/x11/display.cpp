#include "controlled/x11/display.hpp"

#include <sys/socket.h>

namespace cordee::remote {

Display::Display(const std::string& name)
{
    int number = 0;
    connection_.reset(xcb_connect(name.empty() ? nullptr : name.c_str(), &number));
    if (lost()) {
        const char* shown = name.empty() ? std::getenv("DISPLAY") : name.c_str();
        throw DisplayError{shown == nullptr || *shown == 0 ? std::string{"DISPLAY is not set"}
                                                           : std::string{"no X server answers at "} + shown};
    }
    auto screens = xcb_setup_roots_iterator(xcb_get_setup(get()));
    while (number-- > 0 && screens.rem > 1)
        xcb_screen_next(&screens);
    screen_ = screens.data;
}

bool Display::local() const
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return getsockname(descriptor(), reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
           address.ss_family == AF_UNIX;
}

std::uint8_t Display::require(xcb_extension_t& extension, const char* name) const
{
    if (!has(extension))
        throw DisplayError{std::string{"the X server lacks the extension "} + name};
    return xcb_get_extension_data(get(), &extension)->first_event;
}

bool Display::has(xcb_extension_t& extension) const
{
    const auto* data = xcb_get_extension_data(get(), &extension);
    return data != nullptr && data->present != 0;
}

Size Display::size() const
{
    const Reply<xcb_get_geometry_reply_t> geometry{
        xcb_get_geometry_reply(get(), xcb_get_geometry(get(), root()), nullptr)};
    return geometry ? Size{geometry->width, geometry->height} : Size{};
}

} // namespace cordee::remote
