// The window as the desktop sees it: its size and place, its title, its hold on the keyboard.
#pragma once

#include "controlling/area.hpp"

#include <SDL_video.h>

#include <chrono>
#include <memory>
#include <string>

namespace cordee::remote {

/// Window thread only.
class Frame {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Makes the window, hidden as yet. Throws std::runtime_error with SDL's reason.
    explicit Frame(Time now);

    [[nodiscard]] SDL_Window& window() const { return *window_; }
    [[nodiscard]] bool shown() const { return shown_; }
    void set_title(std::string title);
    /// Sizes the window for a new remote screen, unless the person has sized it; shows it when there is a
    /// picture, or after a while without. `remote` is 0×0 until there is one.
    void follow(Size remote, Time now);
    /// The window gets also the keys that the desktop would take for itself, such as Alt+Tab.
    void grab_keys(bool grab);
    void hide();
    /// The window has the focus, and the pointer is over it.
    [[nodiscard]] bool in_use() const;

private:
    struct Destroy {
        void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
    };

    [[nodiscard]] Size room() const;
    [[nodiscard]] bool as_asked() const;
    void resize();
    void keep_borders_on_screen();

    std::unique_ptr<SDL_Window, Destroy> window_;
    std::string title_;
    Time made_;
    Size remote_{};
    /// The size given last; another one is the person's choice.
    Size asked_{};
    /// What the window manager adds around the window.
    Size borders_{};
    bool shown_ = false;
};

} // namespace cordee::remote
