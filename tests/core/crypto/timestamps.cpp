#include "core/crypto/timestamps.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(timestamps)

BOOST_AUTO_TEST_CASE(what_is_written_is_read)
{
    for (const std::int64_t seconds : {0L, 951782399L, 1767225600L, 4102444799L}) {
        const WallTime time{std::chrono::seconds{seconds}};
        BOOST_TEST((parse_timestamp(format_timestamp(time)) == time));
    }
    BOOST_TEST(format_timestamp(WallTime{1767225600s}) == "2026-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(offsets_and_fractions_are_read)
{
    const WallTime expected{1767225600s};
    for (const char* text : {"2026-01-01T00:00:00+00:00", "2026-01-01T01:30:00+01:30",
                             "2025-12-31T19:00:00-05:00", "2026-01-01T00:00:00.999999999Z"})
        BOOST_TEST((parse_timestamp(text) == expected), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_moment_is_refused)
{
    for (const char* text : {"",
                             "2026-01-01",
                             "2026-01-01T00:00:00",
                             "2026-01-01 00:00:00Z",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-01-32T00:00:00Z",
                             "2026-01-01T24:00:00Z",
                             "2026-01-01T00:60:00Z",
                             "2026-01-01T00:00:60Z",
                             "2026-01-01T00:00:00.Z",
                             "2026-01-01T00:00:00+24:00",
                             "2026-01-01T00:00:00+0100",
                             "2026-01-01T00:00:00Zz",
                             " 2026-01-01T00:00:00Z",
                             "26-01-01T00:00:00Z",
                             "+026-01-01T00:00:00Z",
                             "1969-12-31T23:59:59Z",
                             "0000-01-01T00:00:00+23:59",
                             "9999-12-31T23:59:59-00:01"})
        BOOST_TEST(!parse_timestamp(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
