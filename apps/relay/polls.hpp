// The long-poll connections that are open, by their ids.
#pragma once

#include "core/base/random.hpp"
#include "core/transport/poll_server.hpp"
#include "core/wire/poll.hpp"

#include <map>
#include <memory>
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
    /// The sides have met: this need not be an entry any more.
    virtual void leave_entries() = 0;
};

/// Requests of one long-poll connection come over several TCP connections, one after the other and beside
/// each other.
class Poll {
public:
    Poll(Polls& all, const boost::asio::any_io_executor& executor, const wire::PollId& id);
    Poll(const Poll&) = delete;
    Poll& operator=(const Poll&) = delete;
    ~Poll();

    [[nodiscard]] const wire::PollId& id() const { return id_; }
    [[nodiscard]] transport::PollServer& server() const { return *server_; }

    /// The two sides of its session have met: a few of its carriers no longer count as entries.
    void mark_paired();
    [[nodiscard]] bool is_paired() const { return paired_; }
    void add(PollCarrier& carrier);
    void remove(PollCarrier& carrier) { carriers_.erase(&carrier); }

private:
    static constexpr std::size_t kFreeCarriers = 4;

    Polls& all_;
    wire::PollId id_;
    std::shared_ptr<transport::PollServer> server_;
    bool paired_ = false;
    std::set<PollCarrier*> carriers_;
};

/// One strand; outlives what it opens.
class Polls {
public:
    Polls(const boost::asio::any_io_executor& executor, Random& random) : executor_{executor}, random_{random}
    {}

    /// It is there as long as it has an owner.
    std::shared_ptr<Poll> open();
    /// Null when there is none, or it has ended.
    [[nodiscard]] std::shared_ptr<Poll> find(const wire::PollId& id) const;
    [[nodiscard]] std::size_t size() const { return polls_.size(); }

private:
    friend class Poll;
    boost::asio::any_io_executor executor_;
    Random& random_;
    std::map<wire::PollId, std::weak_ptr<Poll>> polls_;
};

} // namespace cordee::relay
