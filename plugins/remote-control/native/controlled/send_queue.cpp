#include "controlled/send_queue.hpp"

namespace cordee::remote {

void SendQueue::put(std::uint16_t channel, Bytes message)
{
    const std::lock_guard lock{mutex_};
    if (!waiting_.empty() || send_(channel, message) == CORDEE_AGAIN)
        waiting_.push_back({channel, std::move(message)});
}

bool SendQueue::blocked() const
{
    const std::lock_guard lock{mutex_};
    return !waiting_.empty();
}

void SendQueue::writable()
{
    const std::lock_guard lock{mutex_};
    while (!waiting_.empty() && send_(waiting_.front().channel, waiting_.front().message) != CORDEE_AGAIN)
        waiting_.pop_front();
}

void SendQueue::clear()
{
    const std::lock_guard lock{mutex_};
    waiting_.clear();
}

} // namespace cordee::remote
