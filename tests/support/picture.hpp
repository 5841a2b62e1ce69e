// What a display shows, as an independent connection to it sees it. The pointer is not part of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct xcb_connection_t;

namespace cordee::test {

struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint32_t> pixels; ///< 0x00RRGGBB, row by row

    [[nodiscard]] std::uint32_t at(int x, int y) const
    {
        return pixels.at(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                         static_cast<std::size_t>(x));
    }
    bool operator==(const Picture&) const = default;
};

/// How many pixels differ; all of them when the sizes do.
std::size_t differences(const Picture& one, const Picture& other);

class Looker {
public:
    explicit Looker(const std::string& display);
    ~Looker();
    Looker(const Looker&) = delete;
    Looker& operator=(const Looker&) = delete;

    struct Rectangle {
        int x, y, width, height;
    };

    [[nodiscard]] Picture screen() const;
    /// Root coordinates. Empty when the part is not on the screen.
    [[nodiscard]] Picture part(const Rectangle& where) const;
    /// The newest window that the window manager lists, without its frame.
    [[nodiscard]] std::optional<Rectangle> newest_window() const;
    [[nodiscard]] Rectangle whole() const;
    /// A window manager is at work.
    [[nodiscard]] bool managed() const { return !windows("_NET_SUPPORTING_WM_CHECK").empty(); }

private:
    /// The windows in a property of the root window.
    [[nodiscard]] std::vector<std::uint32_t> windows(const std::string& property) const;

    struct Close {
        void operator()(xcb_connection_t* connection) const;
    };
    std::unique_ptr<xcb_connection_t, Close> connection_;
    std::uint32_t root_ = 0;
    int width_ = 0;
    int height_ = 0;
};

} // namespace cordee::test
