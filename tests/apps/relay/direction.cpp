// Bytes arrive in order and none is lost, copied or moved through pipes, however slowly they are taken.
#include "apps/relay/direction.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/asio/write.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace cordee;
using namespace cordee::relay;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using asio::ip::tcp;

namespace {

/// writer -> from | direction | to -> reader
struct DirectionFixture {
    asio::io_context io;
    std::pair<tcp::socket, tcp::socket> left = test::loopback_pair(io);
    std::pair<tcp::socket, tcp::socket> right = test::loopback_pair(io);
    tcp::socket& writer = left.first;
    tcp::socket& reader = right.first;
    Direction direction;
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::now() + std::chrono::seconds{60};

    DirectionFixture()
    {
        for (auto* each : {&left.first, &left.second, &right.first, &right.second})
            each->non_blocking(true);
    }
    Carried carry(Carriage& carriage)
    {
        direction.note_readable(true);
        direction.note_writable();
        return direction.carry(carriage, left.second.native_handle(), right.second.native_handle());
    }
    [[nodiscard]] bool in_time() const { return std::chrono::steady_clock::now() < until; }
};

Bytes some_bytes(std::size_t size)
{
    SeededRandom random{7};
    Bytes out(size);
    random.fill(out);
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(directions, DirectionFixture)

BOOST_DATA_TEST_CASE_F(DirectionFixture, nothing_is_lost_or_out_of_order,
                       data::make({0, 255}) * data::make({1'000U, 200'000U, 4'000'000U}), full_before_pipe,
                       step)
{
    Carriage carriage{.pipes = {2, 1}, .full_before_pipe = static_cast<std::uint8_t>(full_before_pipe)};
    const auto sent = some_bytes(step == 1'000U ? 200'000 : 24'000'000);
    Bytes heard;
    Bytes buffer(step);
    std::size_t written = 0;
    auto carried = Carried::waits;
    bool slow = true;
    while (heard.size() < sent.size() && in_time()) {
        boost::system::error_code ignored;
        if (written < sent.size())
            written += writer.write_some(
                asio::buffer(sent.data() + written, std::min<std::size_t>(step, sent.size() - written)),
                ignored);
        else
            writer.shutdown(tcp::socket::shutdown_send, ignored);
        if (carried != Carried::sender_ended)
            carried = carry(carriage);
        slow = !slow;
        if (slow && written < sent.size())
            continue; // so that it has to wait, too
        const auto size = reader.read_some(asio::buffer(buffer), ignored);
        append(heard, View{buffer}.first(size));
    }
    BOOST_TEST((heard == sent));
    while (carried != Carried::sender_ended && in_time())
        carried = carry(carriage);
    BOOST_TEST((carried == Carried::sender_ended));
    BOOST_TEST(direction.bytes() == sent.size());
    BOOST_TEST(carriage.pipes.lent() == 0U);
    BOOST_TEST(carriage.pipes.kept() == (full_before_pipe == 0 ? 1U : 0U));
}

BOOST_DATA_TEST_CASE_F(DirectionFixture, who_takes_nothing_more_is_noticed, data::make({0, 255}),
                       full_before_pipe)
{
    Carriage carriage{.pipes = {2, 1}, .full_before_pipe = static_cast<std::uint8_t>(full_before_pipe)};
    reader.set_option(asio::socket_base::linger{true, 0});
    reader.close();
    auto carried = Carried::waits;
    while (carried == Carried::waits && in_time()) {
        boost::system::error_code ignored;
        writer.write_some(asio::buffer("more", 4), ignored);
        carried = carry(carriage);
    }
    BOOST_TEST((carried == Carried::receiver_gone));
    direction.drop(carriage);
    BOOST_TEST(carriage.pipes.lent() == 0U);
}

BOOST_AUTO_TEST_CASE(without_a_pipe_bytes_are_copied)
{
    Carriage carriage{.pipes = {0, 0}, .full_before_pipe = 0};
    BOOST_TEST(!carriage.pipes.take());
    BOOST_TEST(asio::write(writer, asio::buffer("text", 4)) == 4U);
    BOOST_TEST((carry(carriage) == Carried::waits));
    BOOST_TEST(direction.bytes() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
