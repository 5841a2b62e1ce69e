// Messages when the host has no room.
#include "controlling/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::remote;

namespace {

struct OutboxDesk {
    cordee_status send(std::uint16_t channel, View message)
    {
        if (room == 0)
            return CORDEE_AGAIN;
        --room;
        channels.push_back(channel);
        sent.emplace_back(message.begin(), message.end());
        return CORDEE_OK;
    }
    [[nodiscard]] InputMessage input(std::size_t index) const
    {
        return decode_input(sent.at(index)).message.value();
    }

    std::size_t room = 1000000;
    std::vector<std::uint16_t> channels;
    std::vector<Bytes> sent;
    Outbox outbox{[this](std::uint16_t channel, View message) { return send(channel, message); }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_queue, OutboxDesk)

BOOST_AUTO_TEST_CASE(order_is_kept_over_a_full_queue)
{
    room = 1;
    outbox.input(Key{'a', true});
    outbox.input(Key{'a', false});
    outbox.control(UpdateAck{7});
    BOOST_TEST(sent.size() == 1u);
    BOOST_TEST(outbox.blocked());
    room = 1;
    outbox.writable();
    BOOST_TEST(sent.size() == 2u);
    room = 10;
    outbox.writable();
    BOOST_TEST(!outbox.blocked());
    BOOST_TEST(channels == (std::vector<std::uint16_t>{kInputChannel, kInputChannel, kControlChannel}),
               boost::test_tools::per_element());
    BOOST_TEST((input(1) == InputMessage{Key{'a', false}}));
}

BOOST_AUTO_TEST_CASE(too_much_input_is_dropped_and_everything_is_released_afterwards)
{
    room = 0;
    for (int i = 0; i < 100000; ++i)
        outbox.input(Key{'a', i % 2 == 0});
    room = 1000000;
    outbox.writable();
    BOOST_TEST(sent.size() < 5000u);
    BOOST_TEST((input(sent.size() - 1) == InputMessage{ReleaseAll{}}));
    outbox.input(Key{'b', true});
    BOOST_TEST((input(sent.size() - 1) == InputMessage{Key{'b', true}}));
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_former_peer_is_forgotten)
{
    room = 0;
    outbox.input(Key{'a', true});
    outbox.clear();
    room = 10;
    outbox.writable();
    BOOST_TEST(sent.empty());
}

BOOST_AUTO_TEST_SUITE_END()
