// Passes records both ways between two sides that do not both speak native TCP, until they end. It reads only
// after it has written: whoever reads slowly slows the other side, and nothing piles up here.
#pragma once

#include "apps/relay/budget.hpp"
#include "apps/relay/traffic.hpp"
#include "core/transport/connection.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <cstdint>

namespace cordee::relay {

/// How a pair goes; `traffic` counts while it runs. One strand, which alone adds to the totals.
struct RecordPair {
    using Total = std::atomic<std::uint64_t>;

    RecordPair(const boost::asio::any_io_executor& executor, const PairBudget& may, ForwardTimes within,
               std::array<Total*, 2> of)
        : budget{may}, times{within}, totals{of}, due{executor, within.due}
    {}

    Traffic traffic;
    PairBudget budget;
    ForwardTimes times;
    std::array<Total*, 2> totals;  ///< of all pairs: what first sides send, and second ones
    boost::asio::steady_timer due; ///< may be moved forward
    bool moved = false;            ///< and was, as the relay is about to end
};

/// An end of one direction is passed on and the other one may finish, for `times.half_closed`; a connection
/// that breaks ends both. A side that no longer takes records is still listened to, so that what it has yet
/// to receive is not lost in a reset.
boost::asio::awaitable<PairEnd> forward_records(transport::Connection& first, transport::Connection& second,
                                                RecordPair& pair);

} // namespace cordee::relay
