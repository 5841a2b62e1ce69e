#include "apps/relay/forwarder.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace cordee;
using namespace cordee::relay;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct Report {
    Traffic traffic;
    std::optional<PairEnd> end;
};

class Reporter final : public PairOwner {
public:
    explicit Reporter(Report& report) : report_{report} {}
    void ended(const Traffic& traffic, PairEnd end) noexcept override { report_ = {traffic, end}; }

private:
    Report& report_;
};

Descriptor release(tcp::socket& socket)
{
    socket.native_non_blocking(true);
    return Descriptor{socket.release()};
}

/// first <-> (relay's sockets) <-> second
struct ForwarderFixture {
    asio::io_context io;
    ManualClock clock;
    std::pair<tcp::socket, tcp::socket> left = test::loopback_pair(io);
    std::pair<tcp::socket, tcp::socket> right = test::loopback_pair(io);
    tcp::socket& first = left.first;
    tcp::socket& second = right.first;
    Report report;
    Forwarder forwarder{clock};

    void start(ForwardTimes times = {30s, 30s}, crypto::RelayBudget budget = {})
    {
        forwarder.add(
            {release(left.second), release(right.second), times, std::make_unique<Reporter>(report), budget});
        forwarder.turn(0ms);
        BOOST_TEST(forwarder.pairs() == 1U);
    }
    template <class Condition>
    bool until(Condition condition)
    {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (!condition() && std::chrono::steady_clock::now() < deadline) {
            io.restart();
            io.poll();
            forwarder.turn(1ms);
        }
        return condition();
    }
    /// At once, or as soon as it is seen that all has arrived.
    bool ended()
    {
        for (int tries = 0; !report.end && tries < 10; ++tries) {
            settle();
            pass(1s);
        }
        return report.end.has_value();
    }
    /// Loopback has done with what was sent.
    void settle()
    {
        for (int i = 0; i < 20; ++i) {
            io.restart();
            io.poll();
            forwarder.turn(1ms);
        }
    }
    template <class T>
    T run(asio::awaitable<T> task)
    {
        auto future = asio::co_spawn(io, std::move(task), asio::use_future);
        BOOST_REQUIRE(until([&] { return future.wait_for(0s) == std::future_status::ready; }));
        return future.get();
    }
    void pass(std::chrono::seconds time)
    {
        for (auto left_over = time; left_over > 0s; left_over -= 1s) {
            clock.advance(1s);
            for (int part = 0; part < 4; ++part)
                forwarder.turn(0ms);
        }
    }
};

asio::awaitable<std::string> read_all(tcp::socket& from)
{
    std::string out;
    co_await asio::async_read(from, asio::dynamic_buffer(out), asio::as_tuple(asio::use_awaitable));
    co_return out;
}

asio::awaitable<void> write(tcp::socket& to, std::string_view text)
{
    co_await asio::async_write(to, asio::buffer(text), asio::use_awaitable);
}

asio::awaitable<void> read(tcp::socket& from, std::string_view expected)
{
    std::string out(expected.size(), '\0');
    co_await asio::async_read(from, asio::buffer(out), asio::use_awaitable);
    BOOST_TEST((out == expected));
}

void reset(tcp::socket& socket)
{
    socket.set_option(asio::socket_base::linger{true, 0});
    socket.close();
}

/// Bytes of which each tells where it stands.
std::vector<std::uint32_t> pattern(std::size_t words, std::uint32_t from)
{
    std::vector<std::uint32_t> out(words);
    for (auto& each : out)
        each = from++ * 2654435761U;
    return out;
}

constexpr std::size_t kWords = 64 * 1024;

asio::awaitable<void> write_pattern(tcp::socket& to, std::size_t blocks, std::size_t& written)
{
    for (std::size_t i = 0; i < blocks; ++i) {
        const auto block = pattern(kWords, static_cast<std::uint32_t>(i * kWords));
        written += co_await asio::async_write(to, asio::buffer(block), asio::use_awaitable);
    }
    to.shutdown(tcp::socket::shutdown_send);
}

