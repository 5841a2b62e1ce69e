// A relay's work on one thread: it accepts, checks tickets, lets the sides of a session meet, and serves
// pairs of which a side speaks HTTP. Pairs that are native on both sides are carried by the shard's
// forwarder, on a thread beside it.
//
// The system spreads connections over the shards, and a session has one shard where its sides meet: a side
// that showed a good ticket elsewhere is moved there. So whoever waits and which tickets were used is known
// to one thread alone.
#pragma once

#include "apps/relay/counters.hpp"
#include "apps/relay/forwarder.hpp"
#include "apps/relay/gate.hpp"
#include "apps/relay/heartbeat.hpp"
#include "apps/relay/http_door.hpp"
#include "apps/relay/live_pair.hpp"
#include "apps/relay/native_door.hpp"
#include "apps/relay/record_pairs.hpp"
#include "apps/relay/rules.hpp"
#include "apps/relay/shared.hpp"
#include "apps/relay/visitor.hpp"
#include "apps/relay/waiting_room.hpp"
#include "core/base/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <list>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace cordee::relay {

/// One strand, but for what says otherwise. run() must have returned, and what others posted here must have
/// been carried out, before destruction.
class Shard : private NativeDoor::House {
public:
    Shard(const boost::asio::any_io_executor& executor, Shared& shared, std::shared_ptr<const Rules> rules,
          Gate gate);

    /// From any thread.
    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
    /// Before run(). It listens already, and what it accepts has its options.
    void listen(boost::asio::ip::tcp::acceptor acceptor) { acceptors_.push_back(std::move(acceptor)); }
    /// The system's numbers of the sockets that listen.
    [[nodiscard]] std::vector<int> listening();
    /// Before run(): what the relay before this one let in.
    void inherit(std::shared_ptr<const InheritedTickets> used) { gate_.used().inherit(std::move(used)); }
    /// Serves until stop(), then ends every connection.
    boost::asio::awaitable<void> run();
    /// From any thread.
    void stop();
    /// From any thread: for whom comes from now on.
    void reload(std::shared_ptr<const Rules> rules);
    /// Nobody is let in any more, those who wait are told so, and pairs end one after the other within this
    /// time. After Shared::draining was set. True.
    boost::asio::awaitable<bool> drain(std::chrono::milliseconds time);
    /// Here, without those that were inherited.
    boost::asio::awaitable<std::vector<UsedTicket>> used_tickets();

    /// These from any thread.
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] const Forwarder& forwarder() const { return forwarder_; }
    [[nodiscard]] const Heartbeat& heartbeat() const { return heartbeat_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    using Socket = boost::asio::ip::tcp::socket;
    using Address = boost::asio::ip::address;
    class NativePair;
    class Waiting;

    struct TwoLegs {
        Leg agent;
        Leg controlling;
    };

    boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
    Result<void> accept_some(int listener);
    boost::asio::awaitable<void> receive_proxied(Descriptor connection, Address proxy);
    boost::asio::awaitable<void> hear_proxy(Socket& socket, const Address& proxy,
                                            std::optional<Address>& speaks_for);
    boost::asio::awaitable<void> serve_stranger(Socket socket, transport::Spoken spoken, Entries::Place place,
                                                std::shared_ptr<Visitor> visitor);
    boost::asio::awaitable<void> enter(Leg leg, Entries::Place place, std::shared_ptr<Visitor> visitor);
    boost::asio::awaitable<Result<crypto::RelayTicket>> show_ticket(Leg& leg, wire::RelayNonce nonce);
    void note_refusal(boost::system::error_code error, const Address& from);

    void arrive(Arrival arrival);
    boost::asio::awaitable<void> wait_for_partner(Arrival arrival);
    void turn_away(Arrival arrival, wire::RelayAnswer answer);
    boost::asio::awaitable<void> say_farewell(Arrival arrival, wire::RelayAnswer answer);
    void serve_natively(std::unique_ptr<LivePair> pair, TwoLegs legs, const crypto::RelayBudget& budget);
    boost::asio::awaitable<void> serve_records(std::unique_ptr<LivePair> pair, TwoLegs legs,
                                               crypto::RelayBudget budget);
    [[nodiscard]] ForwardTimes times_for(const crypto::RelayBudget& budget) const;

    // What the door of native sides reports.
    void speaks_otherwise(NativeDoor::Stranger stranger) override;
    Result<crypto::RelayTicket> check(const wire::RelayNonce& nonce, const wire::RelayEntry& entry) override;
    void showed_ticket(Arrival arrival) override;
    void met(Arrival waiting, Arrival coming) override;
    void waited_in_vain(Arrival arrival, WaitingRoom::Outcome why) override;

    boost::asio::awaitable<void> keep_beating();
    void pair_ended();

    boost::asio::any_io_executor executor_;
    Shared& shared_;
    std::shared_ptr<const Rules> rules_;
    Counters counters_;
    Gate gate_;
    WaitingRoom waiting_;
    std::list<boost::asio::ip::tcp::acceptor> acceptors_;
    Signal changed_;
    bool stopped_ = false;
    std::size_t native_pairs_ = 0; ///< whose end was not heard of yet
    Heartbeat heartbeat_;
    RecordPairs record_pairs_;
    Forwarder forwarder_;
    std::thread forwarding_;
    TaskGroup tasks_;
    HttpDoor http_;
    NativeDoor door_;
};

} // namespace cordee::relay
