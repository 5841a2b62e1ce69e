#include "apps/relay/forwarder.hpp"

#include "apps/relay/forwarder_pair.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>

namespace cordee::relay {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kEvents = 256; ///< taken from the system at once
constexpr auto kLongestSleep = 1s;
constexpr auto kThrottledSleep = 5ms; ///< how exactly a rate is kept

Descriptor opened(int number, const char* what)
{
    if (number < 0)
        throw std::system_error{errno, std::generic_category(), what};
    return Descriptor{number};
}

} // namespace

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

} // namespace cordee::relay
