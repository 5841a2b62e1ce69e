#include "apps/relay/forward.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace cordee;
using namespace cordee::relay;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// first <-> (relay's sockets) <-> second
struct ForwardFixture {
    asio::io_context io;
    std::pair<tcp::socket, tcp::socket> left = test::loopback_pair(io);
    std::pair<tcp::socket, tcp::socket> right = test::loopback_pair(io);
    tcp::socket& first = left.first;
    tcp::socket& second = right.first;
    Traffic traffic;
    bool ended = false;

    void start(std::chrono::milliseconds half_closed_time = std::chrono::seconds{30},
               std::chrono::milliseconds idle_time = std::chrono::seconds{30})
    {
        const ForwardTimes times{half_closed_time, idle_time};
        asio::co_spawn(io, forward(left.second, right.second, times, traffic),
                       [this](std::exception_ptr error) {
                           BOOST_TEST(!error);
                           ended = true;
                           left.second.close();
                           right.second.close();
                       });
    }
    void settle()
    {
        io.restart();
        while (io.poll() != 0)
            continue;
    }
    void run_until_ended()
    {
        io.restart();
        io.run_for(std::chrono::seconds{30});
        BOOST_TEST(ended);
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

void reset(tcp::socket& socket)
{
    socket.set_option(asio::socket_base::linger{true, 0});
    socket.close();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(forwarding, ForwardFixture)

BOOST_AUTO_TEST_CASE(a_reply_may_follow_the_end_of_the_question)
{
    start();
    run_awaitable(io, [](tcp::socket& one, tcp::socket& two) -> asio::awaitable<void> {
        co_await write(one, "question");
        one.shutdown(tcp::socket::shutdown_send);
        BOOST_TEST(co_await read_all(two) == "question");
        co_await write(two, "answer");
        two.close();
        BOOST_TEST(co_await read_all(one) == "answer");
    }(first, second));
    run_until_ended();
    BOOST_TEST(traffic.there == 8U);
    BOOST_TEST(traffic.back == 6U);
}

BOOST_AUTO_TEST_CASE(half_a_connection_does_not_stay_for_ever)
{
    start(std::chrono::milliseconds{20});
    first.shutdown(tcp::socket::shutdown_send);
    run_until_ended();
    BOOST_TEST(run_awaitable(io, read_all(first)).empty());
}

BOOST_AUTO_TEST_CASE(a_connection_that_breaks_ends_both)
{
    start();
    settle();
    reset(first);
    BOOST_TEST(run_awaitable(io, read_all(second)).empty());
    run_until_ended();
}

BOOST_AUTO_TEST_CASE(last_words_arrive_although_their_speaker_no_longer_listens)
{
    start();
    second.set_option(asio::socket_base::receive_buffer_size{4096});
    run_awaitable(io, write(second, "last words"));
    run_awaitable(io, write(first, std::string(1000, 'x')));
    settle();
    second.close(); // over unread bytes: a reset
    BOOST_TEST(run_awaitable(io, read_all(first)) == "last words");
    run_until_ended();
}

BOOST_AUTO_TEST_CASE(who_reads_slowly_slows_the_other_side)
{
    start();
    constexpr std::size_t kMuch = 64 << 20;
    std::size_t written = 0;
    asio::co_spawn(
        io,
        [](tcp::socket& to, std::size_t& count) -> asio::awaitable<void> {
            const std::string block(64 * 1024, 'b');
            while (count < kMuch)
                count += co_await asio::async_write(to, asio::buffer(block), asio::use_awaitable);
            to.shutdown(tcp::socket::shutdown_send);
        }(first, written),
        [](std::exception_ptr error) { BOOST_TEST(!error); });
    // Loopback settles in moments; what is left then are full buffers of the system.
    for (std::size_t before = 1; before != written;) {
        before = written;
        io.restart();
        io.run_for(std::chrono::milliseconds{100});
    }
    BOOST_TEST(written < kMuch / 2);
    BOOST_TEST(traffic.there <= written);
    const auto received = run_awaitable(io, [](tcp::socket& from) -> asio::awaitable<std::size_t> {
        std::vector<char> block(256 * 1024);
        std::size_t total = 0;
        for (;;) {
            const auto [error, size] =
                co_await from.async_read_some(asio::buffer(block), asio::as_tuple(asio::use_awaitable));
            total += size;
            if (error)
                co_return total;
        }
    }(second));
    BOOST_TEST(received == kMuch);
    second.close();
    run_until_ended();
    BOOST_TEST(traffic.there == kMuch);
}

BOOST_AUTO_TEST_CASE(a_pair_that_says_nothing_gives_its_place_up)
{
    start(std::chrono::seconds{30}, std::chrono::milliseconds{20});
    run_until_ended();
    BOOST_TEST(ended);
}

BOOST_AUTO_TEST_SUITE_END()
