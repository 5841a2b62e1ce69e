#include "core/crypto/record.hpp"

#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cordee;
using namespace cordee::crypto;
using namespace std::chrono_literals;

namespace {

const Secret<32> kRecordKey{ByteArray<32>{1, 2, 3}};

struct RecordFixture {
    ManualClock clock;
    RecordSealer sealer{kRecordKey.clone(), 0, clock};
    RecordOpener opener{kRecordKey.clone(), 0};

    static Bytes seal(RecordSealer& with, std::string_view text)
    {
        Bytes out;
        BOOST_REQUIRE(with.seal(as_view(text), out).has_value());
        return out;
    }
    Bytes seal(std::string_view text) { return seal(sealer, text); }
};

unsigned generation_of(const Bytes& record)
{
    return static_cast<unsigned>(record[2] << 8 | record[3]);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(records, RecordFixture)

BOOST_AUTO_TEST_CASE(records_open_in_order)
{
    for (const std::string_view text : {"first", "", "third"})
        BOOST_TEST(as_text(opener.open(seal(text)).value()) == text);
}

// SEC-18
BOOST_AUTO_TEST_CASE(every_flipped_bit_is_found)
{
    const auto record = seal("secret");
    for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
        auto wrong = record;
        wrong[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        BOOST_TEST(opener.open(wrong).has_error());
    }
    BOOST_TEST(opener.open(record).has_value());
}

// SEC-18
BOOST_AUTO_TEST_CASE(drops_repeats_and_other_orders_are_found)
{
    const auto first = seal("1");
    const auto second = seal("2");
    BOOST_TEST(opener.open(second).error() == Errc::unexpected);
    BOOST_TEST(opener.open(first).has_value());
    BOOST_TEST(opener.open(first).error() == Errc::unexpected);
    BOOST_TEST(opener.open(second).has_value());
}

// SEC-26
BOOST_AUTO_TEST_CASE(lengths_are_checked_first)
{
    BOOST_TEST(opener.open({}).error() == Errc::malformed);
    BOOST_TEST(opener.open(Bytes(kRecordOverhead - 1, 0x10)).error() == Errc::malformed);
    BOOST_TEST(opener.open(Bytes(kMaxRecord + 1, 0x10)).error() == Errc::too_large);
    Bytes out;
    BOOST_TEST(sealer.seal(Bytes(kMaxRecordPlaintext + 1), out).error() == Errc::too_large);
    BOOST_TEST(sealer.seal(Bytes(kMaxRecordPlaintext), out).has_value());
    BOOST_TEST(out.size() == kMaxRecord);
    BOOST_TEST(opener.open(out).value().size() == kMaxRecordPlaintext);
}

// SEC-15, SEC-16
BOOST_AUTO_TEST_CASE(another_epoch_or_key_does_not_open)
{
    RecordOpener other_epoch{kRecordKey.clone(), 1};
    RecordOpener other_key{Secret<32>{ByteArray<32>{9}}, 0};
    const auto record = seal("x");
    BOOST_TEST(other_epoch.open(record).error() == Errc::unexpected);
    BOOST_TEST(other_key.open(record).error() == Errc::bad_signature);
}

// SEC-17
BOOST_AUTO_TEST_CASE(the_key_changes_after_so_many_records)
{
    RecordSealer limited{kRecordKey.clone(), 0, clock, {.records = 3}};
    for (unsigned i = 0; i < 10; ++i) {
        const auto record = seal(limited, "x");
        BOOST_TEST(generation_of(record) == i / 3);
        BOOST_TEST(opener.open(record).has_value());
    }
}

// SEC-17
BOOST_AUTO_TEST_CASE(the_key_changes_after_so_many_bytes)
{
    RecordSealer limited{kRecordKey.clone(), 0, clock, {.bytes = 10}};
    std::vector<unsigned> generations;
    for (const std::string_view text : {"12345", "12345", "1", "123456789", "1"})
        generations.push_back(generation_of(seal(limited, text)));
    BOOST_TEST(generations == (std::vector<unsigned>{0, 0, 1, 1, 2}), boost::test_tools::per_element());
}

// SEC-17
BOOST_AUTO_TEST_CASE(the_key_changes_after_an_hour)
{
    BOOST_TEST(generation_of(seal("x")) == 0U);
    clock.advance(60min - 1s);
    BOOST_TEST(generation_of(seal("x")) == 0U);
    clock.advance(1s);
    BOOST_TEST(generation_of(seal("x")) == 1U);
    BOOST_TEST(generation_of(seal("x")) == 1U);
}

// SEC-17
BOOST_AUTO_TEST_CASE(the_limits_are_those_of_the_design)
{
    const RecordLimits limits;
    BOOST_TEST(limits.records == 1ULL << 20);
    BOOST_TEST(limits.bytes == 1ULL << 36);
    BOOST_TEST((limits.age == 60min));
    BOOST_TEST(limits.counter == 1ULL << 48);
}

// SEC-17
BOOST_AUTO_TEST_CASE(a_forged_generation_does_not_move_the_receiver)
{
    auto forged = seal("genuine");
    const auto genuine = forged;
    forged[3] = 1;
    BOOST_TEST(opener.open(forged).error() == Errc::bad_signature);
    forged[3] = 2;
    BOOST_TEST(opener.open(forged).error() == Errc::unexpected);
    BOOST_TEST(as_text(opener.open(genuine).value()) == "genuine");
}

// SEC-17
BOOST_AUTO_TEST_CASE(an_old_key_is_useless_afterwards)
{
    RecordSealer rekeying{kRecordKey.clone(), 0, clock, {.records = 1}};
    RecordSealer staying{kRecordKey.clone(), 0, clock};
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST(opener.open(seal(rekeying, "x")).has_value());
        seal(staying, "x");
    }
    BOOST_TEST(opener.open(seal(staying, "x")).error() == Errc::unexpected);
}

// SEC-15
BOOST_AUTO_TEST_CASE(sealing_stops_at_the_last_counter_and_the_last_generation)
{
    RecordSealer limited{kRecordKey.clone(), 0, clock, {.counter = 2}};
    Bytes out;
    BOOST_TEST(limited.seal({}, out).has_value());
    BOOST_TEST(limited.seal({}, out).has_value());
    BOOST_TEST(limited.seal({}, out).error() == Errc::exhausted);

    RecordSealer rekeying{kRecordKey.clone(), 0, clock, {.records = 1}};
    for (int i = 0; i < 65536; ++i)
        BOOST_REQUIRE(rekeying.seal({}, out).has_value());
    BOOST_TEST(rekeying.seal({}, out).error() == Errc::exhausted);
}

// SEC-15
BOOST_AUTO_TEST_CASE(no_header_comes_twice)
{
    RecordSealer limited{kRecordKey.clone(), 0, clock, {.records = 7}};
    std::set<Bytes> headers;
    for (int i = 0; i < 1000; ++i) {
        const auto record = seal(limited, "same");
        headers.emplace(record.begin() + 4, record.begin() + kRecordHeader);
    }
    BOOST_TEST(headers.size() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
