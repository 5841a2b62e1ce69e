// Draws the scene into the window's pixels: only what changed, and at 1:1 exactly as it is. The window system
// gets finished pixels, so no graphics hardware is needed and none can round a colour.
#pragma once

#include "controlling/scaler.hpp"
#include "controlling/scene.hpp"
#include "controlling/viewport.hpp"

#include <SDL_video.h>

#include <memory>
#include <optional>

namespace cordee::remote {

/// A remote pointer to draw, and the remote pixel it points at.
struct Overlay {
    std::shared_ptr<const PointerShape> shape;
    Point at{};
    bool operator==(const Overlay&) const = default;
};

/// Window thread only.
class Painter {
public:
    /// The window's pixels were lost: everything is drawn at the next paint().
    void invalidate() { all_ = true; }
    /// Draws what has changed since the last call and shows it.
    void paint(SDL_Window& window, Scene& scene, bool dimmed, const std::optional<Overlay>& overlay);
    [[nodiscard]] const Viewport& viewport() const { return viewport_; }

private:
    struct FreeSurface {
        void operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
    };

    SDL_Surface& canvas(SDL_Surface& window_pixels);
    void fit(Size remote, Size window, bool dimmed);
    void draw_changes(const Picture& picture, const std::vector<Rect>& areas, SDL_Surface& canvas);
    void draw_part(const Picture& picture, const Area& part, SDL_Surface& canvas);
    void draw_overlay(const Overlay& overlay, SDL_Surface& canvas);
    void mark(const Area& window_area);
    void show(SDL_Window& window, SDL_Surface& window_pixels, SDL_Surface& canvas);

    Size remote_{};
    Size window_{};
    bool dimmed_ = false;
    bool all_ = true;
    Viewport viewport_;
    Scaler scaler_;
    std::optional<Overlay> overlay_;
    /// What the overlay covers, in the window.
    Area covered_{};
    /// In the window, to be shown.
    std::vector<SDL_Rect> marked_;
    /// Present only where the window's own pixels have another form than ours.
    std::unique_ptr<SDL_Surface, FreeSurface> own_canvas_;
};

} // namespace cordee::remote
