// The screen on its way to the other half, by a thread of its own: waits for the X server and for
// acknowledgements, and sends what changed as soon as both allow it.
#pragma once

#include "controlled/encode/encoder.hpp"
#include "controlled/pacer.hpp"
#include "controlled/send_queue.hpp"
#include "controlled/wake.hpp"
#include "controlled/x11/capture.hpp"
#include "controlled/x11/layout.hpp"
#include "controlled/x11/pointer_watch.hpp"

#include <functional>
#include <thread>

namespace cordee::remote {

/// Public functions: any thread, except that the object is made and destroyed by one owner.
class ScreenFeed {
public:
    enum class Ended {
        display_lost,
        protocol, ///< an acknowledgement of what was never sent
    };

    /// `ended` is called at most once, by the feed's thread, which then does no more. Throws DisplayError.
    ScreenFeed(const std::string& display, MemorySource memory, SendQueue& out,
               std::function<void(Ended)> ended);
    /// Joins the thread.
    ~ScreenFeed();

    /// The other half said Hello, and decodes these encodings: layout, pointer and the whole screen follow.
    void begin(std::vector<std::uint8_t> encodings);
    /// Nothing more is put into the queue once this has returned.
    void pause();
    /// Nothing more is captured soon after; does not wait, so that the feed's thread may call it too.
    void stop();
    void refresh();
    void acknowledge(std::uint32_t number);
    /// The send queue has room again.
    void wake() { wake_.signal(); }

private:
    using Clock = std::chrono::steady_clock;

    struct Orders {
        bool stop = false;
        bool pause = false;
        bool refresh = false;
        std::optional<std::vector<std::uint8_t>> begin{};
        std::vector<std::uint32_t> acknowledged{};
    };

    void run();
    /// False when the thread is to end.
    bool turn();
    void wait();
    void handle_events();
    bool follow(Orders orders);
    void start_over();
    void send_pointer(Clock::time_point now);
    void send_update(Clock::time_point now);
    [[nodiscard]] bool wants_update() const { return drawn_ || !changed_.empty(); }
    template <class Change>
    void order(Change change);

    SendQueue& out_;
    const std::function<void(Ended)> ended_;
    Wake wake_;
    std::mutex mutex_;
    Orders orders_;
    /// Held while the thread may put something into the queue.
    std::mutex turn_;

    // What follows belongs to the thread.
    Display display_;
    Capture capture_;
    LayoutWatch layout_;
    PointerWatch pointer_;
    UpdateEncoder encoder_;
    Pacer pacer_;
    TileSet changed_;
    bool live_ = false;
    bool drawn_ = true;
    bool resized_ = false;
    Clock::time_point next_update_{};
    Clock::time_point next_pointer_{};
    std::jthread thread_;
};

} // namespace cordee::remote
