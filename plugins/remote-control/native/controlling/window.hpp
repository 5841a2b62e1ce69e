// The window and its thread. SDL lives on that thread alone; the plugin thread changes the scene and says so.
#pragma once

#include "controlling/cursor.hpp"
#include "controlling/frame.hpp"
#include "controlling/input_events.hpp"
#include "controlling/overlay.hpp"
#include "controlling/painter.hpp"
#include "controlling/texts.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <string>
#include <thread>

namespace cordee::remote {

class Window {
public:
    struct Setup {
        std::string peer;
        Tongue tongue = Tongue::english;
        /// Whether the session permits input now. Any thread.
        std::function<bool()> input_permitted;
        /// The person closed the window. Called on the window thread.
        std::function<void()> closed;
    };

    /// The scene and the outbox must outlive the window.
    Window(Setup setup, Scene& scene, Outbox& outbox);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    // Plugin thread.

    /// Throws std::runtime_error for the person when there is no display.
    void open();
    /// Releases what is held at the other side, and joins the thread.
    void close();
    /// The scene has changed.
    void refresh();
    /// The other side was started anew: what was held is held no more.
    void peer_restarted();

private:
    using Time = PointerInput::Time;

    void run(std::promise<std::string> opened);
    void start_video();
    void loop();
    [[nodiscard]] int patience(Time now) const;
    void handle(const SDL_Event& event, Time now);
    void update(Time now);
    void follow_permission();
    [[nodiscard]] std::optional<Overlay> follow_pointer(Time now);
    void end();

    const Setup setup_;
    Scene& scene_;
    Outbox& outbox_;
    std::thread thread_;
    std::atomic<bool> stop_{false};
    std::atomic<bool> forget_{false};
    /// A wake event is in SDL's queue.
    std::atomic<bool> woken_{false};
    std::uint32_t wake_event_ = 0;

    // Window thread.
    std::unique_ptr<Frame> frame_;
    Painter painter_;
    InputEvents input_;
    OverlayRule overlay_;
    Cursor cursor_;
    std::shared_ptr<const PointerShape> shape_;
    std::uint32_t shape_version_ = 0;
    bool permitted_ = false;
    bool ended_ = false;
};

} // namespace cordee::remote
