// Outbox and inbox, which are each other's mirror.
#include "core/session/inbox.hpp"
#include "core/session/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;

namespace {

bool always(std::uint16_t)
{
    return true;
}

const SteadyTime kNow{std::chrono::hours{1}};

/// A path that was measured and carries a gigabyte per second.
PathEstimate fast_path()
{
    PathEstimate path;
    const auto stamp = path.sent(10'000'000, 10'000'000, kNow - std::chrono::milliseconds{10});
    path.acknowledged(stamp, stamp, 10'000'000, kNow);
    return path;
}

struct Received {
    std::vector<Message> messages;
    std::uint64_t next = 0;
    PathEstimate path = fast_path();
};

/// One record from one side to the other.
bool carry(Outbox& from, Inbox& to, Received& received)
{
    Bytes plaintext;
    if (!from.fill(plaintext, received.path, kNow))
        return false;
    BOOST_TEST(plaintext.size() <= 16 * 1024u);
    wire::FrameReader reader{plaintext};
    for (;;) {
        const auto frame = reader.next().value();
        if (!frame)
            return true;
        auto message = to.take(*frame, always).value();
        if (message)
            received.messages.push_back(std::move(*message));
        received.next = to.next_expected();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(messages_of_every_size_arrive_whole_and_in_order)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    const std::vector<std::size_t> sizes{0, 1, 255, 256, 16'367, 16'368, 16'369, 40'000, 100'000};
    for (const auto size : sizes)
        outbox.push(9, PriorityClass::screen, Bytes(size, static_cast<std::uint8_t>(size)));
    while (carry(outbox, inbox, received)) {
    }
    BOOST_REQUIRE(received.messages.size() == sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i)
        BOOST_TEST((received.messages[i].bytes == Bytes(sizes[i], static_cast<std::uint8_t>(sizes[i]))));
    BOOST_TEST(!outbox.empty()); // kept for another path
    BOOST_TEST(outbox.acknowledged(received.next, received.path, kNow));
    BOOST_TEST(outbox.empty());
}

BOOST_AUTO_TEST_CASE(input_never_waits_behind_a_screen_update)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(9, PriorityClass::screen, Bytes(16'000'000));
    carry(outbox, inbox, received);
    outbox.push(8, PriorityClass::input, to_bytes("key"));
    outbox.push_control(to_bytes("stop"));
    carry(outbox, inbox, received);
    BOOST_REQUIRE(received.messages.size() == 2u);
    BOOST_TEST(as_text(received.messages[0].bytes) == "stop");
    BOOST_TEST(as_text(received.messages[1].bytes) == "key");
}

BOOST_AUTO_TEST_CASE(input_still_leaves_when_the_screen_has_filled_the_window)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(9, PriorityClass::screen, Bytes(16'000'000));
    while (carry(outbox, inbox, received)) {
    }
    BOOST_TEST(!outbox.next_departure(received.path));
    outbox.push(8, PriorityClass::input, to_bytes("key"));
    BOOST_TEST(carry(outbox, inbox, received));
    BOOST_TEST(received.messages.size() == 1u);
    BOOST_TEST(!outbox.next_departure(received.path));
    BOOST_TEST(outbox.acknowledged(received.next, received.path, kNow));
    BOOST_TEST(outbox.next_departure(received.path).has_value());
}

BOOST_AUTO_TEST_CASE(no_more_than_the_window_is_under_way)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(9, PriorityClass::voice, Bytes(16'000'000));
    std::size_t sent = 0;
    for (Bytes plaintext; outbox.fill(plaintext, received.path, kNow); plaintext.clear())
        sent += plaintext.size();
    BOOST_TEST(sent >= kWindow);
    BOOST_TEST(sent < kWindow + kWindow / 100);
}

