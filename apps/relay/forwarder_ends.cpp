// How the pairs of a forwarder end.
#include "apps/relay/forwarder_pair.hpp"

#include <algorithm>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

namespace cordee::relay {
namespace {

constexpr std::size_t kSweepParts = 4; ///< each pair is looked at once a second

/// Sent, but not taken by the other side's system yet.
bool has_unsent(const Descriptor& socket)
{
    int bytes = 0;
    return ::ioctl(socket.get(), SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

} // namespace

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

/// The first one goes now, the last one shortly before the time is over.
void Forwarder::spread_ends(std::chrono::milliseconds time)
{
    draining_ = true;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        auto& due = pairs_[i]->times.due;
        due = std::min(due, now_ + time * static_cast<int>(i) / static_cast<int>(pairs_.size()));
    }
}

} // namespace cordee::relay