/// How many blocks came as they were sent, until the end.
asio::awaitable<std::size_t> read_pattern(tcp::socket& from)
{
    std::vector<std::uint32_t> block(kWords);
    for (std::size_t i = 0;; ++i) {
        const auto [error, size] =
            co_await asio::async_read(from, asio::buffer(block), asio::as_tuple(asio::use_awaitable));
        if (error || block != pattern(kWords, static_cast<std::uint32_t>(i * kWords)))
            co_return i;
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(forwarding, ForwarderFixture)

BOOST_AUTO_TEST_CASE(a_reply_may_follow_the_end_of_the_question)
{
    start();
    run([](tcp::socket& one, tcp::socket& two) -> asio::awaitable<void> {
        co_await write(one, "question");
        one.shutdown(tcp::socket::shutdown_send);
        const auto heard = co_await read_all(two);
        BOOST_TEST(heard == "question");
        co_await write(two, "answer");
        two.close();
        const auto answer = co_await read_all(one);
        BOOST_TEST(answer == "answer");
    }(first, second));
    BOOST_TEST(ended());
    BOOST_TEST((report.end == PairEnd::finished));
    BOOST_TEST(report.traffic.there == 8U);
    BOOST_TEST(report.traffic.back == 6U);
    BOOST_TEST(forwarder.pairs() == 0U);
    BOOST_TEST(forwarder.bytes() == 14U);
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_the_pair_began_arrives)
{
    run(write(first, "early"));
    second.shutdown(tcp::socket::shutdown_send);
    start();
    run(read(second, "early"));
    BOOST_TEST(run(read_all(first)).empty());
}

BOOST_AUTO_TEST_CASE(small_messages_go_back_and_forth)
{
    start();
    for (int i = 0; i < 100; ++i) {
        run(write(first, "ping"));
        run(read(second, "ping"));
        run(write(second, "pong"));
        run(read(first, "pong"));
    }
    BOOST_TEST(forwarder.bytes() == 800U);
}

BOOST_AUTO_TEST_CASE(half_a_connection_does_not_stay_for_ever)
{
    start({5s, 60s});
    first.shutdown(tcp::socket::shutdown_send);
    BOOST_TEST(run(read_all(second)).empty());
    pass(4s);
    BOOST_TEST(!report.end.has_value());
    pass(3s);
    BOOST_TEST((report.end == PairEnd::broken));
    BOOST_TEST(run(read_all(first)).empty());
}

BOOST_AUTO_TEST_CASE(a_connection_that_breaks_ends_both)
{
    start();
    settle();
    reset(first);
    BOOST_TEST(run(read_all(second)).empty());
    BOOST_TEST(ended());
    BOOST_TEST((report.end == PairEnd::broken));
}

BOOST_AUTO_TEST_CASE(what_was_said_before_a_connection_broke_arrives)
{
    start({30s, 60s});
    second.set_option(asio::socket_base::receive_buffer_size{4096});
    run(write(second, std::string(1000, 'u'))); // what nobody will take
    run(write(first, std::string(400'000, 'x')));
    settle();
    const auto on_its_way = forwarder.bytes();
    BOOST_TEST(on_its_way > 100'000U);
    reset(first);
    settle();
    pass(2s);
    const auto heard = run(read_all(second));
    BOOST_TEST(heard.size() >= 4096U);
    BOOST_TEST(heard.size() + 1000 >= on_its_way);
    BOOST_TEST(ended());
    BOOST_TEST((report.end == PairEnd::broken));
}

BOOST_AUTO_TEST_CASE(last_words_arrive_although_their_speaker_no_longer_listens)
{
    start();
    second.set_option(asio::socket_base::receive_buffer_size{4096});
    run(write(second, "last words"));
    run(write(first, std::string(1000, 'x')));
    settle();
    second.close(); // over unread bytes: a reset
    BOOST_TEST(run(read_all(first)) == "last words");
    BOOST_TEST(ended());
}

BOOST_AUTO_TEST_CASE(last_words_arrive_although_their_reader_goes_on_speaking)
{
    start({60s, 60s});
    first.set_option(asio::socket_base::receive_buffer_size{4096});
    run(write(second, std::string(300'000, 'x')));
    settle();
    second.close();
    settle();
    for (int i = 0; i < 5; ++i) { // to nobody
        run(write(first, "and"));
        settle();
    }
    BOOST_TEST(run(read_all(first)).size() == 300'000U);
    BOOST_TEST(ended());
}

BOOST_AUTO_TEST_CASE(who_reads_slowly_slows_the_other_side_and_loses_nothing)
{
    start({3600s, 3600s});
    constexpr std::size_t kBlocks = 256; // 64 MiB
    std::size_t written = 0;
    asio::co_spawn(io, write_pattern(first, kBlocks, written),
                   [](std::exception_ptr error) { BOOST_TEST(!error); });
    for (std::size_t before = 1; before != written;) { // what is left then are full buffers of the system
        before = written;
        settle();
    }
    BOOST_TEST(written < kBlocks * kWords * 2);
    BOOST_TEST(forwarder.bytes() <= written);
    const auto blocks = run(read_pattern(second));
    BOOST_TEST(blocks == kBlocks);
    second.close();
    BOOST_TEST(ended());
    BOOST_TEST(report.traffic.there == kBlocks * kWords * 4);
}

BOOST_AUTO_TEST_CASE(both_directions_at_full_speed)
{
    start({3600s, 3600s});
    constexpr std::size_t kBlocks = 64;
    std::size_t there = 0;
    std::size_t back = 0;
    const auto no_error = [](std::exception_ptr error) { BOOST_TEST(!error); };
    asio::co_spawn(io, write_pattern(first, kBlocks, there), no_error);
    asio::co_spawn(io, write_pattern(second, kBlocks, back), no_error);
    std::optional<std::size_t> at_second;
    asio::co_spawn(io, read_pattern(second), [&](std::exception_ptr error, std::size_t blocks) {
        no_error(error), at_second = blocks;
    });
    BOOST_TEST(run(read_pattern(first)) == kBlocks);
    BOOST_TEST(until([&] { return at_second.has_value(); }));
    BOOST_TEST(at_second.value() == kBlocks);
    BOOST_TEST(ended());
    BOOST_TEST((report.end == PairEnd::finished));
}

BOOST_AUTO_TEST_CASE(a_large_transfer_does_not_hold_up_others)
{
    auto other_left = test::loopback_pair(io);
    auto other_right = test::loopback_pair(io);
    start({3600s, 3600s});
    forwarder.add({release(other_left.second), release(other_right.second), {3600s, 3600s}, nullptr});
    std::size_t written = 0;
    asio::co_spawn(io, write_pattern(first, 1024, written), [](std::exception_ptr) {});
    bool reading = true;
    asio::co_spawn(io, read_pattern(second), [&](std::exception_ptr, std::size_t) { reading = false; });
    settle();
    run(write(other_left.first, "urgent"));
    const auto before = forwarder.bytes();
    forwarder.turn(0ms);
    char heard[6];
    other_right.first.non_blocking(true);
    BOOST_TEST(other_right.first.read_some(asio::buffer(heard)) == 6U);
    BOOST_TEST(forwarder.bytes() - before < 600'000U);
    reset(first);
    second.close();
    BOOST_TEST(until([&] { return !reading; }));
}

BOOST_AUTO_TEST_CASE(a_pair_that_says_nothing_gives_its_place_up)
{
    start({30s, 10s});
    pass(9s);
    run(write(first, "still here"));
    run(read(second, "still here"));
    pass(9s);
    BOOST_TEST(!report.end.has_value());
    pass(3s);
    BOOST_TEST((report.end == PairEnd::idle));
}

BOOST_AUTO_TEST_CASE(a_pair_has_its_time)
{
    start({30s, 60s, clock.steady() + 20s});
    pass(19s);
    BOOST_TEST(!report.end.has_value());
    pass(3s);
    BOOST_TEST((report.end == PairEnd::overdue));
}

BOOST_AUTO_TEST_CASE(stopping_ends_every_pair_and_those_that_come_later)
{
    start();
    forwarder.stop();
    forwarder.run();
    BOOST_TEST((report.end == PairEnd::stopped));
    auto more_left = test::loopback_pair(io);
    auto more_right = test::loopback_pair(io);
    Report late;
    forwarder.add(
        {release(more_left.second), release(more_right.second), {1s, 1s}, std::make_unique<Reporter>(late)});
    BOOST_TEST((late.end == PairEnd::stopped));
    BOOST_TEST(run(read_all(more_left.first)).empty());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_spent_end_a_pair)
{
    start({30s, 30s}, {1000, 0, 0s});
    run(write(first, std::string(1000, 'x')));
    run(read(second, std::string(1000, 'x')));
    BOOST_TEST(!report.end.has_value());
    run(write(second, "one more"));
    BOOST_TEST(ended());
    BOOST_TEST((report.end == PairEnd::spent));
    BOOST_TEST(report.traffic.there == 1000U);
    BOOST_TEST(report.traffic.back == 0U);
}

BOOST_AUTO_TEST_CASE(a_rate_holds_bytes_back_and_loses_none)
{
    start({30s, 30s}, {0, 100'000, 0s});
    const std::string burst(65'536, 'a'); // what may come at once
    run(write(first, burst));
    run(read(second, burst));
    run(write(first, "later"));
    settle();
    BOOST_TEST(forwarder.bytes() == burst.size());
    clock.advance(1s);
    run(read(second, "later"));
    BOOST_TEST(forwarder.bytes() == burst.size() + 5);
    BOOST_TEST(!report.end.has_value());
}

BOOST_AUTO_TEST_CASE(who_waits_for_its_rate_is_not_idle_and_may_hang_up)
{
    start({30s, 5s}, {0, 1, 0s}); // a byte a second
    const std::string burst(65'536, 'a');
    run(write(first, burst));
    run(read(second, burst));
    run(write(first, "later"));
    settle();
    pass(60s);
    BOOST_TEST(!report.end.has_value());
    reset(first);
    pass(4200s);
    BOOST_TEST(ended());
    BOOST_TEST(forwarder.pairs() == 0U);
}

BOOST_AUTO_TEST_CASE(a_drain_ends_one_after_the_other)
{
    start();
    constexpr int kMore = 9;
    std::vector<Report> reports(kMore);
    std::vector<std::pair<tcp::socket, tcp::socket>> ends;
    for (auto& each : reports) {
        auto one = test::loopback_pair(io);
        auto two = test::loopback_pair(io);
        forwarder.add(
            {release(one.second), release(two.second), {30s, 60s}, std::make_unique<Reporter>(each)});
        ends.emplace_back(std::move(one.first), std::move(two.first));
    }
    forwarder.turn(0ms);
    forwarder.drain(10s);
    forwarder.turn(0ms);
    pass(1s);
    BOOST_TEST(forwarder.pairs() == 8U);
    pass(4s);
    BOOST_TEST(forwarder.pairs() == 4U);
    pass(5s);
    BOOST_TEST(forwarder.pairs() == 0U);
    BOOST_TEST((report.end == PairEnd::moved));
    for (const auto& each : reports)
        BOOST_TEST((each.end == PairEnd::moved));
}

BOOST_AUTO_TEST_CASE(a_pair_that_comes_during_a_drain_moves_at_once)
{
    start();
    forwarder.drain(60s);
    forwarder.turn(0ms);
    Report late;
    auto one = test::loopback_pair(io);
    auto two = test::loopback_pair(io);
    forwarder.add({release(one.second), release(two.second), {30s, 60s}, std::make_unique<Reporter>(late)});
    forwarder.turn(0ms);
    pass(1s);
    BOOST_TEST((late.end == PairEnd::moved));
}

BOOST_AUTO_TEST_SUITE_END()
