#include "apps/relay/forwarder.hpp"

#include "apps/relay/direction.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <system_error>

namespace cordee::relay {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kEvents = 256; ///< taken from the system at once
constexpr std::size_t kLargeTurn = 128 * 1024;
constexpr auto kSweepTime = 250ms;
constexpr std::size_t kSweepParts = 4; ///< each pair is looked at once a second
constexpr auto kLongestSleep = 1s;
constexpr auto kThrottledSleep = 5ms; ///< how exactly a rate is kept
constexpr std::size_t kPipesLent = 256;
constexpr std::size_t kPipesKept = 16;

Descriptor opened(int number, const char* what)
{
    if (number < 0)
        throw std::system_error{errno, std::generic_category(), what};
    return Descriptor{number};
}

/// Sent, but not taken by the other side's system yet.
bool has_unsent(const Descriptor& socket)
{
    int bytes = 0;
    return ::ioctl(socket.get(), SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

} // namespace

struct Forwarder::Way {
    Direction direction;
    Pair* pair = nullptr;
    Way* next = nullptr;
    std::uint8_t number = 0; ///< of the socket that it reads
    bool queued = false;
    bool open = true;
    bool unheard = false; ///< nobody takes what its sender says
};

struct Forwarder::Pair {
    std::array<Descriptor, 2> sockets;
    std::array<Way, 2> ways;
    ForwardTimes times;
    SteadyTime active;
    SteadyTime ends = SteadyTime::max();
    std::unique_ptr<PairOwner> owner;
    std::unique_ptr<PairBudget> budget; ///< null: nothing is limited
    std::uint32_t place = 0;            ///< among all pairs
    bool throttled = false;
    const Descriptor* leaving = nullptr; ///< all that is left to do is that this one's last bytes arrive
    bool dead = false;
};

struct Forwarder::Lent {
    Carriage carriage{.pipes = {kPipesLent, kPipesKept}};
};

Forwarder::Forwarder(const Clock& clock)
    : clock_{clock}, events_{opened(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")},
      waker_{opened(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")}, now_{clock.steady()},
      next_sweep_{now_ + kSweepTime}, lent_{std::make_unique<Lent>()}, heartbeat_{now_, kLongestSleep}
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    if (::epoll_ctl(events_.get(), EPOLL_CTL_ADD, waker_.get(), &event) != 0)
        throw std::system_error{errno, std::generic_category(), "epoll_ctl"};
}

Forwarder::~Forwarder()
{
    stop();
    take_in();
    while (!pairs_.empty())
        finish(*pairs_.back(), PairEnd::stopped);
}

void Forwarder::add(PairOfSockets pair)
{
    auto made = std::make_unique<Pair>();
    made->sockets = {std::move(pair.first), std::move(pair.second)};
    made->times = pair.times;
    made->owner = std::move(pair.owner);
    if (pair.budget.bytes != 0 || pair.budget.rate != 0)
        made->budget = std::make_unique<PairBudget>(pair.budget, clock_.steady());
    for (std::uint8_t side = 0; side < 2; ++side) {
        made->ways.at(side).pair = made.get();
        made->ways.at(side).number = side;
    }
    bool first = false;
    {
        const std::scoped_lock lock{mutex_};
        if (!stopped_) {
            first = arrived_.empty();
            arrived_.push_back(std::move(made));
            count_.fetch_add(1, std::memory_order_relaxed);
        }
    }
    if (first)
        wake();
    if (!made)
        return;
    made->sockets = {};
    if (made->owner)
        made->owner->ended({}, PairEnd::stopped);
}

void Forwarder::stop()
{
    {
        const std::scoped_lock lock{mutex_};
        stopped_ = true;
    }
    wake();
}

void Forwarder::drain(std::chrono::milliseconds time)
{
    {
        const std::scoped_lock lock{mutex_};
        drain_ = time;
    }
    wake();
}

void Forwarder::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(waker_.get(), &one, sizeof one); // full: it wakes as well
}

void Forwarder::run()
{
    for (bool more = true; more;) {
        turn(pairs_.empty() ? kLongestSleep : kSweepTime);
        const std::scoped_lock lock{mutex_};
        more = !stopped_;
    }
    take_in();
    while (!pairs_.empty())
        finish(*pairs_.back(), PairEnd::stopped);
    bury();
}

void Forwarder::take_in()
{
    std::vector<std::unique_ptr<Pair>> arrived;
    std::optional<std::chrono::milliseconds> drain;
    {
        const std::scoped_lock lock{mutex_};
        arrived.swap(arrived_);
        drain.swap(drain_);
    }
    for (auto& each : arrived) {
        auto& pair = *each;
        pair.active = now_;
        if (draining_) // it met while the others were told to move
            pair.times.due = now_;
        pair.place = static_cast<std::uint32_t>(pairs_.size());
        pairs_.push_back(std::move(each));
        for (auto& way : pair.ways) {
            epoll_event event{};
            event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
            event.data.ptr = &way;
            if (::epoll_ctl(events_.get(), EPOLL_CTL_ADD, pair.sockets.at(way.number).get(), &event) != 0) {
                finish(pair, PairEnd::broken);
                break;
            }
        }
    }
    if (drain)
        spread_ends(*drain);
}

/// The first one goes now, the last one shortly before the time is over.
void Forwarder::spread_ends(std::chrono::milliseconds time)
{
    draining_ = true;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        auto& due = pairs_[i]->times.due;
        due = std::min(due, now_ + time * static_cast<int>(i) / static_cast<int>(pairs_.size()));
    }
}

void Forwarder::turn(std::chrono::milliseconds wait)
{
    std::array<epoll_event, kEvents> events;
    if (!throttled_.empty())
        wait = std::min<std::chrono::milliseconds>(wait, kThrottledSleep);
    const int patience = queue_.first != nullptr ? 0 : static_cast<int>(wait.count());
    const auto count = ::epoll_wait(events_.get(), events.data(), kEvents, patience);
    now_ = clock_.steady();
    auto later = std::exchange(queue_, {}); // behind what is new, which is likely small
    bool arrivals = false;
    for (int i = 0; i < count; ++i) {
        const auto& event = events.at(static_cast<std::size_t>(i));
        if (event.data.ptr == nullptr)
            arrivals = true;
        else
            note(*static_cast<Way*>(event.data.ptr), event.events);
    }
    carry_all(std::exchange(queue_, {}));
    carry_some(later);
    if (arrivals) {
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto read = ::read(waker_.get(), &ignored, sizeof ignored);
        take_in();
    }
    if (!throttled_.empty())
        release_throttled();
    if (now_ >= next_sweep_)
        sweep();
    if (!dead_.empty())
        bury();
    const auto done = clock_.steady();
    heartbeat_.beat(done, done - now_);
}

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

void Forwarder::end_way(Way& way, Carried how)
{
    auto& pair = *way.pair;
    const auto& from = pair.sockets.at(way.number);
    const auto& to = pair.sockets.at(1U - way.number);
    const bool broken = how == Carried::broken;
    const bool last = !pair.ways.at(1U - way.number).open;
    way.open = false;
    way.unheard = how == Carried::receiver_gone;
    way.direction.drop(lent_->carriage);
    pair.ends = now_ + pair.times.half_closed;
    // Closing now, over what a side said that nobody takes, could throw away what it has yet to receive.
    if (broken && has_unsent(to))
        pair.leaving = &to;
    else if (last && way.unheard && has_unsent(from))
        pair.leaving = &from;
    else if (last && pair.ways.at(1U - way.number).unheard && has_unsent(to))
        pair.leaving = &to;
    ::shutdown(to.get(), SHUT_WR);
    if (pair.leaving != nullptr)
        return;
    if (broken || last)
        finish(pair, broken ? PairEnd::broken : PairEnd::finished);
}

void Forwarder::finish(Pair& pair, PairEnd end)
{
    pair.dead = true;
    for (auto& way : pair.ways)
        way.direction.drop(lent_->carriage);
    pair.sockets = {};
    if (pair.owner)
        pair.owner->ended({pair.ways[0].direction.bytes(), pair.ways[1].direction.bytes()}, end);
    pair.owner.reset();
    auto& place = pairs_.at(pair.place);
    dead_.push_back(std::move(place));
    if (&place != &pairs_.back()) {
        place = std::move(pairs_.back());
        place->place = pair.place;
    }
    pairs_.pop_back();
    count_.fetch_sub(1, std::memory_order_relaxed);
}

/// A part of all pairs, so that a relay that is full does not stop for it.
void Forwarder::sweep()
{
    next_sweep_ = now_ + kSweepTime;
    const auto parts = draining_ ? 1 : kSweepParts;
    for (auto left = (pairs_.size() + parts - 1) / parts; left > 0 && !pairs_.empty(); --left) {
        if (sweep_at_ >= pairs_.size())
            sweep_at_ = 0;
        auto& pair = *pairs_[sweep_at_++];
        look_at(pair);
        if (pair.dead) // another one is in its place
            --sweep_at_;
    }
}

void Forwarder::look_at(Pair& pair)
{
    if (pair.leaving != nullptr && !has_unsent(*pair.leaving))
        finish(pair, PairEnd::broken);
    else if (now_ >= pair.ends)
        finish(pair, PairEnd::broken);
    else if (now_ >= pair.times.due)
        finish(pair, draining_ ? PairEnd::moved : PairEnd::overdue);
    else if (!pair.throttled && now_ - pair.active >= pair.times.idle)
        finish(pair, PairEnd::idle);
}

void Forwarder::bury()
{
    auto waiting = std::exchange(queue_, {});
    while (auto* way = pop(waiting))
        push(queue_, *way);
    std::erase_if(throttled_, [](const Pair* pair) { return pair->dead; });
    dead_.clear();
}

} // namespace cordee::relay
