// What the window shows: the remote picture, the remote pointer, and how things stand. The plugin thread
// writes it, the window thread reads it. It is a state and not a queue, so a slow window skips to the newest.
#pragma once

#include "protocol/decoder.hpp"

#include <array>
#include <mutex>
#include <optional>
#include <vector>

namespace cordee::remote {

enum class Condition {
    waiting,   ///< no picture yet
    live,      ///< the picture is the remote screen
    renewing,  ///< the other half was started anew; its first picture is on the way
    screenless ///< the other computer has lost its display
};

struct Standing {
    Condition condition = Condition::waiting;
    /// What the other side granted, not what was asked for.
    Mode mode = Mode::view;
    bool operator==(const Standing&) const = default;
};

struct RemotePointer {
    /// Nothing until a shape was shown; 0×0 when the remote screen hides its pointer.
    std::optional<PointerShape> shape{};
    std::optional<Point> at{};
    /// Where it was first, since the other half was started.
    std::optional<Point> start{};
    /// These grow with every change.
    std::uint32_t shape_version = 0;
    std::uint32_t place_version = 0;
};

class Scene {
public:
    // Plugin thread.

    /// False when the update breaks the protocol.
    [[nodiscard]] bool apply(const Update& update);
    void define_shape(PointerShape shape);
    /// Unknown numbers are ignored.
    void use_shape(std::uint8_t number);
    void place_pointer(Point at);
    void set_mode(Mode mode);
    void set_condition(Condition condition);
    /// The other half was started anew. The old picture stays to be seen, dimmed.
    void peer_restarted();

    // Window thread.

    /// What has changed in the picture since the last call, at most a few dozen rectangles.
    struct Changes {
        Size size{};
        std::vector<Rect> areas{};
    };
    /// Calls draw(picture, changes) while the picture stands still.
    template <class Draw>
    void look(Draw draw)
    {
        const std::lock_guard lock{mutex_};
        Changes changes{decoder_.picture().size(), std::move(changed_)};
        changed_.clear();
        draw(decoder_.picture(), changes);
    }
    [[nodiscard]] Standing standing() const;
    /// Of the remote screen; 0×0 until there is a picture.
    [[nodiscard]] Size size() const;
    /// The shape is copied only when its version is not `known_shape`.
    [[nodiscard]] RemotePointer pointer(std::uint32_t known_shape) const;

private:
    void note_changes();

    mutable std::mutex mutex_;
    UpdateDecoder decoder_;
    std::vector<Rect> changed_;
    std::array<std::optional<PointerShape>, kPointerShapes> shapes_{};
    std::optional<std::uint8_t> shown_shape_;
    RemotePointer pointer_;
    Standing standing_;
};

} // namespace cordee::remote
