// Carries the bytes of many pairs of sockets, on a thread that does nothing else: tickets, TLS and strangers
// cannot hold it up. A pair that is idle costs its record here and nothing more.
#pragma once

#include "apps/relay/budget.hpp"
#include "apps/relay/heartbeat.hpp"
#include "apps/relay/traffic.hpp"
#include "core/base/clock.hpp"
#include "core/base/descriptor.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace cordee::relay {

enum class Carried : std::uint8_t;

/// Who wants to know how a pair went. Destroyed on the forwarder's thread after ended().
class PairOwner {
public:
    PairOwner() = default;
    PairOwner(const PairOwner&) = delete;
    PairOwner& operator=(const PairOwner&) = delete;
    virtual ~PairOwner() = default;
    /// The sockets are closed. On the forwarder's thread.
    virtual void ended(const Traffic& traffic, PairEnd end) noexcept = 0;
};

/// Two connected sockets that do not block.
struct PairOfSockets {
    Descriptor first;
    Descriptor second;
    ForwardTimes times;
    std::unique_ptr<PairOwner> owner; ///< or nobody
    crypto::RelayBudget budget{};
};

/// The end of one direction is passed on and the other one may finish, for `times.half_closed`; a connection
/// that breaks ends both, once what came before has arrived. These times are looked at four times a second.
class Forwarder {
public:
    /// Throws std::system_error when the system has no descriptors left.
    explicit Forwarder(const Clock& clock);
    Forwarder(const Forwarder&) = delete;
    Forwarder& operator=(const Forwarder&) = delete;
    /// Ends what is left.
    ~Forwarder();

    /// From any thread. After stop() the pair ends at once.
    void add(PairOfSockets pair);
    /// Until stop(), then every pair ends.
    void run();
    /// From any thread.
    void stop();
    /// Ends the pairs that are here one after the other, spread over this time. From any thread.
    void drain(std::chrono::milliseconds time);
    /// What run() does: waits at most so long for something to do, and does it.
    void turn(std::chrono::milliseconds wait);

    /// From any thread.
    [[nodiscard]] std::size_t pairs() const { return count_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_from(0) + bytes_from(1); }
    /// That first sides (0), or second ones (1), sent.
    [[nodiscard]] std::uint64_t bytes_from(std::size_t side) const
    {
        return bytes_.at(side).load(std::memory_order_relaxed);
    }
    [[nodiscard]] const Heartbeat& heartbeat() const { return heartbeat_; }

private:
    struct Pair;
    struct Way;
    struct Queue {
        Way* first = nullptr;
        Way* last = nullptr;
    };

    void wake();
    void take_in();
    void note(Way& reading, std::uint32_t events);
    static void push(Queue& queue, Way& way);
    static Way* pop(Queue& queue);
    void carry_all(Queue queue);
    void carry_some(Queue queue);
    void carry(Way& way);
    void end_way(Way& way, Carried how);
    void finish(Pair& pair, PairEnd end);
    bool may_carry(Pair& pair);
    void account(Way& way, std::uint64_t moved);
    void release_throttled();
    void spread_ends(std::chrono::milliseconds time);
    void sweep();
    void look_at(Pair& pair);
    void bury();

    const Clock& clock_;
    Descriptor events_;
    Descriptor waker_;
    SteadyTime now_;
    SteadyTime next_sweep_;
    std::size_t sweep_at_ = 0;
    std::vector<std::unique_ptr<Pair>> pairs_;
    std::vector<std::unique_ptr<Pair>> dead_; ///< events and the queue may still name them
    std::vector<Pair*> throttled_;            ///< wait until their rate lets them go on
    bool draining_ = false;
    Queue queue_;
    struct Lent;
    std::unique_ptr<Lent> lent_;

    std::mutex mutex_; ///< for these three
    std::vector<std::unique_ptr<Pair>> arrived_;
    bool stopped_ = false;
    std::optional<std::chrono::milliseconds> drain_;

    std::atomic<std::size_t> count_ = 0;
    std::array<std::atomic<std::uint64_t>, 2> bytes_{};
    Heartbeat heartbeat_;
};

} // namespace cordee::relay
