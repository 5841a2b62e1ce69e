#include "core/endpoint/path_finder.hpp"

#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/arrivals.hpp"
#include "core/endpoint/broker_error.hpp"
#include "core/endpoint/first_record.hpp"
#include "core/transport/staggered.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using session::NewPath;

constexpr int kDirect = 0;
constexpr int kRelayed = 1;

/// What both lists have, in the order of `order`; an empty order says nothing.
template <class T>
std::vector<T> in_order(const std::vector<T>& order, const std::vector<T>& all)
{
    if (order.empty())
        return all;
    std::vector<T> out;
    for (const auto& one : order)
        if (std::find(all.begin(), all.end(), one) != all.end() &&
            std::find(out.begin(), out.end(), one) == out.end())
            out.push_back(one);
    return out;
}

std::vector<std::string> as_texts(const std::vector<transport::Address>& addresses)
{
    std::vector<std::string> out;
    for (const auto& address : addresses)
        out.push_back(transport::to_string(address));
    return out;
}

asio::awaitable<Result<NewPath>> as_result(asio::awaitable<NewPath> path)
{
    co_return co_await std::move(path);
}

} // namespace

PathFinder::PathFinder(const asio::any_io_executor& strand, PathDialer& dialer, PathConfig config,
                       const Clock& clock)
    : dialer_{dialer}, config_{std::move(config)}, clock_{clock}, stock_{std::move(config_.offer.relays),
                                                                         clock},
      budget_{clock}, candidates_{transport::judge_candidates(as_texts(config_.offer.candidates),
                                                              config_.loopback)},
      candidates_changed_{strand}, ticket_taken_{strand}
{
    if (!stock_.places().empty())
        told_relay_ = stock_.places().front().id;
}

asio::awaitable<boost::system::result<NewPath, NoPath>> PathFinder::first()
{
    last_failure_ = {Errc::not_found, {}, {}};
    reached_ = false;
    const Search any{std::numeric_limits<int>::max(), !config_.initiator};
    auto found = co_await with_deadline(config_.timing.first, as_result(race(search(any), until_hopeless())));
    if (!found || !found->connection)
        co_return last_failure_;
    in_use(found->name);
    co_return std::move(*found);
}

/// The other side may take its time; a network that lets nothing through will not change.
asio::awaitable<NewPath> PathFinder::until_hopeless()
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    do {
        timer.expires_after(config_.timing.nowhere);
        co_await timer.async_wait(asio::use_awaitable);
    } while (reached_);
    co_return NewPath{};
}

asio::awaitable<NewPath> PathFinder::next(int worse_than)
{
    const Search better{worse_than, false};
    co_return co_await search(better);
}

asio::awaitable<NewPath> PathFinder::search(Search search)
{
    co_return co_await race(keep_dialing(search), keep_accepting(search));
}

void PathFinder::avoid_direct()
{
    direct_ = false;
}

std::vector<std::string> PathFinder::own_candidates() const
{
    return dialer_.own_candidates();
}

void PathFinder::peer_candidates(std::vector<std::string> candidates)
{
    told_ = transport::judge_candidates(candidates, config_.loopback);
    if (adopt_candidates())
        candidates_changed_.notify();
}

/// The broker counts how many are where, and hears of a move.
void PathFinder::in_use(const std::string& name)
{
    const auto found = relay_by_name_.find(name);
    if (found == relay_by_name_.end() || found->second == used_relay_)
        return;
    used_relay_ = found->second;
    ticket_taken_.notify();
}

/// What was told too soon after the last change waits for a later round.
bool PathFinder::adopt_candidates()
{
    const auto now = clock_.steady();
    if (!told_ || (adopted_at_ && now - *adopted_at_ < config_.timing.candidates))
        return false;
    auto told = std::exchange(told_, std::nullopt);
    if (*told == candidates_)
        return false;
    candidates_ = std::move(*told);
    adopted_at_ = now;
    return true;
}

/// Rounds with pauses between them, for as long as it takes.
asio::awaitable<NewPath> PathFinder::keep_dialing(Search search)
{
    const auto& timing = config_.timing;
    for (auto pause = timing.least_pause;; pause = std::min(2 * pause, timing.most_pause)) {
        if (auto found = co_await round(search))
            co_return std::move(*found);
        co_await candidates_changed_.wait_for(search.worse_than > kRelayed ? pause : timing.better_pause);
    }
}

asio::awaitable<std::optional<NewPath>> PathFinder::round(Search search)
{
    using transport::Lane;
    adopt_candidates();
    std::vector<Lane<NewPath>> lanes;
    bool direct = false;
    if (search.worse_than > kDirect && direct_ && !candidates_.empty()) {
        auto& lane = lanes.emplace_back();
        lane.attempts.push_back(try_direct(search.heard));
        direct = true;
    }
    if (search.worse_than > kRelayed && config_.relays) {
        auto& lane = lanes.emplace_back();
        lane.stagger = config_.timing.stagger;
        lane.offset = direct ? config_.timing.stagger : std::chrono::milliseconds{0};
        for (const auto& place : places_in_turn())
            lane.attempts.push_back(try_relay(narrowed(place), search.heard));
    }
    auto found = co_await transport::first_success(std::move(lanes));
    co_return found;
}

/// A further connection had better go through another relay than the last one, so that they do not break
/// together.
std::vector<TicketStock::Place> PathFinder::places_in_turn() const
{
    auto out = stock_.places();
    const auto last =
        std::find_if(out.begin(), out.end(), [&](const auto& place) { return place.id == last_relay_; });
    if (last != out.end())
        std::rotate(out.begin(), std::next(last), out.end());
    return out;
}

