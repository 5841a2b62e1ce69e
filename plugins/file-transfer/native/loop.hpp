// The thread of the engine: does one thing after the other, and passes time while somebody waits for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace cordee::transfer {

class Loop {
public:
    /// `tick` gives whether it wants to be called again after `interval`; it is asked after each thing done.
    Loop(std::chrono::milliseconds interval, std::function<bool(bool due)> tick);
    ~Loop() { stop(); }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Nothing is done any more; what waits is forgotten.
    void stop();
    /// Any thread.
    void post(std::function<void()> what);

private:
    void serve();

    const std::chrono::milliseconds interval_;
    const std::function<bool(bool)> tick_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace cordee::transfer
