// Stands before a program's port, forwards both ways and keeps every byte: the eyes of a relay.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cordee::test {

class RecordingProxy {
public:
    /// Listens on a port of 127.0.0.1 of its own; forwards to another.
    explicit RecordingProxy(std::uint16_t target);
    RecordingProxy(const RecordingProxy&) = delete;
    RecordingProxy& operator=(const RecordingProxy&) = delete;
    ~RecordingProxy();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// One string per connection and direction, in the order in which they began.
    [[nodiscard]] std::vector<std::string> captured() const;
    [[nodiscard]] std::size_t bytes() const;
    /// Ends all connections, as a broken path does. New ones are still accepted.
    void cut();
    /// Flips one bit of what passes next, in the middle of it, as a hostile relay could.
    void spoil() { spoil_ = true; }

private:
    struct Line { ///< one direction of one connection
        int from;
        int to;
        std::string seen;
        bool open = true;
    };

    void run();
    void accept_one();
    void forward(Line& line);

    std::uint16_t target_;
    std::uint16_t port_ = 0;
    int listener_ = -1;
    int wake_ = -1; ///< eventfd
    std::atomic<bool> stop_{false};
    std::atomic<bool> cut_{false};
    std::atomic<bool> spoil_{false};
    mutable std::mutex mutex_; ///< the lines, between the thread and captured()
    std::list<Line> lines_;
    std::thread thread_; // last: it uses all of the above
};

} // namespace cordee::test