asio::awaitable<Result<NewPath>> PathFinder::try_relay(TicketStock::Place place, bool heard)
{
    const transport::Address where{place.host, place.ports.empty() ? std::uint16_t{0} : place.ports.front()};
    if (place.ports.empty() || place.encapsulations.empty()) {
        last_failure_ = {Errc::not_permitted, where, {}};
        co_return Errc::not_permitted;
    }
    if (stock_.count(place.id) == 0)
        co_await refill_now();
    bool answered = false;
    PathDialer::TakeTicket take = [this, id = place.id, &answered] {
        reached_ = answered = true;
        auto ticket = stock_.take(id);
        ticket_taken_.notify();
        return ticket;
    };
    const auto relay = place.id;
    auto dialed = co_await dialer_.enter(std::move(place), std::move(take));
    if (!dialed) {
        log::debug("relay {}: {}", where.host, dialed.error().message());
        last_failure_ = {dialed.error(), where, dialer_.last_tries()};
        if (!answered) // that the other side did not come is no failure of the relay
            failed_.insert(relay);
        co_return dialed.error();
    }
    failed_.erase(relay);
    auto path = co_await chosen(std::move(*dialed), kRelayed, heard);
    if (path)
        relay_by_name_[path->name] = last_relay_ = relay;
    co_return path;
}

asio::awaitable<Result<NewPath>> PathFinder::try_direct(bool heard)
{
    std::vector<asio::ip::tcp::endpoint> candidates;
    for (const auto& one : candidates_)
        if (!config_.admits || config_.admits(one.address()))
            candidates.push_back(one);
    candidates = budget_.take(std::move(candidates));
    if (candidates.empty())
        co_return Errc::not_permitted;
    auto dialed = co_await dialer_.dial(std::move(candidates));
    if (!dialed)
        co_return dialed.error();
    co_return co_await chosen(std::move(*dialed), kDirect, heard);
}

asio::awaitable<Result<NewPath>> PathFinder::chosen(Dialed dialed, int rank, bool heard)
{
    if (heard) {
        auto first =
            co_await with_deadline(config_.timing.first_record, first_record(std::move(dialed.connection)));
        if (!first)
            co_return first.error();
        dialed.connection = std::move(*first);
    }
    co_return NewPath{std::move(dialed.connection), rank, std::move(dialed.name), dialed.datagrams};
}

TicketStock::Place PathFinder::narrowed(TicketStock::Place place) const
{
    place.ports = in_order(config_.ports, in_order(config_.offer.ports, place.ports));
    place.encapsulations =
        in_order(config_.encapsulations, in_order(config_.offer.encapsulations, place.encapsulations));
    return place;
}

/// Anybody can connect. The side that speaks first would speak to them, so it takes those only who come from
/// where the other side says it is.
bool PathFinder::admits(const Dialed& dialed) const
{
    if (config_.admits && !config_.admits(dialed.peer))
        return false;
    return !config_.initiator ||
           std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const auto& candidate) { return candidate.address() == dialed.peer; });
}

/// The next one that may come; waits until it is cancelled where nothing listens.
asio::awaitable<Dialed> PathFinder::next_admitted()
{
    for (;;) {
        auto dialed = co_await dialer_.accept();
        if (!dialed) {
            log::debug("no direct connections here: {}", dialed.error().message());
            Signal never{co_await asio::this_coro::executor};
            co_await never.wait(); // until cancelled
            continue;
        }
        if (direct_ && admits(*dialed))
            co_return std::move(*dialed);
    }
}

asio::awaitable<NewPath> PathFinder::keep_accepting(Search search)
{
    Dialed dialed; // GCC 12 compiles a choice within co_await wrongly
    if (search.heard)
        dialed = co_await next_heard();
    else
        dialed = co_await next_admitted();
    co_return NewPath{std::move(dialed.connection), kDirect, std::move(dialed.name), dialed.datagrams};
}

asio::awaitable<Dialed> PathFinder::next_heard()
{
    Arrivals arrivals{co_await asio::this_coro::executor, config_.timing.first_record};
    auto keep_adding = [this, &arrivals]() -> asio::awaitable<Dialed> {
        for (;;) {
            auto dialed = co_await next_admitted();
            arrivals.add(std::move(dialed));
        }
    };
    std::exception_ptr cancelled;
    Dialed heard;
    try {
        heard = co_await race(keep_adding(), arrivals.first_heard());
    } catch (...) {
        cancelled = std::current_exception();
    }
    // The arrivals end before this does, also when it was cancelled.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await arrivals.end();
    if (cancelled)
        std::rethrow_exception(cancelled);
    co_return heard;
}

asio::awaitable<void> PathFinder::refill_now()
{
    if (!config_.refill)
        co_return;
    try {
        const WayNews news{used_relay_, {failed_.begin(), failed_.end()}};
        stock_.add(co_await config_.refill(news));
        told_relay_ = news.on;
        for (const auto& relay : news.failed)
            failed_.erase(relay);
    } catch (const UserError& error) {
        log::debug("no fresh tickets: {}", error.what());
    }
}

asio::awaitable<void> PathFinder::keep_stocked()
{
    while (config_.refill) {
        if (stock_.low() || (!used_relay_.empty() && used_relay_ != told_relay_))
            co_await refill_now();
        co_await ticket_taken_.wait_for(config_.timing.refill);
    }
}

} // namespace cordee::endpoint
