#include "core/crypto/datagram.hpp"

#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using namespace std::chrono_literals;

namespace {

const Secret<32> kKey{ByteArray<32>{1, 2, 3}};

struct DatagramFixture {
    ManualClock clock;
    RecordSealer sealer = make({});
    DatagramOpener opener{kKey.clone(), 0, clock};

    RecordSealer make(RecordLimits limits) const
    {
        return {kKey.clone(), 0, clock, limits, RecordPath::datagram};
    }
    static Bytes seal(RecordSealer& with, std::string_view text = "x")
    {
        Bytes out;
        BOOST_REQUIRE(with.seal(as_view(text), out).has_value());
        return out;
    }
    std::vector<Bytes> sealed(RecordSealer& with, std::size_t count)
    {
        std::vector<Bytes> out;
        while (out.size() < count)
            out.push_back(seal(with));
        return out;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(datagrams, DatagramFixture)

BOOST_AUTO_TEST_CASE(records_open_in_any_order_and_tell_whether_they_are_the_newest)
{
    const auto records = sealed(sealer, 4);
    for (const auto& [number, newest] : {std::pair{1u, true}, {0u, false}, {3u, true}, {2u, false}}) {
        const auto opened = opener.open(records[number]).value();
        BOOST_TEST(as_text(opened.plaintext) == "x");
        BOOST_TEST(opened.counter == number);
        BOOST_TEST(opened.newest == newest);
    }
}

// SEC-23
BOOST_AUTO_TEST_CASE(a_record_opens_once_and_not_when_it_is_too_old)
{
    const auto records = sealed(sealer, 3000);
    BOOST_TEST(opener.open(records[2999]).has_value());
    BOOST_TEST(opener.open(records[2999]).error() == Errc::already_used);
    BOOST_TEST(opener.open(records[951]).error() == Errc::already_used);
    BOOST_TEST(opener.open(records[952]).has_value());
}

// SEC-18, SEC-23: a forged record moves nothing, whatever counter it claims.
BOOST_AUTO_TEST_CASE(no_flipped_bit_opens_and_none_moves_the_window)
{
    const auto record = seal(sealer);
    for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
        auto wrong = record;
        wrong[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        BOOST_TEST(opener.open(wrong).has_error());
    }
    BOOST_TEST(opener.open(record).has_value());
}

// SEC-15: the same key on a stream would make other records.
BOOST_AUTO_TEST_CASE(another_epoch_key_or_path_does_not_open)
{
    DatagramOpener other_epoch{kKey.clone(), 1, clock};
    DatagramOpener other_key{Secret<32>{ByteArray<32>{9}}, 0, clock};
    RecordOpener stream{kKey.clone(), 0};
    RecordSealer of_stream{kKey.clone(), 0, clock};
    const auto record = seal(sealer);
    BOOST_TEST(other_epoch.open(record).error() == Errc::unexpected);
    BOOST_TEST(other_key.open(record).error() == Errc::bad_signature);
    BOOST_TEST(stream.open(record).error() == Errc::unexpected);
    BOOST_TEST(opener.open(seal(of_stream)).error() == Errc::unexpected);
}

// SEC-26
BOOST_AUTO_TEST_CASE(lengths_are_checked_first)
{
    BOOST_TEST(opener.open({}).error() == Errc::malformed);
    BOOST_TEST(opener.open(Bytes(kRecordOverhead - 1, 0x11)).error() == Errc::malformed);
    BOOST_TEST(opener.open(Bytes(kMaxDatagram + 1, 0x11)).error() == Errc::too_large);
    Bytes out;
    BOOST_TEST(sealer.seal(Bytes(kMaxDatagramPlaintext + 1), out).error() == Errc::too_large);
    BOOST_TEST(sealer.seal(Bytes(kMaxDatagramPlaintext), out).has_value());
    BOOST_TEST(out.size() == 1200u);
    BOOST_TEST(opener.open(out).value().plaintext.size() == kMaxDatagramPlaintext);
}

// SEC-17
BOOST_AUTO_TEST_CASE(the_old_key_opens_for_five_seconds_more)
{
    auto rekeying = make({.records = 3});
    const auto records = sealed(rekeying, 6);
    BOOST_TEST(opener.open(records[0]).has_value());
    BOOST_TEST(opener.open(records[3]).has_value());
    BOOST_TEST(opener.open(records[1]).has_value());
    clock.advance(4s);
    BOOST_TEST(opener.open(records[2]).has_value());
    const auto late = sealed(sealer, 8).back(); // never seen, generation 0
    clock.advance(1s);
    BOOST_TEST(opener.open(late).error() == Errc::unexpected);
    BOOST_TEST(opener.open(records[4]).has_value());
}

// SEC-17
BOOST_AUTO_TEST_CASE(a_forged_generation_does_not_move_the_receiver)
{
    auto forged = seal(sealer, "genuine");
    const auto genuine = forged;
    forged[3] = 1;
    BOOST_TEST(opener.open(forged).error() == Errc::bad_signature);
    forged[3] = 2;
    BOOST_TEST(opener.open(forged).error() == Errc::unexpected);
    BOOST_TEST(as_text(opener.open(genuine).value().plaintext) == "genuine");
}

// SEC-17
BOOST_AUTO_TEST_CASE(only_the_next_generation_is_followed)
{
    auto rekeying = make({.records = 1});
    const auto records = sealed(rekeying, 4);
    BOOST_TEST(opener.open(records[2]).error() == Errc::unexpected);
    BOOST_TEST(opener.open(records[1]).has_value());
    BOOST_TEST(opener.open(records[2]).has_value());
    BOOST_TEST(opener.open(records[0]).error() == Errc::unexpected);
}

// SEC-15
BOOST_AUTO_TEST_CASE(sealing_stops_at_the_last_counter)
{
    auto limited = make({.counter = 2});
    (void)sealed(limited, 2);
    Bytes out;
    BOOST_TEST(limited.seal(as_view("x"), out).error() == Errc::exhausted);
    auto beyond = seal(sealer);
    beyond[5] = 1; // 2^48
    BOOST_TEST(opener.open(beyond).error() == Errc::unexpected);
}

BOOST_AUTO_TEST_SUITE_END()
