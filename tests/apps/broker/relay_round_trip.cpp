// The round trip that counts: measured, raised to what light needs, or estimated.
#include "apps/broker/relays/relay_round_trip.hpp"

#include "tests/apps/broker/relay_examples.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace cordee::broker;
using namespace cordee::test;

namespace {

const RelayFacts& named(const std::vector<RelayFacts>& relays, const std::string& id)
{
    for (const auto& relay : relays)
        if (relay.id == id)
            return relay;
    throw std::invalid_argument{id};
}

struct Relays {
    std::vector<RelayFacts> relays = world_relays();

    RoundTrip trip(const EndFacts& end, const std::string& relay) const
    {
        return RoundTrips{end, relays}.to(named(relays, relay));
    }
};

bool is(const RoundTrip& trip, RoundTripSource source)
{
    return trip.source == source;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(relay_round_trip, Relays)

BOOST_AUTO_TEST_CASE(a_measurement_that_can_be_true_counts_as_it_is)
{
    const auto trip_ms = trip({kLyon, {{"paris-1", 11.5}}}, "paris-1");
    BOOST_TEST(trip_ms.ms == 11.5);
    BOOST_TEST(is(trip_ms, RoundTripSource::measured));
}

BOOST_AUTO_TEST_CASE(one_that_is_quicker_than_light_is_raised)
{
    // The others fit Lyon; only Tokyo does not.
    const EndFacts end{kLyon, {{"tokyo", 1.0}, {"paris-1", 9.0}, {"frankfurt", 14.0}, {"london", 17.0}}};
    const auto tokyo = trip(end, "tokyo");
    BOOST_TEST(is(tokyo, RoundTripSource::raised));
    BOOST_TEST(tokyo.ms == least_round_trip_ms(distance_km(kLyon, kTokyo)));
    BOOST_TEST(is(trip(end, "paris-1"), RoundTripSource::measured));
}

BOOST_AUTO_TEST_CASE(the_radius_of_a_place_is_granted)
{
    auto vague = kLyon;
    vague.radius_km = 400;
    BOOST_TEST(is(trip({vague, {{"paris-1", 0.3}}}, "paris-1"), RoundTripSource::measured));
}

BOOST_AUTO_TEST_CASE(coordinates_that_the_measurements_contradict_are_those_of_the_provider)
{
    // In Lyon, whatever the database says.
    const EndFacts end{kTokyo, {{"paris-1", 9.0}, {"frankfurt", 14.0}, {"tokyo", 240.0}}};
    BOOST_TEST(is(trip(end, "paris-1"), RoundTripSource::measured));
    const auto london = trip(end, "london");
    BOOST_TEST(is(london, RoundTripSource::estimated));
    BOOST_TEST(london.ms < 50);
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_is_estimated_and_charged_for)
{
    const EndFacts located{kLyon, {}};
    const auto guessed = trip(located, "paris-1");
    BOOST_TEST(is(guessed, RoundTripSource::estimated));
    BOOST_TEST(guessed.ms > likely_round_trip_ms(distance_km(kLyon, kParis)));
    BOOST_TEST(guessed.ms > RoundTrips(located, relays).hope(named(relays, "paris-1")));
    const EndFacts by_beacon{{}, {{"paris-1", 3.0}}};
    BOOST_TEST(is(trip(by_beacon, "london"), RoundTripSource::estimated));
    BOOST_TEST(trip(by_beacon, "london").ms < trip(by_beacon, "tokyo").ms);
}

BOOST_AUTO_TEST_CASE(no_answer_is_worse_than_no_measurement)
{
    const auto unanswered = trip({kLyon, {{"paris-1", {}}}}, "paris-1");
    BOOST_TEST(is(unanswered, RoundTripSource::unanswered));
    BOOST_TEST(unanswered.ms > trip({kLyon, {}}, "paris-1").ms + 200);
}

BOOST_AUTO_TEST_CASE(of_an_end_without_anything_nothing_is_known)
{
    const RoundTrips nothing{EndFacts{}, relays};
    BOOST_TEST(!nothing.located());
    BOOST_TEST(!nothing.lost());
    BOOST_TEST(is(nothing.to(relays.front()), RoundTripSource::unknown));
    BOOST_TEST(nothing.to(relays.front()).ms == nothing.to(relays.back()).ms);
    relays.front().place.reset();
    BOOST_TEST(is(trip({kLyon, {}}, "paris-1"), RoundTripSource::unknown));
}

BOOST_AUTO_TEST_CASE(an_end_that_is_far_from_all_that_it_measured_is_lost)
{
    BOOST_TEST((RoundTrips{{kParis, {{"tokyo", 230.0}}}, relays}.lost()));
    BOOST_TEST(!(RoundTrips{{kParis, {{"tokyo", 230.0}, {"london", 12.0}}}, relays}.lost()));
}

BOOST_AUTO_TEST_CASE(measurements_without_sense_count_as_no_answer)
{
    for (const auto wrong : senseless()) {
        const auto got = trip({kLyon, {{"paris-1", wrong}}}, "paris-1");
        BOOST_TEST(is(got, RoundTripSource::unanswered), wrong);
        BOOST_TEST(std::isfinite(got.ms));
    }
    BOOST_TEST(trip({{}, {{"paris-1", 1e300}}}, "paris-1").ms == 30'000);
    BOOST_TEST(trip({{}, {{"paris-1", 0.0}}}, "paris-1").ms > 0);
    BOOST_TEST(is(trip({kLyon, {{"no-such-relay", 1.0}}}, "paris-1"), RoundTripSource::estimated));
}

BOOST_AUTO_TEST_SUITE_END()
