// How much the other side can make this one dial by naming addresses: enough for finding it, too little for
// looking around in this network.
#pragma once

#include "core/base/clock.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <map>
#include <vector>

namespace cordee::endpoint {

/// Some dials at once, then one every few seconds for as long as it takes: addresses that refuse at once use
/// up the first ones only. One strand, one session. The clock outlives it.
class DialBudget {
public:
    static constexpr std::size_t kAtOnce = 32;
    static constexpr std::chrono::seconds kForAnother{2};
    static constexpr std::size_t kDifferent = 32; ///< in the whole session

    explicit DialBudget(const Clock& clock) : clock_{clock}, counted_at_{clock.steady()} {}

    using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
    /// Those that may be dialled now; they are counted. Where not all may, those that wait longest.
    Endpoints take(Endpoints wanted);

private:
    void earn(SteadyTime now);

    const Clock& clock_;
    std::size_t left_ = kAtOnce;
    SteadyTime counted_at_;
    std::map<boost::asio::ip::tcp::endpoint, SteadyTime> dialled_; ///< when last
};

} // namespace cordee::endpoint
