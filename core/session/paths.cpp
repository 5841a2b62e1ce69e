#include "core/session/paths.hpp"

#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/base/race.hpp"

#include <algorithm>
#include <limits>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

constexpr int kAny = std::numeric_limits<int>::max();
/// Connections that wait to be used; of more, the worst is closed.
constexpr std::size_t kMaxHeld = 4;

bool is_attach(View record)
{
    return !record.empty() && record.front() == static_cast<std::uint8_t>(wire::Kind::attach1);
}

} // namespace

Paths::Paths(const asio::any_io_executor& strand, Channels& channels, ResumeSecrets secrets, Config config,
             Listener& listener)
    : strand_{strand}, channels_{channels}, config_{std::move(config)}, listener_{listener},
      initiator_{{secrets.keys.clone(), secrets.handshake_hash, secrets.session}, config_.random},
      responder_{std::move(secrets), config_.random, config_.clock}, rank_{config_.first_rank},
      changed_{strand}, tasks_{strand}
{}

void Paths::start()
{
    tasks_.spawn(seek());
    tasks_.spawn(be_patient());
    if (config_.initiator)
        tasks_.spawn(choose());
}

asio::awaitable<void> Paths::stop()
{
    tasks_.cancel();
    co_await tasks_.join();
    held_.clear();
}

void Paths::broken()
{
    changed_.notify();
}

void Paths::suspect()
{
    if (!std::exchange(suspected_, true))
        changed_.notify();
}

std::optional<int> Paths::wanted() const
{
    // Anybody may be behind what came to the side that waits: until one of them goes on, it takes more.
    if (held_.empty() || (!config_.initiator && !channels_.connected()))
        return kAny;
    if (channels_.connected() && rank_ > 0)
        return rank_;
    return std::nullopt;
}

asio::awaitable<void> Paths::seek()
{
    for (;;) {
        const auto worse_than = wanted();
        if (!worse_than) {
            co_await changed_.wait();
            continue;
        }
        auto path = co_await race(config_.source.next(*worse_than), until_else_is_wanted(*worse_than));
        if (path.connection)
            keep(std::move(path));
    }
}

asio::awaitable<NewPath> Paths::until_else_is_wanted(int worse_than)
{
    while (wanted() == worse_than)
        co_await changed_.wait();
    co_return NewPath{};
}

void Paths::keep(NewPath path)
{
    const auto held = std::make_shared<Held>(strand_, std::move(path));
    held_.push_back(held);
    tasks_.spawn(hold(held));
    if (held_.size() > kMaxHeld)
        drop(least_useful());
    changed_.notify();
}

/// To the side that chooses, the worst. To the other one, the oldest that came directly, as everybody can: a
/// relay lets in only who has a ticket.
Paths::HeldPtr Paths::least_useful() const
{
    const auto by_rank = [](const auto& a, const auto& b) { return a->path.rank < b->path.rank; };
    return config_.initiator ? *std::max_element(held_.begin(), held_.end(), by_rank)
                             : *std::min_element(held_.begin(), held_.end(), by_rank);
}

void Paths::drop(HeldPtr held)
{
    std::erase(held_, held);
    held->path.connection->close();
    changed_.notify();
}

asio::awaitable<void> Paths::hold(HeldPtr held)
{
    const auto record = co_await held->path.connection->receive();
    if (record)
        held->first = to_bytes(*record);
    else
        held->first = record.error();
    held->arrived.notify();
    const bool known = std::find(held_.begin(), held_.end(), held) != held_.end();
    if (!known)
        co_return; // an attach of ours waits for it
    if (record && !config_.initiator && is_attach(**held->first))
        co_await answer(held);
    else
        drop(held);
}

Paths::HeldPtr Paths::best_held() const
{
    const auto best = std::min_element(
        held_.begin(), held_.end(), [](const auto& a, const auto& b) { return a->path.rank < b->path.rank; });
    return best == held_.end() ? nullptr : *best;
}

// The initiator's part.

