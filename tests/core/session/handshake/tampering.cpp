// A hostile relay at the handshakes of all ways: it can end one, and nothing else.
#include "meeting_sides.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;
using namespace cordee::test;

namespace {

/// How many records each direction of a handshake has.
std::pair<std::size_t, std::size_t> records_of(Way way)
{
    switch (way) {
    case Way::code:
        return {3, 2};
    case Way::known_device:
        return {1, 1};
    default:
        return {2, 1};
    }
}

struct Quick : MeetingSides {
    Outcome meet_quickly(Way way, Tamper forth, Tamper back)
    {
        auto initiator = config(way, true);
        auto responder = config(way, false);
        initiator.deadline = responder.deadline = std::chrono::milliseconds{120};
        guesses.limit = 1 << 20;
        return meet(std::move(initiator), std::move(responder), std::move(forth), std::move(back));
    }

    /// The other end of an initiator's last record may have to tell first: a responder that is sure while the
    /// initiator failed has keys that nobody else has.
    static bool no_session(const Outcome& met)
    {
        return met.initiator && met.responder && !met.both_established();
    }

    /// `make` tampers with one record; every record of the way is tried.
    template <class Make>
    void each_record(Make make, bool may_still_meet = false)
    {
        for (const auto way : kWays) {
            const auto [forth, back] = records_of(way);
            for (std::size_t number = 0; number < forth; ++number) {
                const auto met = meet_quickly(way, make(number), honest());
                BOOST_TEST((no_session(met) || may_still_meet), name_of(way) << " forth " << number);
            }
            for (std::size_t number = 0; number < back; ++number) {
                const auto met = meet_quickly(way, honest(), make(number));
                BOOST_TEST((no_session(met) || may_still_meet), name_of(way) << " back " << number);
            }
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_relay, Quick)

// SEC-4, SEC-8: one bit of every field, and of every seventh byte where it is quick, of each record.
BOOST_AUTO_TEST_CASE(no_byte_of_any_record_can_be_changed)
{
    for (const auto way : kWays) {
        const auto honest_run = meet(way);
        BOOST_REQUIRE(honest_run.both_established());
        const std::size_t step = way == Way::code ? 41 : 7;
        for (const bool forth : {true, false}) {
            const auto& records = forth ? honest_run.to_responder : honest_run.to_initiator;
            for (std::size_t number = 0; number < records.size(); ++number)
                for (std::size_t at = 0; at < records[number].size() + step - 1; at += step) {
                    const auto met = meet_quickly(way, forth ? edit(number, at) : honest(),
                                                  forth ? honest() : edit(number, at));
                    BOOST_TEST(no_session(met), name_of(way) << " record " << number << " byte " << at);
                }
        }
    }
}

// SEC-4
BOOST_AUTO_TEST_CASE(records_that_are_left_out_cut_or_shortened_end_it)
{
    each_record([](std::size_t number) { return drop(number); });
    each_record([](std::size_t number) { return cut(number); });
    each_record([](std::size_t number) { return shorten(number, 1); });
    each_record([](std::size_t number) { return shorten(number, 1 << 16); });
}

// SEC-4, SEC-12: a record that comes twice stands where the next one should, or behind the last one where it
// is the session's to refuse.
BOOST_AUTO_TEST_CASE(repeated_and_swapped_records_lead_to_no_wrong_session)
{
    each_record([](std::size_t number) { return repeat(number); }, true);
    each_record([](std::size_t number) { return swap(number); });
    each_record([](std::size_t number) { return replay(number + 1, number); }, true);
}

// SEC-4, SEC-43: a relay that reflects each side's records, and one that mixes two meetings.
BOOST_AUTO_TEST_CASE(reflected_records_and_those_of_another_meeting_are_refused)
{
    for (const auto way : kWays) {
        const auto other_meeting = meet(way);
        const auto from = [](const std::vector<Bytes>& records) {
            return [&records](std::size_t number, Bytes record) {
                return deliver(number < records.size() && !records[number].empty() ? records[number]
                                                                                   : std::move(record));
            };
        };
        BOOST_TEST(no_session(meet_quickly(way, honest(), from(other_meeting.to_initiator))), name_of(way));
        BOOST_TEST(no_session(meet_quickly(way, honest(), from(other_meeting.to_responder))), name_of(way));
        if (way != Way::known_device) // there it answers, and is unconfirmed for ever
            BOOST_TEST(no_session(meet_quickly(way, from(other_meeting.to_responder), honest())),
                       name_of(way));
    }
}

// SEC-26
BOOST_AUTO_TEST_CASE(garbage_is_refused_at_each_step)
{
    std::vector<Bytes> garbage;
    for (const std::uint8_t kind : Bytes{0, 1, 2, 3, 4, 5, 6, 7, 0x10, 0xff})
        for (const std::size_t size : {1u, 100u, 8193u})
            garbage.emplace_back(size, kind);
    for (const auto way : kWays)
        for (const auto& bytes : garbage) {
            if (way == Way::code && bytes.size() == 100) // each costs the stretching of a code
                continue;
            const Tamper instead = [&](std::size_t, const Bytes&) { return deliver(bytes); };
            const auto first = meet_quickly(way, instead, honest());
            BOOST_TEST(first.none_established());
            const auto second = meet_quickly(way, honest(), instead);
            BOOST_TEST(!second.initiator->has_value());
        }
}

// SEC-43: silence ends by the deadline, for both.
BOOST_AUTO_TEST_CASE(half_a_handshake_ends_in_time)
{
    const Tamper nothing = [](std::size_t, const Bytes&) { return Delivery{std::in_place}; };
    for (const auto way : kWays) {
        const auto met = meet_quickly(way, nothing, honest());
        BOOST_TEST(met.none_established());
        // Whose clock runs out first tells the other one, who then finds the connection closed.
        BOOST_TEST((met.initiator->error().ending == Ending::silent ||
                    met.responder->error().ending == Ending::silent));
    }
}

BOOST_AUTO_TEST_SUITE_END()
