// The pairs of one thread whose records it passes on itself.
#pragma once

#include "apps/relay/forward.hpp"

#include <chrono>
#include <list>

namespace cordee::relay {

/// One strand; outlives the pairs.
class RecordPairs {
public:
    /// From the first record to the last.
    boost::asio::awaitable<PairEnd> forward(transport::Connection& first, transport::Connection& second,
                                            RecordPair& pair);
    /// Ends those that are here one after the other, spread over this time; one that comes later, at once.
    void drain(std::chrono::milliseconds time);

private:
    std::list<RecordPair*> pairs_;
    bool draining_ = false;
};

} // namespace cordee::relay
