#include "apps/relay/snapshot.hpp"

#include "apps/relay/heartbeat.hpp"
#include "apps/relay/load_meter.hpp"
#include "core/base/json.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>
#include <sstream>

using namespace cordee;
using namespace cordee::relay;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(snapshot)

namespace {

Snapshot idle()
{
    Snapshot out;
    out.id = "paris";
    out.version = "1.2.3";
    out.capacity = 1000;
    out.entry_capacity = 256;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(ready_means_that_there_is_room_and_it_stays)
{
    BOOST_TEST(is_ready(idle()));
    auto full = idle();
    full.sessions = 1000;
    BOOST_TEST(!is_ready(full));
    auto crowded = idle();
    crowded.entries = 256;
    BOOST_TEST(!is_ready(crowded));
    auto draining = idle();
    draining.draining = true;
    BOOST_TEST(!is_ready(draining));
    auto stuck = idle();
    stuck.working = false;
    BOOST_TEST(!is_ready(stuck));
    auto deaf = idle();
    deaf.listening = false;
    BOOST_TEST(!is_ready(deaf));
}

BOOST_AUTO_TEST_CASE(the_index_falls_with_what_is_scarcest)
{
    BOOST_TEST(performance_index(idle()) == 1.0);
    auto busy = idle();
    busy.cpu = 0.25;
    busy.sessions = 100;
    BOOST_TEST(performance_index(busy) == 0.75);
    busy.sessions = 900;
    BOOST_TEST(performance_index(busy) == 0.1, boost::test_tools::tolerance(1e-9));
    auto late = idle();
    late.loop_lag = 20ms;
    BOOST_TEST(performance_index(late) == 1.0);
    late.loop_lag = 80ms;
    BOOST_TEST(performance_index(late) == 0.25);
    for (auto* change : {+[](Snapshot& s) { s.cpu = 1; }, +[](Snapshot& s) { s.sessions = 1001; },
                         +[](Snapshot& s) { s.loop_lag = 1h; }, +[](Snapshot& s) { s.draining = true; },
                         +[](Snapshot& s) { s.capacity = 0; }}) {
        auto bad = idle();
        change(bad);
        BOOST_TEST(performance_index(bad) == 0.01);
    }
}

BOOST_AUTO_TEST_CASE(the_load_is_as_a_reporter_reads_it)
{
    auto relay = idle();
    relay.sessions = 250;
    relay.entries = 3;
    relay.bytes_per_second = 1234.6;
    relay.cpu = 0.12345;
    relay.loop_lag = 2ms;
    BOOST_TEST(load_json(relay) ==
               R"({"id":"paris","version":"1.2.3","sessions":250,"capacity":1000,"entries":3,)"
               R"("bytes_per_second":1235,"loop_lag_ms":2,"cpu":0.123,"index":0.75,)"
               R"("draining":false})");
    const auto read = json::parse(load_json(relay));
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(json::get_integer(**read, "sessions").value() == 250);
}

BOOST_AUTO_TEST_CASE(metrics_are_prometheus_text_with_few_labels)
{
    auto relay = idle();
    relay.refused.at(static_cast<std::size_t>(Refusal::ticket)) = 7;
    relay.bytes.at(1).at(static_cast<std::size_t>(CarriedBy::https_poll)) = 99;
    relay.loop_lag = 1ms;
    const auto text = metrics_text(relay);
    static const std::regex form{
        R"((# (HELP|TYPE) cordee_relay_[a-z_]+ .+)|(cordee_relay_[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+))"};
    std::istringstream in{text};
    std::set<std::string> seen;
    for (std::string line; std::getline(in, line);) {
        BOOST_TEST(std::regex_match(line, form), line);
        BOOST_TEST(seen.insert(line.substr(0, line.rfind(' '))).second, line);
    }
    BOOST_TEST(seen.size() < 90U);
    BOOST_TEST(text.ends_with('\n'));
    BOOST_TEST(text.find("cordee_relay_refused_total{reason=\"ticket\"} 7\n") != std::string::npos);
    BOOST_TEST(text.find("cordee_relay_bytes_total{from=\"operator\",carrier=\"https long-poll\"} 99\n") !=
               std::string::npos);
    BOOST_TEST(text.find("cordee_relay_loop_lag_seconds 0.001\n") != std::string::npos);
    BOOST_TEST(text.find("paris") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(carriers_have_the_names_that_legs_have)
{
    for (std::size_t i = 0; i < kCarrierKinds; ++i)
        BOOST_TEST((carrier_named(to_string(static_cast<CarriedBy>(i))) == static_cast<CarriedBy>(i)));
}

BOOST_AUTO_TEST_CASE(rates_follow_what_happens)
{
    SteadyTime now{1h};
    LoadMeter meter{4, now};
    LoadMeter::Totals totals;
    const auto second = [&](double cpu, std::uint64_t bytes) {
        totals.cpu_seconds += cpu;
        totals.bytes += bytes;
        meter.sample(totals, now += 1s);
    };
    for (int i = 0; i < 60; ++i)
        second(2, 1'000'000);
    BOOST_TEST(meter.cpu() == 0.5, boost::test_tools::tolerance(0.01));
    BOOST_TEST(meter.bytes_per_second() == 1e6, boost::test_tools::tolerance(0.01));
    second(0, 0);
    BOOST_TEST(meter.cpu() > 0.3); // one quiet second is not quiet
    for (int i = 0; i < 60; ++i)
        second(0, 0);
    BOOST_TEST(meter.cpu() < 0.01);
    BOOST_TEST(meter.bytes_per_second() < 1e4);
    second(100, 0); // cannot be
    BOOST_TEST(meter.cpu() <= 1.0);
    meter.sample(totals, now); // no time has passed
    BOOST_TEST(cpu_seconds_used() > 0);
    BOOST_TEST(usable_processors() >= 1U);
}

BOOST_AUTO_TEST_CASE(a_thread_that_comes_late_or_not_at_all_is_seen)
{
    SteadyTime now{1h};
    constexpr auto kTime = 100ms;
    Heartbeat heart{now, kTime};
    const auto beat = [&](std::chrono::milliseconds late) {
        now += kTime + late;
        heart.beat(now, late);
    };
    beat(0ms);
    BOOST_TEST((heart.lag(now) == 0ms));
    beat(70ms);
    beat(1ms);
    BOOST_TEST((heart.lag(now) == 70ms));
    for (int i = 0; i < 100; ++i)
        beat(2ms);
    BOOST_TEST((heart.lag(now) == 2ms));                   // long ago
    BOOST_TEST((heart.lag(now + kTime + 500ms) == 500ms)); // late right now
    BOOST_TEST(heart.alive(now + 9s));
    BOOST_TEST(!heart.alive(now + 10s));
}

BOOST_AUTO_TEST_SUITE_END()
