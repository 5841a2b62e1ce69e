#include "controlled/screen_feed.hpp"

#include <algorithm>
#include <poll.h>
#include <utility>

namespace cordee::remote {
namespace {

using namespace std::chrono_literals;

/// Shortest time from one update to the next.
constexpr auto kFrame = 16ms;
/// A moment in which the whole computer stood still says nothing of what an update costs.
constexpr auto kLongestRest = 100ms;
/// The pointer's place is asked for this often: the X server does not tell.
constexpr auto kPointerPeriod = 33ms;

int milliseconds_until(std::chrono::steady_clock::time_point then, std::chrono::steady_clock::time_point now)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(then - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1000));
}

} // namespace

ScreenFeed::ScreenFeed(const std::string& display, MemorySource memory, SendQueue& out,
                       std::function<void(Ended)> ended)
    : out_{out}, ended_{std::move(ended)}, display_{display}, capture_{display_, std::move(memory)},
      layout_{display_}, pointer_{display_}
{
    if (!capture_.resize())
        throw DisplayError{"the X server does not tell the size of its screen"};
    thread_ = std::jthread{[this] { run(); }};
}

ScreenFeed::~ScreenFeed()
{
    stop();
    thread_.join();
}

template <class Change>
void ScreenFeed::order(Change change)
{
    {
        const std::lock_guard lock{mutex_};
        change(orders_);
    }
    wake_.signal();
}

void ScreenFeed::begin(std::vector<std::uint8_t> encodings)
{
    order([&](Orders& orders) {
        orders.begin = std::move(encodings);
        orders.pause = false;
        orders.acknowledged.clear();
    });
}

void ScreenFeed::pause()
{
    order([](Orders& orders) {
        orders.pause = true;
        orders.begin.reset();
        orders.acknowledged.clear();
    });
    const std::lock_guard finished{turn_};
}

void ScreenFeed::stop()
{
    order([](Orders& orders) { orders.stop = true; });
}

void ScreenFeed::refresh()
{
    order([](Orders& orders) { orders.refresh = true; });
}

void ScreenFeed::acknowledge(std::uint32_t number)
{
    order([&](Orders& orders) { orders.acknowledged.push_back(number); });
}

void ScreenFeed::run()
{
    for (;;) {
        {
            const std::lock_guard lock{turn_};
            if (!turn())
                return;
        }
        wait();
    }
}

bool ScreenFeed::turn()
{
    handle_events();
    if (display_.lost()) {
        ended_(Ended::display_lost);
        return false;
    }
    Orders orders;
    {
        const std::lock_guard lock{mutex_};
        orders = std::exchange(orders_, {});
    }
    if (orders.stop || !follow(std::move(orders)))
        return false;
    if (!live_)
        return true;
    if (std::exchange(resized_, false) && capture_.resize())
        start_over();
    const auto now = Clock::now();
    if (now >= next_update_ && wants_update() && pacer_.may_send() && !out_.blocked())
        send_update(now);
    if (now >= next_pointer_ && !out_.blocked())
        send_pointer(now);
    return true;
}

void ScreenFeed::wait()
{
    const auto now = Clock::now();
    int timeout = -1;
    if (live_ && !out_.blocked()) {
        timeout = milliseconds_until(next_pointer_, now);
        if (wants_update() && pacer_.may_send())
            timeout = std::min(timeout, milliseconds_until(next_update_, now));
    }
    display_.flush();
    // A reply that was waited for may have brought events along, which poll() does not see.
    handle_events();
    if (drawn_ && live_ && pacer_.may_send() && now >= next_update_ && !out_.blocked())
        return;
    pollfd waits[] = {{display_.descriptor(), POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}};
    poll(waits, 2, timeout);
    wake_.clear();
}

void ScreenFeed::handle_events()
{
    while (const Reply<xcb_generic_event_t> event{xcb_poll_for_event(display_.get())}) {
        drawn_ = drawn_ || capture_.is_damage(*event);
        resized_ = resized_ || layout_.is_change(*event);
        pointer_.handle(*event);
    }
}

bool ScreenFeed::follow(Orders orders)
{
    if (orders.pause)
        live_ = false;
    if (orders.begin) {
        live_ = true;
        encoder_.allow(*orders.begin);
        pacer_.reset();
        capture_.resize();
        start_over();
    }
    for (const auto number : orders.acknowledged)
        // One that is known no more was under way when the other half said Hello again.
        if (live_ && !pacer_.acknowledged(number, Clock::now()) && number > encoder_.number()) {
            ended_(Ended::protocol);
            return false;
        }
    if (orders.refresh && live_) {
        encoder_.reset(capture_.size());
        changed_.add_all();
    }
    return true;
}

void ScreenFeed::start_over()
{
    encoder_.reset(capture_.size());
    changed_ = TileSet{capture_.size()};
    changed_.add_all();
    pointer_.reset();
    next_update_ = next_pointer_ = {};
    out_.control(layout_.layout(capture_.size()));
}

void ScreenFeed::send_pointer(Clock::time_point now)
{
    if (const auto shape = pointer_.shape())
        out_.screen(*shape);
    if (const auto position = pointer_.position(capture_.size()))
        out_.screen(ScreenMessage{*position});
    next_pointer_ = now + kPointerPeriod;
}

void ScreenFeed::send_update(Clock::time_point now)
{
    if (std::exchange(drawn_, false))
        capture_.take_damage(changed_);
    if (!capture_.grab(changed_)) {
        // The size changed in between: look again, and then take everything.
        resized_ = drawn_ = true;
        next_update_ = now + kFrame;
        return;
    }
    Bytes update = encoder_.encode(capture_.picture(), changed_, pacer_.max_bytes());
    const auto done = Clock::now();
    // About half of the time is spent on it, whatever is drawn; but a picture that was begun is finished.
    const auto rest = std::min<Clock::duration>(done - now, kLongestRest);
    next_update_ = changed_.empty() ? std::max(now + kFrame, done + rest) : done;
    if (update.empty())
        return;
    pacer_.sent(encoder_.number(), update.size(), done);
    out_.put(kScreenChannel, std::move(update));
}

} // namespace cordee::remote