BOOST_AUTO_TEST_CASE(channels_of_one_class_take_turns)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(1, PriorityClass::bulk, Bytes(10'000'000));
    outbox.push(2, PriorityClass::bulk, Bytes(20'000));
    for (int i = 0; i < 5; ++i)
        carry(outbox, inbox, received);
    BOOST_REQUIRE(received.messages.size() == 1u);
    BOOST_TEST(received.messages[0].channel == 2);
}

BOOST_AUTO_TEST_CASE(what_is_dropped_does_not_leave_and_the_rest_does)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(1, PriorityClass::screen, Bytes(100'000));
    carry(outbox, inbox, received);
    outbox.push(2, PriorityClass::screen, to_bytes("kept"));
    outbox.drop([](std::uint16_t channel) { return channel == 1; });
    inbox.drop([](std::uint16_t channel) { return channel == 1; });
    outbox.push(1, PriorityClass::screen, to_bytes("new"));
    while (carry(outbox, inbox, received)) {
    }
    BOOST_REQUIRE(received.messages.size() == 2u);
    BOOST_TEST(as_text(received.messages[0].bytes) == "kept");
    BOOST_TEST(as_text(received.messages[1].bytes) == "new");
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_of_what_was_never_sent_is_refused)
{
    Outbox outbox;
    outbox.push(1, PriorityClass::chat, to_bytes("x"));
    Bytes plaintext;
    auto path = fast_path();
    outbox.fill(plaintext, path, kNow);
    BOOST_TEST(!outbox.acknowledged(2, path, kNow));
    BOOST_TEST(outbox.acknowledged(1, path, kNow));
    BOOST_TEST(!outbox.acknowledged(0, path, kNow));
}

// SEC-18
BOOST_AUTO_TEST_CASE(fragments_out_of_order_are_refused)
{
    Inbox inbox;
    wire::Frame frame{wire::FrameType::message, 1, true, 1, {}};
    BOOST_TEST((inbox.take(frame, always).error() == Errc::unexpected));
    frame.seq = 0;
    BOOST_TEST(inbox.take(frame, always).value().has_value());
    frame.seq = 2;
    BOOST_TEST((inbox.take(frame, always).error() == Errc::unexpected));
}

// SEC-19: what comes again on another path is not delivered again.
BOOST_AUTO_TEST_CASE(a_fragment_that_comes_again_is_dropped)
{
    Inbox inbox;
    const wire::Frame frame{wire::FrameType::message, 1, true, 0, {}};
    BOOST_TEST(inbox.take(frame, always).value().has_value());
    BOOST_TEST(!inbox.take(frame, always).value().has_value());
    BOOST_TEST(inbox.next_expected() == 1u);
}

// SEC-16, SEC-19
BOOST_AUTO_TEST_CASE(a_new_path_gets_again_what_the_other_side_does_not_have)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(9, PriorityClass::screen, Bytes(100'000, 1));
    carry(outbox, inbox, received);
    const auto had = inbox.next_expected();
    Bytes lost;
    while (outbox.fill(lost, received.path, kNow))
        lost.clear();
    outbox.push(8, PriorityClass::input, to_bytes("key"));
    BOOST_TEST(!outbox.rewind(outbox.next_seq() + 1));
    BOOST_TEST(outbox.rewind(had));
    received.path = fast_path();
    while (carry(outbox, inbox, received)) {
    }
    BOOST_REQUIRE(received.messages.size() == 2u);
    BOOST_TEST((received.messages[0].bytes == Bytes(100'000, 1)));
    BOOST_TEST(as_text(received.messages[1].bytes) == "key");
}

BOOST_AUTO_TEST_CASE(a_class_is_slowed_by_more_urgent_ones_and_never_starved)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(1, PriorityClass::bulk, Bytes(100'000));
    for (int i = 0; i < 2000 && received.messages.empty(); ++i) {
        outbox.push(2, PriorityClass::screen, Bytes(1000));
        carry(outbox, inbox, received);
        outbox.acknowledged(received.next, received.path, kNow);
        std::erase_if(received.messages, [](const auto& message) { return message.channel == 2; });
    }
    BOOST_REQUIRE(received.messages.size() == 1u);
    BOOST_TEST(received.messages[0].channel == 1);
}

BOOST_AUTO_TEST_CASE(what_a_class_earned_is_never_taken_from_control_messages)
{
    Outbox outbox;
    Inbox inbox;
    Received received;
    outbox.push(5, PriorityClass::bulk, Bytes(64 * 1024));
    for (int i = 0; i < 300; ++i)
        outbox.push(3, PriorityClass::voice, Bytes(60));
    for (int i = 0; i < 100; ++i)
        carry(outbox, inbox, received);
    const auto earned = [&] {
        outbox.push(5, PriorityClass::bulk, Bytes(64 * 1024));
        for (int i = 0; i < 200; ++i)
            outbox.push_control(Bytes(200));
    };
    earned();
    received.messages.clear();
    while (received.messages.size() < 201 && carry(outbox, inbox, received)) {
    }
    BOOST_REQUIRE(received.messages.size() == 201u);
    BOOST_TEST(received.messages.back().channel == 5u);
}

BOOST_AUTO_TEST_CASE(unreliable_messages_go_once_and_the_newest_win)
{
    Outbox outbox;
    PathEstimate path = fast_path();
    for (int i = 0; i < 20; ++i)
        outbox.push_unreliable(3, PriorityClass::voice, Bytes(60, static_cast<std::uint8_t>(i)));
    Bytes plaintext;
    outbox.fill(plaintext, path, kNow);
    wire::FrameReader reader{plaintext};
    std::vector<int> seen;
    while (const auto frame = reader.next().value())
        seen.push_back(frame->payload.front());
    BOOST_TEST(seen == (std::vector<int>{12, 13, 14, 15, 16, 17, 18, 19}), boost::test_tools::per_element());
    BOOST_TEST(outbox.empty());
    BOOST_TEST(outbox.next_seq() == 0u);
}

// SEC-26
BOOST_AUTO_TEST_CASE(a_message_beyond_its_limit_is_refused_and_many_unfinished_ones_too)
{
    const Bytes piece(60'000);
    Inbox inbox;
    std::uint64_t seq = 0;
    std::size_t taken = 0;
    for (;; taken += piece.size()) {
        const auto result = inbox.take({wire::FrameType::message, 1, false, seq++, piece}, always);
        if (!result) {
            BOOST_TEST((result.error() == Errc::too_large));
            break;
        }
    }
    BOOST_TEST(taken <= kMaxMessage);
    BOOST_TEST(taken + piece.size() > kMaxMessage);

    Inbox many;
    seq = taken = 0;
    for (std::uint16_t channel = 1;; ++channel, taken += piece.size()) {
        const auto result = many.take({wire::FrameType::message, channel, false, seq++, piece}, always);
        if (!result)
            break;
    }
    BOOST_TEST(taken <= kMaxAssembling);
}

BOOST_AUTO_TEST_CASE(messages_on_closed_channels_are_counted_and_dropped)
{
    Inbox inbox;
    const auto closed = [](std::uint16_t) { return false; };
    BOOST_TEST(!inbox.take({wire::FrameType::message, 1, true, 0, as_view("x")}, closed).value().has_value());
    BOOST_TEST(inbox.next_expected() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
