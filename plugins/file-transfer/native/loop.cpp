#include "loop.hpp"

#include <utility>

namespace cordee::transfer {

Loop::Loop(std::chrono::milliseconds interval, std::function<bool(bool)> tick)
    : interval_{interval}, tick_{std::move(tick)}, thread_{[this] { serve(); }}
{}

void Loop::stop()
{
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void Loop::post(std::function<void()> what)
{
    {
        const std::lock_guard lock{mutex_};
        waiting_.push_back(std::move(what));
    }
    changed_.notify_one();
}

void Loop::serve()
{
    using Clock = std::chrono::steady_clock;
    auto due = Clock::now() + interval_;
    bool wanted = false;
    const auto something = [this] { return ending_ || !waiting_.empty(); };
    for (;;) {
        std::unique_lock lock{mutex_};
        if (wanted)
            changed_.wait_until(lock, due, something);
        else
            changed_.wait(lock, something);
        if (ending_)
            return;
        std::function<void()> what;
        if (!waiting_.empty()) {
            what = std::move(waiting_.front());
            waiting_.pop_front();
        }
        lock.unlock();
        if (what)
            what();
        const bool now = Clock::now() >= due;
        wanted = tick_(now);
        if (now)
            due = Clock::now() + interval_;
    }
}

} // namespace cordee::transfer
