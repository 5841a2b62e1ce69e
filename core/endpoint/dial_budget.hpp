// How much the other side can make this one dial by naming addresses: enough for finding it, too little for
// looking around in this network.
#pragma once

#include "core/base/clock.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <deque>
#include <set>
#include <vector>

namespace cordee::endpoint {

/// One strand, one session. The clock outlives it.
class DialBudget {
public:
    static constexpr std::size_t kPerMinute = 60;
    static constexpr std::size_t kDifferent = 32; ///< in the whole session

    explicit DialBudget(const Clock& clock) : clock_{clock} {}

    using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
    /// Those that may be dialled now; they are counted.
    Endpoints take(const Endpoints& wanted);

private:
    const Clock& clock_;
    std::deque<SteadyTime> dialled_; ///< in the last minute
    std::set<boost::asio::ip::tcp::endpoint> different_;
};

} // namespace cordee::endpoint
