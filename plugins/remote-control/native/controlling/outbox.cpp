#include "controlling/outbox.hpp"

namespace cordee::remote {
namespace {

/// Far more than a person types while a path is merely slow.
constexpr std::size_t kMostWaiting = 2000;

} // namespace

void Outbox::input(const InputMessage& message)
{
    const std::lock_guard lock{mutex_};
    if (dropped_ || waiting_.size() >= kMostWaiting) {
        dropped_ = true;
        return;
    }
    put_locked(kInputChannel, encode(message));
}

bool Outbox::blocked() const
{
    const std::lock_guard lock{mutex_};
    return !waiting_.empty();
}

void Outbox::writable()
{
    const std::lock_guard lock{mutex_};
    while (!waiting_.empty() && try_send(waiting_.front()))
        waiting_.pop_front();
    if (!waiting_.empty() || !dropped_)
        return;
    dropped_ = false;
    put_locked(kInputChannel, encode(InputMessage{ReleaseAll{}}));
}

void Outbox::clear()
{
    const std::lock_guard lock{mutex_};
    waiting_.clear();
    dropped_ = false;
}

void Outbox::put(std::uint16_t channel, Bytes message)
{
    const std::lock_guard lock{mutex_};
    put_locked(channel, std::move(message));
}

void Outbox::put_locked(std::uint16_t channel, Bytes message)
{
    Waiting next{channel, std::move(message)};
    if (!waiting_.empty() || !try_send(next))
        waiting_.push_back(std::move(next));
}

bool Outbox::try_send(const Waiting& waiting)
{
    return send_(waiting.channel, waiting.message) != CORDEE_AGAIN;
}

} // namespace cordee::remote
