#include "apps/relay/record_pairs.hpp"

#include "core/transport/pipe.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::relay;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(record_pairs)

BOOST_AUTO_TEST_CASE(a_pair_that_comes_during_a_drain_moves_at_once)
{
    boost::asio::io_context io;
    const auto agent = transport::make_pipe(io.get_executor());
    const auto controlling = transport::make_pipe(io.get_executor());
    std::atomic<std::uint64_t> total = 0;
    RecordPairs pairs;
    pairs.drain(10min);
    RecordPair pair{
        io.get_executor(), {{}, std::chrono::steady_clock::now()}, {1min, 1min}, {&total, &total}};
    BOOST_TEST(
        (run_awaitable(io, pairs.forward(*agent.second, *controlling.second, pair)) == PairEnd::moved));
}

BOOST_AUTO_TEST_SUITE_END()
