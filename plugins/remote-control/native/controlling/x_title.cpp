#include "controlling/x_title.hpp"

#include "protocol/octets.hpp"

#include <SDL_syswm.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>

namespace cordee::remote {
namespace {

void set_text(Display* display, ::Window window, Atom property, Atom type, const std::string& text)
{
    XChangeProperty(display, window, property, type, 8, PropModeReplace,
                    reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
}

} // namespace

std::string to_latin1(std::string_view utf8)
{
    std::string out;
    View rest{reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size()};
    while (const auto character = next_code_point(rest)) {
        const bool dash = *character >= 0x2010 && *character <= 0x2015;
        out.push_back(*character < 0x100 ? static_cast<char>(*character) : dash ? '-' : '?');
    }
    return out;
}

void set_x_title(SDL_Window& window, const std::string& title)
{
    SDL_SysWMinfo info{};
    SDL_VERSION(&info.version)
    if (SDL_GetWindowWMInfo(&window, &info) != SDL_TRUE || info.subsystem != SDL_SYSWM_X11)
        return;
    Display* const display = info.info.x11.display;
    const auto atom = [&](const char* name) { return XInternAtom(display, name, False); };
    set_text(display, info.info.x11.window, XA_WM_NAME, XA_STRING, to_latin1(title));
    set_text(display, info.info.x11.window, atom("_NET_WM_NAME"), atom("UTF8_STRING"), title);
    XFlush(display);
}

} // namespace cordee::remote
