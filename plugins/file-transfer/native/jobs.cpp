#include "jobs.hpp"

#include <utility>

namespace cordee::transfer {

Pool::Pool(unsigned threads, Home home) : home_{std::move(home)}
{
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this] { serve(); });
}

Pool::~Pool()
{
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_)
        thread.join();
}

void Pool::run(std::function<void()> work, std::function<void()> done)
{
    {
        const std::lock_guard lock{mutex_};
        waiting_.push_back({std::move(work), std::move(done)});
    }
    changed_.notify_one();
}

void Pool::serve()
{
    for (;;) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (ending_)
            return;
        auto job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job.work();
        job.work = nullptr; // what it holds, such as descriptors, goes before the rest is told
        home_(std::move(job.done));
    }
}

} // namespace cordee::transfer