asio::awaitable<void> Paths::choose()
{
    for (;;) {
        const auto best = best_held();
        const bool must = !channels_.connected() || suspected_;
        if (best && (must || best->path.rank < rank_))
            co_await attach(best);
        else
            co_await changed_.wait();
    }
}

asio::awaitable<void> Paths::attach(HeldPtr held)
{
    std::erase(held_, held);
    changed_.notify();
    auto begun = initiator_.begin(++epoch_, counters());
    if (!begun)
        co_return;
    const auto sent = co_await held->path.connection->send(begun->attach1);
    Result<Bytes> record = Errc::closed;
    if (sent)
        record = co_await with_deadline(config_.timing.attach, first_record(held));
    Result<Resumed> resumed = Errc::closed;
    if (record)
        resumed = begun->pending.finish(*record);
    if (!resumed) {
        log::info("a path did not carry the session on: {}", resumed.error().message());
        held->path.connection->close();
        co_return;
    }
    take_over(held->path, make_link(held, *resumed), *resumed, {});
}

asio::awaitable<Result<Bytes>> Paths::first_record(HeldPtr held)
{
    while (!held->first)
        co_await held->arrived.wait();
    co_return std::move(*held->first);
}

// The other side's part.

asio::awaitable<void> Paths::answer(HeldPtr held)
{
    std::erase(held_, held);
    changed_.notify();
    auto answered = responder_.answer(**held->first, counters());
    Result<void> sent = Errc::refused;
    if (answered)
        sent = co_await held->path.connection->send(answered->attach2);
    else
        log::info("a wish to go on was refused: {}", answered.error().message());
    if (!sent)
        co_return held->path.connection->close();
    const NewPath path{nullptr, held->path.rank, held->path.name, held->path.datagrams};
    // The first record shows that the other side has the new keys; until then everything stays as it is.
    auto link = make_link(held, answered->resumed);
    auto receive = [](std::shared_ptr<SecureLink> from) -> asio::awaitable<Result<View>> {
        co_return co_await from->receive();
    };
    const auto first = co_await with_deadline(config_.timing.attach, receive(link));
    if (!first || answered->resumed.epoch <= responder_.confirmed()) {
        link->close();
        co_return;
    }
    responder_.confirm(answered->resumed.epoch);
    take_over(path, std::move(link), answered->resumed, *first);
}

// Both.

wire::Counters Paths::counters() const
{
    return {channels_.receive_next(), channels_.outbox().next_seq()};
}

std::shared_ptr<SecureLink> Paths::make_link(HeldPtr held, const Resumed& resumed) const
{
    const bool initiator = config_.initiator;
    return std::make_shared<SecureLink>(std::move(held->path.connection),
                                        SecureLink::Keys{resumed.keys.stream_key(initiator, resumed.epoch),
                                                         resumed.keys.stream_key(!initiator, resumed.epoch),
                                                         resumed.epoch},
                                        config_.clock);
}

bool Paths::take_over(const NewPath& path, std::shared_ptr<SecureLink> link, const Resumed& resumed,
                      View first)
{
    const bool after_break = !channels_.connected();
    suspected_ = false;
    rank_ = path.rank;
    listener_.path_changing();
    if (!channels_.adopt(std::move(link), resumed.peer.recv_next, first)) {
        listener_.path_hopeless(Ending::resume);
        return false;
    }
    listener_.path_changed(path, after_break, resumed);
    changed_.notify();
    return true;
}

asio::awaitable<void> Paths::be_patient()
{
    for (;;) {
        while (channels_.connected())
            co_await changed_.wait();
        const auto until = std::chrono::steady_clock::now() + config_.timing.patience;
        while (!channels_.connected()) {
            const auto left = until - std::chrono::steady_clock::now();
            if (left <= left.zero())
                co_return listener_.path_hopeless(Ending::resume);
            co_await changed_.wait_for(std::chrono::ceil<std::chrono::milliseconds>(left));
        }
    }
}

} // namespace cordee::session
