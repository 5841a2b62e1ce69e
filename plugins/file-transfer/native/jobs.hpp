// Work that waits for a disk or fills a processor, away from the thread that decides.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cordee::transfer {

class Jobs {
public:
    virtual ~Jobs() = default;
    /// `work` on some thread; after it, `done` on the thread that asked.
    virtual void run(std::function<void()> work, std::function<void()> done) = 0;
};

/// Threads that do jobs, and hand what comes after them to `home`.
class Pool final : public Jobs {
public:
    using Home = std::function<void(std::function<void()>)>;

    Pool(unsigned threads, Home home);
    /// Ends what is under way; what waits is forgotten.
    ~Pool() override;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    void run(std::function<void()> work, std::function<void()> done) override;

private:
    struct Job {
        std::function<void()> work;
        std::function<void()> done;
    };
    void serve();

    const Home home_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> waiting_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace cordee::transfer
