// The long-poll connections that are open, by their ids.
#pragma once

#include "core/base/random.hpp"
#include "core/transport/poll_server.hpp"
#include "core/wire/poll.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace cordee::relay {

class Polls;

/// A TCP connection that brings requests of a long-poll connection.
class PollCarrier {
public:
    PollCarrier() = default;
    PollCarrier(const PollCarrier&) = delete;
    PollCarrier& operator=(const PollCarrier&) = delete;
    virtual ~PollCarrier() = default;
    /// The sides have met: this need not be an entry any more. From any thread.
    virtual void leave_entries() = 0;
    /// Its side has shown a ticket, so this makes room for nobody. From any thread.
    virtual void admit() = 0;
};

/// Requests of one long-poll connection come over several TCP connections, one after the other and beside
/// each other, to any of the relay's threads; they are answered on the thread that opened it. May be called
/// from any thread.
class Poll {
public:
    Poll(Polls& all, const boost::asio::any_io_executor& executor, const wire::PollId& id);
    Poll(const Poll&) = delete;
    Poll& operator=(const Poll&) = delete;
    ~Poll();

    [[nodiscard]] const wire::PollId& id() const { return id_; }
    /// Once, on the thread that opened it.
    [[nodiscard]] std::unique_ptr<transport::ServedConnection> connection() { return server_->connection(); }

    boost::asio::awaitable<transport::PollReply> up(std::uint64_t number, Bytes body);
    boost::asio::awaitable<transport::PollReply> down(std::uint64_t number);
    /// The side leaves: what it sent can still be received.
    boost::asio::awaitable<transport::PollReply> end();

    /// Its side has shown a ticket.
    void mark_admitted();
    /// The two sides of its session have met: a few of its carriers no longer count as entries.
    void mark_paired();
    [[nodiscard]] bool is_paired() const { return paired_; }
    void add(PollCarrier& carrier);
    void remove(PollCarrier& carrier);

private:
    static constexpr std::size_t kFreeCarriers = 4;

    Polls& all_;
    boost::asio::any_io_executor executor_;
    wire::PollId id_;
    std::shared_ptr<transport::PollServer> server_;
    std::mutex mutex_; ///< for the carriers, and whether they are admitted
    std::atomic<bool> paired_ = false;
    bool admitted_ = false;
    std::set<PollCarrier*> carriers_;
};

/// Outlives what it opens. Any thread.
class Polls {
public:
    explicit Polls(Random& random) : random_{random} {}

    /// It is there as long as it has an owner, and lives on this executor.
    std::shared_ptr<Poll> open(const boost::asio::any_io_executor& executor);
    /// Null when there is none.
    [[nodiscard]] std::shared_ptr<Poll> find(const wire::PollId& id) const;
    [[nodiscard]] std::size_t size() const;

private:
    friend class Poll;
    Random& random_;
    mutable std::mutex mutex_;
    std::map<wire::PollId, std::weak_ptr<Poll>> polls_;
};

} // namespace cordee::relay
