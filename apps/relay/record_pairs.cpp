#include "apps/relay/record_pairs.hpp"

#include <algorithm>

namespace cordee::relay {
namespace {

void bring_forward(RecordPair& pair, std::chrono::steady_clock::time_point due)
{
    pair.moved = true;
    pair.due.expires_at(std::min(pair.due.expiry(), due));
}

} // namespace

boost::asio::awaitable<PairEnd> RecordPairs::forward(transport::Connection& first,
                                                     transport::Connection& second, RecordPair& pair)
{
    struct Listed {
        std::list<RecordPair*>& all;
        std::list<RecordPair*>::iterator place;
        ~Listed() { all.erase(place); }
    } const listed{pairs_, pairs_.insert(pairs_.end(), &pair)};
    if (draining_)
        bring_forward(pair, std::chrono::steady_clock::now());
    co_return co_await forward_records(first, second, pair);
}

void RecordPairs::drain(std::chrono::milliseconds time)
{
    draining_ = true;
    const auto now = std::chrono::steady_clock::now();
    int place = 0;
    for (auto* pair : pairs_)
        bring_forward(*pair, now + time * place++ / static_cast<int>(pairs_.size()));
}

} // namespace cordee::relay
