// The screen as a picture that is renewed where the X server says it changed. What changes while nobody asks
// is collected by the server itself, as a region.
#pragma once

#include "controlled/encode/tiles.hpp"
#include "controlled/x11/shared_memory.hpp"
#include "protocol/picture.hpp"

#include <xcb/damage.h>
#include <xcb/xfixes.h>

#include <memory>
#include <optional>
#include <vector>

namespace cordee::remote {

/// Belongs to the thread of its display.
class Capture {
public:
    /// Throws DisplayError when the server lacks Damage or XFixes, or its pixels are of a kind not known
    /// here. Without a source, pictures pass through the socket.
    explicit Capture(Display& display, MemorySource source = {});
    ~Capture();

    /// To be called first, and whenever the screen may have another size. True when it has.
    bool resize();
    [[nodiscard]] Size size() const { return picture_.size(); }
    /// True when the event says that something was drawn.
    [[nodiscard]] bool is_damage(const xcb_generic_event_t& event) const;
    /// Adds what was drawn since the last call.
    void take_damage(TileSet& to);
    /// Renews these tiles of the picture; false when the server refused: its screen has another size by now.
    [[nodiscard]] bool grab(const TileSet& tiles);
    [[nodiscard]] const Picture& picture() const { return picture_; }
    [[nodiscard]] bool shares_memory() const { return memory_ != nullptr; }

private:
    bool grab_shared(const std::vector<Rect>& areas);
    bool grab_copied(const std::vector<Rect>& areas);
    void store(const Rect& area, const std::uint8_t* pixels);

    Display& display_;
    const MemorySource source_;
    const std::uint8_t damage_event_;
    xcb_damage_damage_t damage_ = 0;
    xcb_xfixes_region_t region_ = 0;
    std::unique_ptr<SharedMemory> memory_;
    Picture picture_;
};

} // namespace cordee::remote
