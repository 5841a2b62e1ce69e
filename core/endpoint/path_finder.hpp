// Connections to the other side of one session, the first and every further one: relays with tickets, and
// direct addresses both ways, tried side by side.
#pragma once

#include "core/base/signal.hpp"
#include "core/endpoint/dial_budget.hpp"
#include "core/endpoint/path_dialer.hpp"
#include "core/session/path_source.hpp"
#include "core/transport/candidates.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace cordee::endpoint {

struct PathTiming {
    std::chrono::milliseconds stagger{150};     ///< between one try and the next
    std::chrono::milliseconds least_pause{250}; ///< after a round in which everything failed
    std::chrono::milliseconds most_pause{2'000};
    std::chrono::milliseconds better_pause{30'000}; ///< between tries for a better path than a good one
    std::chrono::milliseconds first_record{5'000};  ///< the one who chose a connection speaks on it at once
    std::chrono::milliseconds first{45'000};        ///< until there is the first connection
    std::chrono::milliseconds nowhere{8'000};       ///< the same, when no relay answers at all
    std::chrono::milliseconds refill{60'000};       ///< between two looks at the stock
    std::chrono::milliseconds candidates{5'000};    ///< between two changes of where the other side is
};

struct PathConfig {
    /// Of the handshake.
    bool initiator = false;
    ConnectionOffer offer;
    /// This program's own narrowing, in its order; empty leaves everything.
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
    /// Whether this side may be reached directly from there; empty: from everywhere.
    std::function<bool(const boost::asio::ip::address&)> admits;
    /// Not where `admits` has to be certain: a relay shows no address.
    bool relays = true;
    bool loopback = false; ///< for tests: addresses of this computer's loopback are dialled as well
    /// Fresh tickets from the broker; throws UserError. Empty: there is what there is.
    std::function<boost::asio::awaitable<std::vector<RelayOffer>>(const WayNews& news)> refill;
    PathTiming timing;
};

/// What kept the first connection from coming.
struct NoPath {
    boost::system::error_code error;
    transport::Address where; ///< the relay; without a host when there was none to try
    std::vector<transport::RelayTry> tries{};
};

/// Lives on one strand, longer than every call. Dialer and clock outlive it.
class PathFinder final : public session::PathSource {
public:
    PathFinder(const boost::asio::any_io_executor& strand, PathDialer& dialer, PathConfig config,
               const Clock& clock);

    /// The connection to shake hands over. Of several that are ready the initiator takes the first, and the
    /// other side the one on which the initiator speaks.
    boost::asio::awaitable<boost::system::result<session::NewPath, NoPath>> first();
    /// From now on nothing direct is tried: what answered there was not the other side.
    void avoid_direct();

    boost::asio::awaitable<session::NewPath> next(int worse_than) override;
    [[nodiscard]] std::vector<std::string> own_candidates() const override;
    void peer_candidates(std::vector<std::string> candidates) override;
    void in_use(const std::string& name) override;

    /// Fetches tickets whenever few are left, also while there is no path; to run beside the session until it
    /// is cancelled. A broker that is away does no harm while there are tickets.
    boost::asio::awaitable<void> keep_stocked();

private:
    /// What is looked for. `heard`: only a connection on which the other side speaks.
    struct Search {
        int worse_than;
        bool heard;
    };
    boost::asio::awaitable<session::NewPath> search(Search search);
    boost::asio::awaitable<session::NewPath> until_hopeless();
    boost::asio::awaitable<session::NewPath> keep_dialing(Search search);
    boost::asio::awaitable<session::NewPath> keep_accepting(Search search);
    boost::asio::awaitable<Dialed> next_admitted();
    /// The same, of those on which the other side speaks.
    boost::asio::awaitable<Dialed> next_heard();
    boost::asio::awaitable<std::optional<session::NewPath>> round(Search search);
    boost::asio::awaitable<Result<session::NewPath>> try_relay(TicketStock::Place place, bool heard);
    boost::asio::awaitable<Result<session::NewPath>> try_direct(bool heard);
    boost::asio::awaitable<Result<session::NewPath>> chosen(Dialed dialed, int rank, bool heard);
    [[nodiscard]] std::vector<TicketStock::Place> places_in_turn() const;
    [[nodiscard]] TicketStock::Place narrowed(TicketStock::Place place) const;
    [[nodiscard]] bool admits(const Dialed& dialed) const;
    boost::asio::awaitable<void> refill_now();
    bool adopt_candidates();

    PathDialer& dialer_;
    PathConfig config_;
    const Clock& clock_;
    TicketStock stock_;
    DialBudget budget_;
    bool reached_ = false;                             ///< some relay answered since first() began
    std::string last_relay_;                           ///< that a connection went through
    std::map<std::string, std::string> relay_by_name_; ///< of the connections that came through one
    std::string used_relay_;                           ///< that carries the session
    std::set<std::string> failed_;                     ///< relays that did not answer, not told yet
    std::string told_relay_; ///< where the broker believes the session to be: at first, at the best one
    std::vector<boost::asio::ip::tcp::endpoint> candidates_;
    std::optional<std::vector<boost::asio::ip::tcp::endpoint>> told_; ///< the newest, not yet in use
    std::optional<SteadyTime> adopted_at_;                            ///< the ones in use
    Signal candidates_changed_;
    Signal ticket_taken_;
    NoPath last_failure_;
    bool direct_ = true;
};

} // namespace cordee::endpoint
