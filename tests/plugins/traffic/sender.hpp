// What this half sends: a pulse for voice, input and counted messages, and a pump for bulk. Two threads.
#pragma once

#include "messages.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace traffic {

/// Messages of one stream; those "measured" were due in the measured time.
struct Sent {
    std::uint64_t all = 0;
    std::uint64_t measured = 0;
    std::uint64_t refused = 0; ///< there was no room, and they are gone
};

class Sender {
public:
    /// Starts; `self` is this half.
    Sender(cordee::sdk::Host host, const Order& order, const Window& window, From self);
    /// Stops and joins.
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    /// There is room again.
    void writable();
    /// Nothing new from now on; what was counted is still sent.
    void stop_soon();

    struct Totals {
        Sent count;
        Sent voice;
        Sent input;
        std::uint64_t bulk_bytes = 0;
        bool over = false; ///< nothing more follows
    };
    [[nodiscard]] Totals totals() const;

private:
    using Lock = std::unique_lock<std::mutex>;
    /// A stream of timed messages.
    struct Beat {
        std::uint16_t channel;
        std::size_t size;
        Clock::duration interval;
        Clock::time_point due;
    };

    void pulse();
    void pump();
    void send_timed(Beat& beat, Sent& sent);
    /// False: there was no room.
    bool send_counted();
    [[nodiscard]] bool sends(From from) const;

    cordee::sdk::Host host_;
    const Order order_;
    const Window window_;
    const From self_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Totals totals_;
    std::uint64_t room_ = 0; ///< counts the calls of writable()
    bool stopping_ = false;
    bool stop_soon_ = false;
    std::thread pulse_;
    std::thread pump_;
};

} // namespace traffic
