#include "controlling/frame.hpp"

#include "controlling/viewport.hpp"
#include "controlling/x_title.hpp"

#include <SDL.h>

#include <stdexcept>

namespace cordee::remote {
namespace {

using namespace std::chrono_literals;

/// A window without a picture yet is shown after this, so that the person sees that something happens.
constexpr auto kPatience = 2s;
constexpr Size kFirstSize{960, 600};

Size clamped(int width, int height)
{
    return {static_cast<std::uint16_t>(std::clamp(width, 1, 0xffff)),
            static_cast<std::uint16_t>(std::clamp(height, 1, 0xffff))};
}

} // namespace

Frame::Frame(Time now)
    : window_{SDL_CreateWindow("Cordée", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, kFirstSize.width,
                               kFirstSize.height, SDL_WINDOW_HIDDEN | SDL_WINDOW_RESIZABLE)},
      made_{now}, asked_{kFirstSize}
{
    if (!window_)
        throw std::runtime_error{SDL_GetError()};
}

void Frame::set_title(std::string title)
{
    if (title == title_)
        return;
    title_ = std::move(title);
    SDL_SetWindowTitle(window_.get(), title_.c_str());
    set_x_title(*window_, title_);
}

void Frame::follow(Size remote, Time now)
{
    if (remote.valid() && remote != remote_) {
        remote_ = remote;
        if (!shown_ || as_asked())
            resize();
    }
    if (!shown_ && (remote_.valid() || now - made_ >= kPatience)) {
        SDL_ShowWindow(window_.get());
        shown_ = true;
    }
    if (shown_ && borders_ == Size{})
        keep_borders_on_screen();
}

void Frame::resize()
{
    asked_ = first_window_size(remote_, room());
    SDL_SetWindowSize(window_.get(), asked_.width, asked_.height);
    SDL_SetWindowPosition(window_.get(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED);
}

/// What the operator's screen offers to the window's inside.
Size Frame::room() const
{
    SDL_Rect usable{};
    if (SDL_GetDisplayUsableBounds(std::max(0, SDL_GetWindowDisplayIndex(window_.get())), &usable) != 0)
        return kFirstSize;
    return clamped(usable.w - borders_.width, usable.h - borders_.height);
}

bool Frame::as_asked() const
{
    int width = 0;
    int height = 0;
    SDL_GetWindowSize(window_.get(), &width, &height);
    constexpr std::uint32_t kOther = SDL_WINDOW_MAXIMIZED | SDL_WINDOW_FULLSCREEN;
    return width == asked_.width && height == asked_.height &&
           (SDL_GetWindowFlags(window_.get()) & kOther) == 0;
}

/// The window manager tells how much it adds only after the window is shown.
void Frame::keep_borders_on_screen()
{
    int top = 0;
    int left = 0;
    int bottom = 0;
    int right = 0;
    if (SDL_GetWindowBordersSize(window_.get(), &top, &left, &bottom, &right) != 0 ||
        top + left + bottom + right <= 0)
        return;
    borders_ = clamped(left + right, top + bottom);
    if (remote_.valid() && as_asked() && first_window_size(remote_, room()) != asked_)
        resize();
}

void Frame::grab_keys(bool grab)
{
    const bool grabbed = SDL_GetWindowKeyboardGrab(window_.get()) == SDL_TRUE;
    if (grab != grabbed)
        SDL_SetWindowKeyboardGrab(window_.get(), grab ? SDL_TRUE : SDL_FALSE);
}

void Frame::hide()
{
    SDL_HideWindow(window_.get());
}

bool Frame::in_use() const
{
    constexpr std::uint32_t kBoth = SDL_WINDOW_INPUT_FOCUS | SDL_WINDOW_MOUSE_FOCUS;
    return (SDL_GetWindowFlags(window_.get()) & kBoth) == kBoth;
}

} // namespace cordee::remote
