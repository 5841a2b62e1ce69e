// Which direction a forwarder carries next, and how far: small messages before what is large, and nobody
// beyond its budget.
#include "apps/relay/forwarder_pair.hpp"

#include <sys/epoll.h>
#include <utility>

namespace cordee::relay {
namespace {

constexpr std::size_t kLargeTurn = 128 * 1024;

} // namespace

/// An event of one socket concerns the way that reads it and the way that writes it.
void Forwarder::note(Way& reading, std::uint32_t events)
{
    auto& pair = *reading.pair;
    auto& writing = pair.ways.at(1U - reading.number);
    const bool ending = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if ((events & EPOLLIN) != 0 || ending) {
        reading.direction.note_readable(ending);
        push(queue_, reading);
    }
    if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
        writing.direction.note_writable();
        push(queue_, writing);
    }
}

void Forwarder::push(Queue& queue, Way& way)
{
    if (way.queued || !way.open || way.pair->dead || way.pair->leaving != nullptr || way.pair->throttled ||
        !way.direction.has_work())
        return;
    way.queued = true;
    way.next = nullptr;
    (queue.last != nullptr ? queue.last->next : queue.first) = &way;
    queue.last = &way;
}

Forwarder::Way* Forwarder::pop(Queue& queue)
{
    auto* const way = queue.first;
    if (way == nullptr)
        return nullptr;
    queue.first = way->next;
    if (queue.first == nullptr)
        queue.last = nullptr;
    way->queued = false;
    return way;
}

void Forwarder::carry_all(Queue queue)
{
    while (auto* way = pop(queue))
        carry(*way);
}

/// Those that had a turn before, until it is time to look for small messages again.
void Forwarder::carry_some(Queue queue)
{
    const auto before = bytes();
    while (auto* way = pop(queue)) {
        carry(*way);
        if (bytes() - before >= kLargeTurn)
            break;
    }
    if (queue.first == nullptr)
        return;
    queue.last->next = queue_.first;
    queue_ = {queue.first, queue_.last != nullptr ? queue_.last : queue.last};
}

void Forwarder::carry(Way& way)
{
    auto& pair = *way.pair;
    if (pair.dead || pair.leaving != nullptr || !way.open || (pair.budget && !may_carry(pair)))
        return;
    const auto before = way.direction.bytes();
    const auto carried = way.direction.carry(lent_->carriage, pair.sockets.at(way.number).get(),
                                             pair.sockets.at(1U - way.number).get());
    if (const auto moved = way.direction.bytes() - before; moved > 0)
        account(way, moved);
    if (carried == Carried::has_more)
        push(queue_, way);
    else if (carried != Carried::waits)
        end_way(way, carried);
}

void Forwarder::account(Way& way, std::uint64_t moved)
{
    way.pair->active = now_;
    auto& total = bytes_.at(way.number);
    total.store(total.load(std::memory_order_relaxed) + moved, std::memory_order_relaxed);
    if (way.pair->budget)
        way.pair->budget->spend(moved);
}

/// False when the pair has to wait, or has ended.
bool Forwarder::may_carry(Pair& pair)
{
    if (pair.throttled)
        return false;
    if (pair.budget->available(now_) > 0)
        return true;
    if (pair.budget->spent(now_) == PairBudget::Spent::bytes) {
        finish(pair, PairEnd::spent);
    } else {
        pair.throttled = true;
        throttled_.push_back(&pair);
    }
    return false;
}

void Forwarder::release_throttled()
{
    std::erase_if(throttled_, [&](Pair* pair) {
        if (!pair->dead && pair->budget->ready_at() > now_)
            return false;
        pair->throttled = false;
        pair->active = now_;
        for (auto& way : pair->ways)
            push(queue_, way);
        return true;
    });
}

} // namespace cordee::relay
